/** Each invariant holds, and is seen to be broken when it is. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { brokenInvariants, navFell } from "./invariants.ts";
import {
  begin,
  buy,
  close,
  E18,
  join,
  lab,
  labPlan,
  must,
  ONE,
  type Programme,
} from "./oracle-kit.ts";
import type { State } from "./state.ts";

/** "a" holds 10 shares and 5.00 in the wallet, "b" 20 shares of which 5 are on hold. */
function sound(): Programme {
  const programme = begin(labPlan({ foundingShares: "1" }));
  join(programme, "a", "b", "till");
  lab(programme, "a", { shares: 1_000n, quota: 1_000n });
  lab(programme, "till", { fund: 500n });
  close(programme);
  lab(programme, "b", { shares: 2_000n, quota: 1_000n });
  lab(programme, "till", { fund: 70n, tier: 30n });
  const hold = { hold: "k", holder: "b", shares: `${5n * ONE}`, order: "s" };
  must(programme, "shares.hold", { ...hold, expires: "2026-03-02T00:00:00Z" });
  must(programme, "wallet.withdraw", { holder: "a", amount: 100n });
  return programme;
}

function broken(change: (state: State) => void): string[] {
  const { state } = sound();
  assert.deepEqual(brokenInvariants(state), []);
  change(state);
  return brokenInvariants(state);
}

const CASH = "10.7: the cash is the reserve, the funds and what is owed to holders";
const SHARES = "10.3: outstanding shares are the founding shares and all holdings";
const ISSUED = "10.3: no more shares are issued than authorised";
const SOLVENT = "10.6: the reserve could pay everyone at once";
const PAID = "10.4: what the funds paid is what holders received";
const FUNDS = "10.5: neither the reserve nor a fund is below zero";
const nobody = (names: string): string => `10.5: nobody has less than nothing (${names})`;

test("[IN2] the NAV fell when fewer E18 stand behind as many shares, by exact comparison", () => {
  const nav = (reserveE18: bigint, sharesMicro: bigint) => ({ reserveE18, sharesMicro });
  const table: [before: [bigint, bigint], after: [bigint, bigint], fell: boolean][] = [
    [[10n, 3n], [10n, 3n], false],
    [[10n, 3n], [20n, 6n], false],
    [[10n, 3n], [9n, 3n], true],
    [[10n, 3n], [10n, 4n], true],
    [[10n, 3n], [11n, 3n], false],
    [[10n, 3n], [10n, 2n], false],
    [[10n ** 40n, 3n], [10n ** 40n - 1n, 3n], true],
  ];
  for (const [before, after, fell] of table) {
    assert.equal(navFell(nav(...before), nav(...after)), fell);
  }
});

test("[IN3] a share more or less than the holdings is seen", () => {
  assert.deepEqual(
    broken((state) => (state.outstandingMicro += 1n)),
    [SHARES],
  );
  assert.ok(broken((state) => (state.outstandingMicro -= 1n)).includes(SHARES));
  assert.ok(broken(({ store }) => store.holders.sharesMicro.set(0, 9n * ONE)).includes(SHARES));
});

test("[IN3] shares above the authorised are seen, all of them are allowed", () => {
  const { authorisedShares } = sound().state.plan;
  assert.deepEqual(
    broken((state) => (state.issuedMicro = authorisedShares)),
    [],
  );
  assert.deepEqual(
    broken((state) => (state.issuedMicro = authorisedShares + 1n)),
    [ISSUED],
  );
});

test("[IN4] dividends that no fund paid are seen", () => {
  assert.deepEqual(
    broken((state) => (state.totals.dividendsE18 += 1n)),
    [PAID],
  );
  assert.deepEqual(
    broken((state) => (state.totals.dividendsE18 -= 1n)),
    [PAID],
  );
  const more = broken(({ store }) => store.holders.dividendsE18.set(0, 501n * E18));
  assert.deepEqual(more, [PAID, CASH]);
});

test("[IN5] who has less than nothing is named", () => {
  const set = (name: "heldMicro", value: bigint) =>
    broken(({ store }) => store.holders[name].set(1, value));
  assert.deepEqual(set("heldMicro", 20n * ONE + 1n), [nobody("b")]);
  assert.deepEqual(set("heldMicro", 20n * ONE), []);
  assert.deepEqual(set("heldMicro", -1n), [nobody("b")]);
  const owes = broken(({ store }) => store.holders.withdrawnMinor.set(0, 501n));
  assert.deepEqual(owes, [nobody("a"), CASH]);
  const both = broken(({ store }) => {
    store.holders.heldMicro.set(0, -1n);
    store.holders.heldMicro.set(1, -1n);
  });
  assert.deepEqual(both, [nobody("a, b")]);
});

test("[IN5] a quota below nothing is seen", () => {
  // After a close that paid more than the quota left.
  const wrong = broken((state) => {
    const last = state.indexE18.length - 1;
    state.indexE18[last] = state.indexE18[last]! + E18;
    state.store.holders.settledClose.set(0, 0);
  });
  assert.ok(wrong.includes(nobody("a")));
});

test("[IN5] a reserve or fund below nothing is seen", () => {
  for (const key of ["reserveE18", "proRataE18", "tierE18"] as const) {
    const wrong = broken((state) => (state[key] = -1n));
    assert.ok(wrong.includes(FUNDS), key);
    assert.ok(wrong.includes(CASH));
  }
  const swapped = broken((state) => {
    state.proRataE18 += state.tierE18;
    state.tierE18 = 0n;
  });
  assert.deepEqual(swapped, []);
});

test("[IN6] a reserve that could not pay everyone is seen", () => {
  // Without founding shares and on whole fen, a reserve a fen short cannot pay all.
  const wrong = broken((state) => {
    state.outstandingMicro -= 2n * ONE;
    Object.assign(state.plan, { foundingShares: -ONE });
  });
  assert.deepEqual(wrong, [SOLVENT]);
});

test("[IN7] cash that came from nowhere or went nowhere is seen", () => {
  for (const key of ["foundedMinor", "contributedMinor", "returnedMinor", "spentMinor"] as const) {
    assert.deepEqual(
      broken((state) => (state.merchant[key] += 1n)),
      [CASH],
      key,
    );
  }
  assert.deepEqual(
    broken((state) => (state.totals.withdrawnMinor += 1n)),
    [CASH],
  );
  assert.deepEqual(
    broken((state) => (state.proRataE18 += 1n)),
    [CASH],
  );
  assert.deepEqual(
    broken((state) => (state.tierE18 += 1n)),
    [CASH],
  );
  assert.deepEqual(
    broken((state) => (state.reserveE18 += 1n)),
    [CASH],
  );
  assert.deepEqual(
    broken(({ store }) => store.holders.payoutsMinor.set(0, 1n)),
    [CASH],
  );
  const paidBack = broken((state) => {
    state.merchant.contributedMinor += 6n;
    state.merchant.returnedMinor += 3n;
    state.merchant.spentMinor += 2n;
    state.totals.withdrawnMinor += 1n;
  });
  assert.deepEqual(paidBack, []);
});

test("[IN6] solvent with nobody in it, and with no share outstanding", () => {
  const empty = begin(labPlan({ foundingShares: "0" }));
  assert.deepEqual(brokenInvariants(empty.state), []);
  join(empty, "a");
  buy(empty, "o", "a", { shares: 100n });
  must(empty, "shares.spend", { holder: "a", shares: `${ONE}`, order: "s" });
  assert.deepEqual(brokenInvariants(empty.state), []);
});
