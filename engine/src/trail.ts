/**
 * A trail: one holder's position through the events that concern it and the closes in between, without
 * anybody else's.
 *
 * It is the engine's own arithmetic on a state in which that holder is alone: the index and the heads
 * after each close are given instead of worked out. What belongs to the whole programme means nothing
 * in that state and is not looked at. Spec 5 to 9.
 */
import { payCapped, setPeaks } from "./close.ts";
import type { DayClosed, Event, EventOf } from "./event.ts";
import { MINOR_E18 } from "./numbers.ts";
import type { Plan } from "./plan.ts";
import { gainShares, land, lift, receiveGrant, receiveQuota } from "./position.ts";
import { burn, payOut } from "./redemption.ts";
import { takeBack } from "./refund.ts";
import type { CloseTotals } from "./snapshot.ts";
import { createState, type State } from "./state.ts";
import { memoryStore } from "./store.ts";
import { viewHolder, type HolderView } from "./view.ts";

export type Trail = { readonly holder: string; readonly state: State };

/** The only holder of a trail's state. */
const ALONE = 0;

/** A holder before anything happened to it, `closes` closes after the programme began. */
export function beginTrail(plan: Plan, holder: string, closes: readonly CloseTotals[]): Trail {
  const state = createState(plan, memoryStore());
  // Whom the NAV forces out is given by the closes.
  state.triggers.forced = undefined;
  state.indexE18.length = 0;
  for (const heads of state.headsE18) heads.length = 0;
  for (const totals of closes) pushTotals(state, totals);
  state.store.holders.add(holder);
  return { holder, state };
}

function pushTotals({ indexE18, headsE18 }: State, totals: CloseTotals): void {
  indexE18.push(totals.indexE18);
  headsE18.forEach((heads, tier) => heads.push(totals.headsE18[tier]!));
}

type Follow<Type extends Event["type"]> = (trail: Trail, event: EventOf<Type>) => void;

/** Lifts the holder, changes it and lands it. */
function change({ state }: Trail, work: () => void): void {
  lift(state, ALONE);
  work();
  land(state, ALONE);
}

const nothing = (): void => undefined;

const FOLLOW: { readonly [Type in Event["type"]]: Follow<Type> } = {
  holderJoined: nothing,
  agentAppointed: nothing,
  orderPaid: nothing,
  orderReduced: nothing,
  orderAccrued: (trail, { places }) => {
    for (const { holder, sharesMicro, owedMicro, quotaMinor } of places) {
      if (holder !== trail.holder) continue;
      change(trail, () => {
        receiveGrant(trail.state, ALONE, sharesMicro - owedMicro, owedMicro);
        receiveQuota(trail.state, ALONE, quotaMinor * MINOR_E18);
      });
    }
  },
  orderRefunded: (trail, { places, givenBackMinor }) => {
    for (const place of places) {
      if (place.holder !== trail.holder) continue;
      takeBack(trail.state, place, givenBackMinor);
      land(trail.state, ALONE);
    }
  },
  sharesRedeemed: (trail, { sharesMicro, payoutMinor }) =>
    change(trail, () => {
      burn(trail.state, ALONE, sharesMicro);
      payOut(trail.state, ALONE, payoutMinor, trail.state.plan.redemption.consumesQuota);
    }),
  sharesSpent: (trail, { sharesMicro, hold }) =>
    change(trail, () => {
      if (hold !== undefined) addHeld(trail, -sharesMicro);
      burn(trail.state, ALONE, sharesMicro);
    }),
  sharesHeld: (trail, { hold, sharesMicro, order, expires }) => {
    trail.state.store.holds.set(hold, {
      ...{ holder: ALONE, sharesMicro, order, expires, isOpen: true },
    });
    addHeld(trail, sharesMicro);
  },
  holdReleased: (trail, { hold }) => {
    const held = trail.state.store.holds.get(hold);
    if (held !== undefined) addHeld(trail, -held.sharesMicro);
  },
  spendReturned: (trail, { sharesMicro, toWalletMinor }) =>
    change(trail, () => {
      gainShares(trail.state, ALONE, sharesMicro);
      const { payoutsMinor } = trail.state.store.holders;
      payoutsMinor.set(ALONE, payoutsMinor.get(ALONE) + toWalletMinor);
    }),
  sharesTransferred: (trail, { from, sharesMicro }) =>
    change(trail, () => {
      const { holders } = trail.state.store;
      if (from !== trail.holder) gainShares(trail.state, ALONE, sharesMicro);
      else holders.sharesMicro.set(ALONE, holders.sharesMicro.get(ALONE) - sharesMicro);
    }),
  walletWithdrawn: (trail, { amountMinor }) => {
    const { withdrawnMinor } = trail.state.store.holders;
    withdrawnMinor.set(ALONE, withdrawnMinor.get(ALONE) + amountMinor);
  },
  // A close comes with its totals: `closeTrail`.
  dayClosed: nothing,
  planActivated: nothing,
};

function addHeld({ state }: Trail, sharesMicro: bigint): void {
  const { heldMicro } = state.store.holders;
  heldMicro.set(ALONE, heldMicro.get(ALONE) + sharesMicro);
}

/** Follows an event under the plan then in force; others' events change nothing. Closes have their own way. */
export function followTrail(trail: Trail, event: Event, plan: Plan): void {
  trail.state.plan = plan;
  if ("holder" in event && event.holder !== trail.holder) return;
  if ("from" in event && event.from !== trail.holder && event.to !== trail.holder) return;
  (FOLLOW[event.type] as Follow<Event["type"]>)(trail, event);
}

/** Follows a close: the totals after it and, where it names the holder, what it says. */
export function closeTrail(
  trail: Trail,
  totals: CloseTotals,
  event: DayClosed | undefined,
  plan: Plan,
): void {
  const { holder, state } = trail;
  state.plan = plan;
  const own = <Line extends { readonly holder: string }>(lines: readonly Line[]): Line[] =>
    lines.filter((line) => line.holder === holder);
  if (event !== undefined) payCapped(state, { ...event, capped: own(event.capped) });
  pushTotals(state, totals);
  setPeaks(state, own(event?.risen ?? []));
  for (const { sharesMicro, payoutMinor } of own(event?.forced ?? [])) {
    change(trail, () => {
      burn(state, ALONE, sharesMicro);
      payOut(state, ALONE, payoutMinor, true);
    });
  }
}

/** What the holder has, as far as the trail was followed. */
export function viewTrail({ state }: Trail): HolderView {
  return viewHolder(state, ALONE);
}
