/**
 * Redemption, spending and holds: shares are given up at NAV, and burned.
 *
 * Values are floored and fees ceiled, against the person who acts. What burning leaves behind lifts
 * the NAV of those who stay, but by no more than the fee explains: the step bound sends the rest to
 * the pro-rata fund, so that nobody is paid by being the last to leave. Spec 5.3, 8.
 */
import type { SharesHold } from "./command.ts";
import type { Event, EventOf } from "./event.ts";
import { compareInstants, isWithinDays } from "./instant.ts";
import { divCeil, max, min, MINOR_E18, SHARE_MICRO, timesCeil, type Ratio } from "./numbers.ts";
import { freeMicro, gainShares, land, lift, settle } from "./position.ts";
import { refuse, type Refused } from "./refusal.ts";
import { navOf, sharesMicroAt, valueMinorAt, type Nav, type State } from "./state.ts";
import { spendKey, type Hold, type HolderNumber } from "./store.ts";

export type Decision = { readonly ok: true; readonly events: readonly Event[] } | Refused;

const HOLD_DAYS_MOST = 30n;

/** The reserve and the shares it backs. */
export type Backing = { readonly reserveE18: bigint; readonly outstandingMicro: bigint };

/**
 * What the reserve holds above ceil(O'·R/O / (1 − fee)) once shares are burned, in E18: all of it
 * when no share is left.
 */
export function excessE18(before: Backing, after: Backing, feeRate: Ratio): bigint {
  if (after.outstandingMicro === 0n) return after.reserveE18;
  if (feeRate.num === feeRate.den) return 0n;
  const boundE18 = divCeil(
    after.outstandingMicro * before.reserveE18 * feeRate.den,
    before.outstandingMicro * (feeRate.den - feeRate.num),
  );
  return max(after.reserveE18 - boundE18, 0n);
}

export type RedemptionFigures = {
  readonly valueMinor: bigint;
  readonly feeMinor: bigint;
  readonly payoutMinor: bigint;
  readonly excessE18: bigint;
};

/** What redeeming shares comes to against a backing. */
export function redemptionOf(
  backing: Backing,
  sharesMicro: bigint,
  feeRate: Ratio,
): RedemptionFigures {
  const { reserveE18, outstandingMicro } = backing;
  const valueMinor = valueMinorAt({ reserveE18, sharesMicro: outstandingMicro }, sharesMicro);
  const feeMinor = timesCeil(valueMinor, feeRate);
  const payoutMinor = valueMinor - feeMinor;
  const after = {
    reserveE18: reserveE18 - payoutMinor * MINOR_E18,
    outstandingMicro: outstandingMicro - sharesMicro,
  };
  return { valueMinor, feeMinor, payoutMinor, excessE18: excessE18(backing, after, feeRate) };
}

/** Whether giving up shares would leave a crumb: more than none, but less than one share. */
function leavesCrumb(state: State, sharesMicro: bigint): boolean {
  const leftMicro = state.outstandingMicro - sharesMicro;
  return leftMicro > 0n && leftMicro < SHARE_MICRO;
}

/**
 * Decides a redemption.
 * Refuses: holder_unknown, shares_insufficient, outstanding_below_one, payout_zero.
 */
export function decideRedeem(state: State, holder: string, sharesMicro: bigint): Decision {
  const number = state.store.holders.find(holder);
  if (number === undefined) return refuse("holder_unknown", { holder });
  const short = refuseShares(state, number, sharesMicro);
  if (short !== undefined) return short;
  const figures = redemptionOf(state, sharesMicro, state.plan.redemption.feeRate);
  if (figures.payoutMinor <= 0n) return refuse("payout_zero", { valueMinor: figures.valueMinor });
  const { payoutMinor, feeMinor } = figures;
  return {
    ok: true,
    events: [
      {
        type: "sharesRedeemed",
        holder,
        sharesMicro,
        payoutMinor,
        feeMinor,
        excessE18: figures.excessE18,
      },
    ],
  };
}

function refuseShares(
  state: State,
  holder: HolderNumber,
  sharesMicro: bigint,
): Refused | undefined {
  const free = freeMicro(state, holder);
  if (sharesMicro > free) return refuse("shares_insufficient", { freeMicro: free, sharesMicro });
  if (leavesCrumb(state, sharesMicro)) {
    return refuse("outstanding_below_one", {
      outstandingMicro: state.outstandingMicro - sharesMicro,
    });
  }
  return undefined;
}

/** The most shares a holder may give up now, leaving no crumb; 0 for a holder unknown. */
function mostToGiveUp(state: State, holder: string): bigint {
  const number = state.store.holders.find(holder);
  if (number === undefined) return 0n;
  const free = freeMicro(state, number);
  return leavesCrumb(state, free) ? max(state.outstandingMicro - SHARE_MICRO, 0n) : free;
}

/** The most micro-shares a holder may redeem now. */
export function maxRedeem(state: State, holder: string): bigint {
  const sharesMicro = mostToGiveUp(state, holder);
  return decideRedeem(state, holder, sharesMicro).ok ? sharesMicro : 0n;
}

/** The most micro-shares a holder may spend now. */
export function maxSpend(state: State, holder: string): bigint {
  return mostToGiveUp(state, holder);
}

export function applyRedeemed(state: State, event: EventOf<"sharesRedeemed">): void {
  const holder = state.store.holders.find(event.holder) as HolderNumber;
  lift(state, holder);
  burn(state, holder, event.sharesMicro);
  payOut(state, holder, event.payoutMinor, state.plan.redemption.consumesQuota);
  moveExcess(state, event.excessE18);
  land(state, holder);
}

/** Pays a lifted holder from the reserve into its wallet. */
export function payOut(
  state: State,
  holder: HolderNumber,
  payoutMinor: bigint,
  usesQuota: boolean,
): void {
  const { holders } = state.store;
  state.reserveE18 -= payoutMinor * MINOR_E18;
  state.totals.payoutsMinor += payoutMinor;
  holders.payoutsMinor.set(holder, holders.payoutsMinor.get(holder) + payoutMinor);
  if (!usesQuota) return;
  const quotaE18 = holders.quotaE18.get(holder);
  holders.quotaE18.set(holder, quotaE18 - min(quotaE18, payoutMinor * MINOR_E18));
}

/** Burns shares of a lifted holding. */
export function burn(state: State, holder: HolderNumber, sharesMicro: bigint): void {
  const { holders } = state.store;
  holders.sharesMicro.set(holder, holders.sharesMicro.get(holder) - sharesMicro);
  state.outstandingMicro -= sharesMicro;
}

/** Moves what the step bound cuts from the reserve to the pro-rata fund. */
export function moveExcess(state: State, movedE18: bigint): void {
  state.reserveE18 -= movedE18;
  state.proRataE18 += movedE18;
}

/** What spending shares comes to now. */
function spendEvent(
  state: State,
  spend: { holder: string; order: string; sharesMicro: bigint; hold?: string },
): EventOf<"sharesSpent"> {
  const valueMinor = valueMinorAt(navOf(state), spend.sharesMicro);
  const fromReserveMinor = state.plan.spend.funding === "reserve" ? valueMinor : 0n;
  const after = {
    reserveE18: state.reserveE18 - fromReserveMinor * MINOR_E18,
    outstandingMicro: state.outstandingMicro - spend.sharesMicro,
  };
  return {
    type: "sharesSpent",
    ...spend,
    valueMinor,
    fromReserveMinor,
    excessE18: excessE18(state, after, state.plan.redemption.feeRate),
  };
}

/** Decides a spend. Refuses: holder_unknown, shares_insufficient, outstanding_below_one. */
export function decideSpend(
  state: State,
  spend: { holder: string; order: string; sharesMicro: bigint },
): Decision {
  const { holder, order, sharesMicro } = spend;
  const number = state.store.holders.find(holder);
  if (number === undefined) return refuse("holder_unknown", { holder });
  const short = refuseShares(state, number, sharesMicro);
  return short ?? { ok: true, events: [spendEvent(state, { holder, order, sharesMicro })] };
}

export function applySpent(state: State, event: EventOf<"sharesSpent">): void {
  const { holders, holds, spends } = state.store;
  const holder = holders.find(event.holder) as HolderNumber;
  lift(state, holder);
  if (event.hold !== undefined) endHold(state, event.hold, holds.get(event.hold) as Hold);
  burn(state, holder, event.sharesMicro);
  state.reserveE18 -= event.fromReserveMinor * MINOR_E18;
  state.merchant.spentMinor += event.fromReserveMinor;
  moveExcess(state, event.excessE18);
  const key = spendKey(holder, event.order);
  const before = spends.get(key) ?? { spentMinor: 0n, returnedMinor: 0n };
  spends.set(key, { ...before, spentMinor: before.spentMinor + event.valueMinor });
  land(state, holder);
}

function endHold(state: State, id: string, hold: Hold): void {
  const { holders } = state.store;
  hold.isOpen = false;
  state.openHolds.delete(id);
  holders.heldMicro.set(hold.holder, holders.heldMicro.get(hold.holder) - hold.sharesMicro);
}

/** Whether a settled holding's value has reached the quota left, exactly: shares·R ≥ quota·O. */
export function hasReachedQuota(nav: Nav, sharesMicro: bigint, quotaE18: bigint): boolean {
  return sharesMicro * nav.reserveE18 >= quotaE18 * nav.sharesMicro;
}

/**
 * Decides to set shares aside.
 * Refuses: holder_unknown, hold_exists, expiry_not_after, expiry_too_far, quota_reached,
 * shares_insufficient.
 */
export function decideHold(state: State, command: SharesHold): Decision {
  const { hold, holder, sharesMicro, order, expires, at } = command;
  const { holders, holds } = state.store;
  const number = holders.find(holder);
  if (number === undefined) return refuse("holder_unknown", { holder });
  if (holds.get(hold) !== undefined) return refuse("hold_exists", { hold });
  if (compareInstants(expires, at) <= 0) return refuse("expiry_not_after", { expires, at });
  if (!isWithinDays(at, expires, HOLD_DAYS_MOST)) return refuse("expiry_too_far", { expires, at });
  settle(state, number);
  const held = holders.sharesMicro.get(number);
  const quotaE18 = holders.quotaE18.get(number);
  if (state.plan.onQuotaReached === "redeem" && hasReachedQuota(navOf(state), held, quotaE18)) {
    return refuse("quota_reached", { quotaE18 });
  }
  const free = freeMicro(state, number);
  if (sharesMicro > free) return refuse("shares_insufficient", { freeMicro: free, sharesMicro });
  return {
    ok: true,
    events: [{ type: "sharesHeld", hold, holder, sharesMicro, order, expires }],
  };
}

export function applyHeld(state: State, event: EventOf<"sharesHeld">): void {
  const { holders, holds } = state.store;
  const { hold, sharesMicro, order, expires } = event;
  const holder = holders.find(event.holder) as HolderNumber;
  holds.set(hold, { holder, sharesMicro, order, expires, isOpen: true });
  state.openHolds.add(hold);
  holders.heldMicro.set(holder, holders.heldMicro.get(holder) + sharesMicro);
}

function openHold(state: State, hold: string): Hold | Refused {
  const found = state.store.holds.get(hold);
  if (found === undefined) return refuse("hold_unknown", { hold });
  return found.isOpen ? found : refuse("hold_ended", { hold });
}

/** Decides to spend held shares. Refuses: hold_unknown, hold_ended, outstanding_below_one. */
export function decideCapture(state: State, hold: string): Decision {
  const found = openHold(state, hold);
  if ("refusal" in found) return found;
  const { sharesMicro, order } = found;
  if (leavesCrumb(state, sharesMicro)) {
    return refuse("outstanding_below_one", {
      outstandingMicro: state.outstandingMicro - sharesMicro,
    });
  }
  const holder = state.store.holders.idOf(found.holder);
  return { ok: true, events: [spendEvent(state, { holder, order, sharesMicro, hold })] };
}

/** Decides to give held shares back. Refuses: hold_unknown, hold_ended. */
export function decideRelease(state: State, hold: string): Decision {
  const found = openHold(state, hold);
  return "refusal" in found ? found : { ok: true, events: [{ type: "holdReleased", hold }] };
}

export function applyReleased(state: State, event: EventOf<"holdReleased">): void {
  const hold = state.store.holds.get(event.hold) as Hold;
  endHold(state, event.hold, hold);
  // Neither shares nor quota change. A close that ends a hold is worked out already when this is
  // applied, so triggers are armed by the next one, at the index that this one leaves.
  state.triggers.loose.push(hold.holder);
}

/** The open holds whose expiry is not after an instant, in the order in which they were made. */
export function expiredHolds(state: State, at: string): string[] {
  return [...state.openHolds].filter((id) => {
    const hold = state.store.holds.get(id) as Hold;
    return compareInstants(hold.expires, at) <= 0;
  });
}

/**
 * Decides that goods paid with shares came back.
 * Refuses: holder_unknown, spend_unknown, return_exceeds_spent.
 */
export function decideReturn(
  state: State,
  { holder, order, amountMinor }: { holder: string; order: string; amountMinor: bigint },
): Decision {
  const number = state.store.holders.find(holder);
  if (number === undefined) return refuse("holder_unknown", { holder });
  const spend = state.store.spends.get(spendKey(number, order));
  if (spend === undefined) return refuse("spend_unknown", { holder, order });
  const leftMinor = spend.spentMinor - spend.returnedMinor;
  if (amountMinor > leftMinor) return refuse("return_exceeds_spent", { leftMinor, amountMinor });
  const returned = { type: "spendReturned", holder, order, amountMinor } as const;
  if (state.plan.spend.funding === "merchant") {
    const toProRataMinor = timesCeil(amountMinor, state.plan.redemption.feeRate);
    const toWalletMinor = amountMinor - toProRataMinor;
    const parts = { sharesMicro: 0n, toReserveMinor: 0n, toProRataMinor, toWalletMinor };
    return { ok: true, events: [{ ...returned, ...parts }] };
  }
  const sharesMicro = sharesMicroAt(navOf(state), amountMinor);
  const [toReserveMinor, toProRataMinor] = sharesMicro > 0n ? [amountMinor, 0n] : [0n, amountMinor];
  const parts = { sharesMicro, toReserveMinor, toProRataMinor, toWalletMinor: 0n };
  return { ok: true, events: [{ ...returned, ...parts }] };
}

export function applyReturned(state: State, event: EventOf<"spendReturned">): void {
  const { holders, spends } = state.store;
  const holder = holders.find(event.holder) as HolderNumber;
  lift(state, holder);
  const key = spendKey(holder, event.order);
  const before = spends.get(key)!;
  spends.set(key, { ...before, returnedMinor: before.returnedMinor + event.amountMinor });
  state.merchant.contributedMinor += event.amountMinor;
  state.reserveE18 += event.toReserveMinor * MINOR_E18;
  state.proRataE18 += event.toProRataMinor * MINOR_E18;
  state.outstandingMicro += event.sharesMicro;
  gainShares(state, holder, event.sharesMicro);
  holders.payoutsMinor.set(holder, holders.payoutsMinor.get(holder) + event.toWalletMinor);
  state.totals.payoutsMinor += event.toWalletMinor;
  land(state, holder);
}

/**
 * Decides a transfer. Quota never moves.
 * Refuses: holder_unknown, transfer_off, transfer_to_self, shares_insufficient.
 */
export function decideTransfer(
  state: State,
  { from, to, sharesMicro }: { from: string; to: string; sharesMicro: bigint },
): Decision {
  const giver = state.store.holders.find(from);
  if (giver === undefined) return refuse("holder_unknown", { holder: from });
  if (state.store.holders.find(to) === undefined) return refuse("holder_unknown", { holder: to });
  if (!state.plan.transferable) return refuse("transfer_off");
  if (from === to) return refuse("transfer_to_self", { holder: from });
  const free = freeMicro(state, giver);
  if (sharesMicro > free) return refuse("shares_insufficient", { freeMicro: free, sharesMicro });
  return { ok: true, events: [{ type: "sharesTransferred", from, to, sharesMicro }] };
}

export function applyTransferred(state: State, event: EventOf<"sharesTransferred">): void {
  const { holders } = state.store;
  const from = holders.find(event.from) as HolderNumber;
  const to = holders.find(event.to) as HolderNumber;
  lift(state, from);
  lift(state, to);
  holders.sharesMicro.set(from, holders.sharesMicro.get(from) - event.sharesMicro);
  gainShares(state, to, event.sharesMicro);
  land(state, from);
  land(state, to);
}
