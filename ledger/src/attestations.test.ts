/** What was owed at a close is exact, whichever way it is found; what a statement said stands for good. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { apply, checkPlan, parseCommand, parseJson, type JsonObject } from "@patronage/engine";
import { checkStatement } from "@patronage/proof";
import type { ClientBase } from "pg";
import {
  attest,
  AttestationError,
  attestationDays,
  attestationOfFile,
  explain,
  fileSha256,
  readAttestations,
  readLastAttestation,
  type AttestationProblem,
} from "./attestations.ts";
import type { BankStatement } from "./bank-statement.ts";
import { gatedHistory } from "./gate-kit.ts";
import { readJournal } from "./journal.ts";
import { beginState } from "./load.ts";
import { owedAtClose, owedByPostings, owedByTree, owedMinorOf, readOwedNow } from "./owed.ts";
import { join, withProgramme, type ProgrammeDesk } from "./programme-kit.ts";
import { openProver, proveHolder } from "./proofs.ts";
import { sha256 } from "./trees.ts";

async function lookInto({ database, search }: ProgrammeDesk): Promise<ClientBase> {
  const client = await database.connect();
  await client.query(search);
  return client;
}

test("[10.7] the tree, the postings and the engine agree on what was owed at every close", async () => {
  let closeCount = 0;
  let forcedCount = 0;
  for (const seed of [8, 15]) {
    const { plan, commands } = gatedHistory(seed, { commands: 150 });
    await withProgramme(plan, async (desk) => {
      await desk.openGate(commands);
      const sequencer = await desk.open();
      await Promise.all(commands.map((json) => sequencer.submitPast(json)));
      await sequencer.readModelsReached();
      await sequencer.stop();
      const client = await lookInto(desk);
      const check = checkPlan(plan);
      assert.ok(check.ok);
      const state = beginState(check.plan);
      for await (const { seq, command, events } of readJournal(client)) {
        const parsed = parseCommand(parseJson(command));
        assert.ok(parsed.ok && apply(state, parsed.command).ok);
        if (parsed.command.type !== "day.close") continue;
        closeCount += 1;
        if (!events.includes('"forced":[]')) forcedCount += 1;
        const owed = await owedByPostings(client, seq);
        const { reserveE18, proRataE18, tierE18, merchant, totals } = state;
        assert.deepEqual(
          { ...owed, walletsE18: 0n },
          { reserveE18, proRataE18, tierE18, walletsE18: 0n },
        );
        const inMinor = merchant.foundedMinor + merchant.contributedMinor;
        const outMinor = merchant.returnedMinor + merchant.spentMinor + totals.withdrawnMinor;
        assert.equal(owedMinorOf(owed), inMinor - outMinor);
        const byTree = await owedByTree(client, seq);
        if (!events.includes('"isTooLarge"')) {
          assert.deepEqual(byTree, owed, `seed ${seed} at ${seq}`);
        } else assert.equal(byTree, undefined);
        const { date } = parsed.command;
        const found = await owedAtClose(client, date);
        assert.deepEqual(found, { ...owed, date, seq, currency: check.plan.currency });
      }
    });
  }
  assert.ok(closeCount > 15, `${closeCount} closes`);
  assert.ok(forcedCount > 0, "some of them with compulsory redemptions");
});

const { plan: RANDOM } = gatedHistory(1, { commands: 1 });
const PLAN: JsonObject = {
  ...(RANDOM as JsonObject),
  ...{ maturity: "payment", onQuotaReached: "pause", tiers: [], timezone: "UTC", currency: "CNY" },
  ...{ initialPrice: "1.00", foundingShares: "100", authorisedShares: "100000000" },
  categories: {
    default: {
      ...{ grossMargin: "0.65", proRataRate: "0.20", tierRate: "0.10" },
      ...{ reserveRate: "0.30", quotaMultiple: "2" },
    },
  },
  ...{ grant: { kind: "value", rate: "0.70" }, referral: { levels: [] } },
  redemption: { feeRate: "0.10", consumesQuota: true },
};
delete PLAN["regionalAgent"];

/** One order of 100.00 a day, closed on the 1st, 2nd and 5th; 1.00 is withdrawn after the 2nd. */
async function threeCloses(desk: ProgrammeDesk): Promise<ClientBase> {
  const sequencer = await desk.open();
  const put = async (at: string, json: JsonObject): Promise<void> => {
    const answer = await sequencer.submitPast({ ...json, at });
    assert.ok(answer.ok, answer.ok ? "" : answer.refusal.code);
  };
  const close = (date: string): JsonObject => ({ id: `close-${date}`, type: "day.close", date });
  const order = (id: string): JsonObject => ({
    ...{ id, type: "order.pay", order: id, holder: "anna" },
    lines: [{ line: "1", category: "default", paid: 10_000n }],
  });
  await put("2026-01-01T10:00:00Z", join("anna"));
  await put("2026-01-01T11:00:00Z", order("o1"));
  await put("2026-01-02T00:00:01Z", close("2026-01-01"));
  await put("2026-01-02T11:00:00Z", order("o2"));
  await put("2026-01-03T00:00:01Z", close("2026-01-02"));
  await put("2026-01-03T09:00:00Z", {
    id: "w",
    type: "wallet.withdraw",
    holder: "anna",
    amount: 100n,
  });
  await put("2026-01-06T00:00:01Z", close("2026-01-05"));
  await sequencer.readModelsReached();
  await sequencer.stop();
  return lookInto(desk);
}

const statement = (date: string, balanceMinor: bigint, currency = "CNY"): BankStatement => ({
  ...{ account: "6222020000001234", currency, date, balanceMinor, statement: "S-1", line: 1 },
});

const AT = "2026-01-06T08:00:00Z";

/** Attests as the operator would; `file` stands for the file's bytes. */
async function bring(client: ClientBase, one: BankStatement, file = "a"): Promise<string> {
  const owed = await owedAtClose(client, one.date);
  const digest = fileSha256(Buffer.from(file));
  return attest(client, "shop", { statement: one, fileSha256: digest, owed, by: "Wang", at: AT });
}

async function isRefused(work: Promise<unknown>, problem: AttestationProblem): Promise<void> {
  await assert.rejects(
    work,
    (error) => error instanceof AttestationError && error.problem === problem,
  );
}

test("a statement is held against what was owed at the last close of its day", async () => {
  await withProgramme(PLAN, async (desk) => {
    const client = await threeCloses(desk);
    assert.equal(await readLastAttestation(client), undefined);
    // Founded 100.00, and 60.00 of each order of 100.00.
    await bring(client, statement("2026-01-01", 160_00n));
    assert.equal((await readLastAttestation(client))!.differenceMinor, 0n);
    await bring(client, statement("2026-01-02", 219_99n));
    // Of the 4th the close of the 2nd is the last, and the close of the 5th says that it is.
    await bring(client, statement("2026-01-04", 230_00n));
    const last = (await readLastAttestation(client))!;
    const { date, closeDate, owedMinor, balanceMinor, differenceMinor, unexplainedMinor } = last;
    assert.deepEqual([date, closeDate], ["2026-01-04", "2026-01-02"]);
    assert.deepEqual([owedMinor, balanceMinor, differenceMinor], [220_00n, 230_00n, 10_00n]);
    assert.equal(unexplainedMinor, 10_00n);
    assert.equal(last.account, "…1234");
    assert.deepEqual([last.by, last.at, last.currency], ["Wang", AT, "CNY"]);
    assert.equal(attestationDays(last, "2026-02-04"), 31);
    await bring(client, statement("2026-01-05", 219_00n));
    const now = { ...(await readOwedNow(client))!, date: "2026-01-05", seq: 7n, currency: "CNY" };
    assert.deepEqual(now, await owedAtClose(client, "2026-01-05"), "nothing came after it");
    assert.deepEqual(
      (await readAttestations(client, { most: 9 })).map((one) => [one.date, one.differenceMinor]),
      [
        ["2026-01-05", 0n],
        ["2026-01-04", 10_00n],
        ["2026-01-02", -1n],
        ["2026-01-01", 0n],
      ],
    );
    const shown = attestationOfFile((await readLastAttestation(client))!);
    const text = (await proveHolder(client, await openProver(client), "anna", shown))!;
    const verdict = checkStatement(text, sha256);
    assert.ok(verdict.ok, "a holder's statement file can show it");
    assert.deepEqual(verdict.checked.statement.attestation, {
      ...{ date: "2026-01-05", by: "Wang", cashMinor: 219_00n },
      text: "…1234, close of 2026-01-05: no difference",
    });
    await isRefused(bring(client, statement("2025-12-31", 1n)), "close_missing");
    await isRefused(bring(client, statement("2026-01-06", 1n)), "close_missing");
    await isRefused(bring(client, statement("2026-01-05", 1n, "EUR")), "currency_other");
  });
});

test("a difference stands until it is explained, and beside the explanation after that", async () => {
  await withProgramme(PLAN, async (desk) => {
    const client = await threeCloses(desk);
    const id = await bring(client, statement("2026-01-05", 100_00n));
    const told = { id, by: "Li", at: AT };
    await explain(client, "shop", {
      ...told,
      amountMinor: -118_00n,
      text: "rent,\n\u202epaid by mistake",
    });
    assert.equal((await readLastAttestation(client))!.unexplainedMinor, -1_00n);
    await explain(client, "shop", { ...told, amountMinor: -1_00n, text: "fee" });
    await explain(client, "shop", { ...told, amountMinor: 1_00n, text: "no, not the fee" });
    const { explanations, unexplainedMinor, differenceMinor } =
      (await readLastAttestation(client))!;
    assert.deepEqual([differenceMinor, unexplainedMinor], [-119_00n, -1_00n]);
    assert.deepEqual(explanations[0], {
      ...{ amountMinor: -118_00n, text: "rent, paid by mistake", by: "Li", at: AT },
    });
    assert.equal(explanations.length, 3);
    await isRefused(
      explain(client, "shop", { ...told, amountMinor: 0n, text: "x" }),
      "amount_zero",
    );
    await isRefused(
      explain(client, "shop", { ...told, amountMinor: 1n, text: " \u200b" }),
      "explanation_empty",
    );
    const long = { ...told, amountMinor: 1n, text: "x".repeat(1001) };
    await isRefused(explain(client, "shop", long), "explanation_long");
    const unknown = { ...told, id: `${id}1`, amountMinor: 1n, text: "x" };
    await isRefused(explain(client, "shop", unknown), "attestation_unknown");
    await isRefused(explain(client, "shop", { ...unknown, id: "x" }), "attestation_unknown");
  });
});

test("the same file says the same once; another one for the same day stands beside it", async () => {
  await withProgramme(PLAN, async (desk) => {
    const client = await threeCloses(desk);
    const one = await bring(client, statement("2026-01-05", 219_00n), "first");
    assert.equal(await bring(client, statement("2026-01-05", 219_00n), "first"), one);
    const other = await bring(client, statement("2026-01-05", 219_01n), "second");
    assert.deepEqual(
      (await readAttestations(client, { most: 9 })).map(({ id }) => id),
      [other, one],
    );
    for (const change of [
      "UPDATE attestations SET balance_minor = 0",
      "DELETE FROM attestations",
      "TRUNCATE attestations CASCADE",
      "UPDATE explanations SET text = ''",
      "DELETE FROM explanations",
    ]) {
      await assert.rejects(client.query(change), /only ever added to/);
    }
    const made = `INSERT INTO attestations (date, balance_minor, currency, account, statement, file_sha256,
      close_date, close_seq, reserve_e18, pro_rata_e18, tier_e18, wallets_e18, difference_minor,
      attested_by, attested_at) SELECT date, 7, currency, account, statement, file_sha256, close_date,
      close_seq, reserve_e18, pro_rata_e18, tier_e18, wallets_e18, 0, attested_by, attested_at
      FROM attestations`;
    await assert.rejects(client.query(made), /check constraint/, "a difference made up");
  });
});

test("closes that are older than trees come to the same, by their postings", async () => {
  await withProgramme(PLAN, async (desk) => {
    const client = await threeCloses(desk);
    const before = await owedAtClose(client, "2026-01-05");
    await client.query("ALTER TABLE journal DISABLE TRIGGER ALL");
    await client.query(
      `UPDATE journal SET events = regexp_replace(events, '"tree":\\{.*?\\},', '')`,
    );
    const seen: bigint[] = [];
    const after = await owedAtClose(client, "2026-01-05", (doneCount) => void seen.push(doneCount));
    assert.deepEqual(after, before);
    assert.equal(seen.length, 7, "and it says how far it has come");
  });
});
