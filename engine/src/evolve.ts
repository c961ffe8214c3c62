/**
 * Evolving: events change the state. After a decision nothing here can fail.
 *
 * `apply` is both steps: decide, then evolve and remember the command.
 */
import { applyAccrual, keptAccrual } from "./accrual.ts";
import { applyClosed } from "./close.ts";
import type { Command } from "./command.ts";
import { decide, type Outcome } from "./decide.ts";
import type { Event, EventOf } from "./event.ts";
import { checkPlan } from "./plan-rules.ts";
import type { Plan } from "./plan.ts";
import {
  applyHeld,
  applyRedeemed,
  applyReleased,
  applyReturned,
  applySpent,
  applyTransferred,
} from "./redemption.ts";
import { applyReduced, applyRefunded, withRefunds } from "./refund.ts";
import type { State } from "./state.ts";
import type { HolderNumber, Order } from "./store.ts";

/** An order as it begins, under the plan in force. */
function paidOrder(
  { lines, region }: EventOf<"orderPaid">,
  plan: Plan,
  buyer: HolderNumber,
): Order {
  return { plan, buyer, region, lines, refunds: undefined, accrual: undefined };
}

/**
 * The order that an event leaves, of the order before it, in the same plan's time: for a ledger that
 * keeps orders as their events. The events are those that name the order; others change nothing.
 */
export function orderAfter(
  before: Order | undefined,
  event: Event,
  { plan, find }: { readonly plan: Plan; readonly find: (holder: string) => HolderNumber },
): Order | undefined {
  if (event.type === "orderPaid") return paidOrder(event, plan, find(event.holder));
  if (before === undefined) return undefined;
  if (event.type === "orderAccrued") return { ...before, accrual: keptAccrual(event) };
  const isBack = event.type === "orderReduced" || event.type === "orderRefunded";
  return isBack ? withRefunds(before, event.lines) : before;
}

type Evolve<Type extends Event["type"]> = (state: State, event: EventOf<Type>) => void;

const EVOLVE: { readonly [Type in Event["type"]]: Evolve<Type> } = {
  holderJoined: ({ store: { holders } }, { holder, referrer }) => {
    const number = holders.add(holder);
    if (referrer !== undefined) holders.referrer.set(number, holders.find(referrer)! + 1);
  },
  agentAppointed: (state, { region, holder }) => {
    state.agents.set(region, state.store.holders.find(holder)!);
  },
  orderPaid: (state, event) => {
    const { holders, orders } = state.store;
    orders.set(event.order, paidOrder(event, state.plan, holders.find(event.holder)!));
  },
  orderAccrued: applyAccrual,
  orderReduced: applyReduced,
  orderRefunded: applyRefunded,
  sharesRedeemed: applyRedeemed,
  sharesSpent: applySpent,
  sharesHeld: applyHeld,
  holdReleased: applyReleased,
  spendReturned: applyReturned,
  sharesTransferred: applyTransferred,
  walletWithdrawn: (state, { holder, amountMinor }) => {
    const { holders } = state.store;
    const number = holders.find(holder) as HolderNumber;
    holders.withdrawnMinor.set(number, holders.withdrawnMinor.get(number) + amountMinor);
    state.totals.withdrawnMinor += amountMinor;
  },
  dayClosed: applyClosed,
  planActivated: (state, { plan }) => {
    const check = checkPlan(plan);
    if (!check.ok) throw new Error("An activated plan was checked before it was activated.");
    state.plan = check.plan;
    if (check.plan.onQuotaReached === "pause") state.triggers.forced = undefined;
  },
};

/** Applies one event. */
export function evolve(state: State, event: Event): void {
  (EVOLVE[event.type] as Evolve<Event["type"]>)(state, event);
}

/** Applies the events of one command, and remembers that it was applied. */
export function commit(state: State, command: Command, events: readonly Event[]): void {
  const { reserveE18, outstandingMicro: sharesMicro } = state;
  for (const event of events) evolve(state, event);
  // The NAV before the last share went is the one that counts until there are shares again.
  if (state.outstandingMicro === 0n && sharesMicro > 0n) {
    state.lastNav = { reserveE18, sharesMicro };
  }
  state.store.applied.remember(command);
  state.lastAt = command.at;
}

/** Decides a command and, unless it is refused or was applied before, applies it. */
export function apply(state: State, command: Command): Outcome {
  const outcome = decide(state, command);
  if (outcome.ok && outcome.isRepeated === undefined) commit(state, command, outcome.events);
  return outcome;
}
