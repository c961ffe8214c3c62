/**
 * Deciding: a command against a state gives the events that would follow, or a refusal.
 *
 * Nothing a reader of the state could see is changed by deciding. Each type of command has one
 * deciding function; each is first all checks, then the figures. Spec 4.
 */
import { accrualOf, accruing, byCategory } from "./accrual.ts";
import { closeOf } from "./close.ts";
import type { Command, CommandType, OrderPay } from "./command.ts";
import type { EventOf } from "./event.ts";
import { compareInstants } from "./instant.ts";
import { checkPlan, worsened } from "./plan-rules.ts";
import { settle, walletMinor } from "./position.ts";
import {
  decideCapture,
  decideHold,
  decideRedeem,
  decideRelease,
  decideReturn,
  decideSpend,
  decideTransfer,
  expiredHolds,
  type Decision,
} from "./redemption.ts";
import { decideRefund } from "./refund.ts";
import { refuse } from "./refusal.ts";
import type { State } from "./state.ts";
import type { HolderNumber } from "./store.ts";

/** What a command comes to: events, the answer that it was applied before, or a refusal. */
export type Outcome =
  (Decision & { readonly isRepeated?: never }) | { ok: true; events: []; isRepeated: true };

const REPEATED: Outcome = { ok: true, events: [], isRepeated: true };

type Decide<Type extends CommandType> = (
  state: State,
  command: Extract<Command, { type: Type }>,
) => Decision;

const DECIDE: { readonly [Type in CommandType]: Decide<Type> } = {
  "holder.join": (state, { holder, referrer }) => {
    const { holders } = state.store;
    if (holders.find(holder) !== undefined) return refuse("holder_exists", { holder });
    if (referrer === undefined) return { ok: true, events: [{ type: "holderJoined", holder }] };
    if (holders.find(referrer) === undefined) return refuse("referrer_unknown", { referrer });
    return { ok: true, events: [{ type: "holderJoined", holder, referrer }] };
  },
  "agent.appoint": (state, { region, holder }) => {
    if (state.store.holders.find(holder) === undefined) return refuse("holder_unknown", { holder });
    return { ok: true, events: [{ type: "agentAppointed", region, holder }] };
  },
  "order.pay": decidePay,
  "order.complete": (state, { order: id }) => {
    const order = state.store.orders.get(id);
    if (order === undefined) return refuse("order_unknown", { order: id });
    if (order.accrual !== undefined) return refuse("order_not_waiting", { order: id });
    return { ok: true, events: [accrualOf(state, id, order, accruing(order))] };
  },
  "order.refund": decideRefund,
  "shares.redeem": (state, { holder, sharesMicro }) => decideRedeem(state, holder, sharesMicro),
  "shares.spend": decideSpend,
  "shares.hold": decideHold,
  "shares.capture": (state, { hold }) => decideCapture(state, hold),
  "shares.release": (state, { hold }) => decideRelease(state, hold),
  "spend.return": decideReturn,
  "shares.transfer": decideTransfer,
  "wallet.withdraw": (state, { holder, amountMinor }) => {
    const number = state.store.holders.find(holder);
    if (number === undefined) return refuse("holder_unknown", { holder });
    settle(state, number);
    const leftMinor = walletMinor(state, number);
    if (amountMinor > leftMinor) return refuse("wallet_insufficient", { leftMinor, amountMinor });
    return { ok: true, events: [{ type: "walletWithdrawn", holder, amountMinor }] };
  },
  "day.close": (state, { date, at }) => {
    const { lastCloseDate } = state;
    if (lastCloseDate !== undefined && date <= lastCloseDate) {
      return refuse("date_not_ascending", { date, lastCloseDate });
    }
    const ended = expiredHolds(state, at);
    const released = new Map<HolderNumber, bigint>();
    for (const id of ended) {
      const { holder, sharesMicro } = state.store.holds.get(id)!;
      released.set(holder, (released.get(holder) ?? 0n) + sharesMicro);
    }
    const releases = ended.map((hold) => ({ type: "holdReleased", hold }) as const);
    return { ok: true, events: [...releases, closeOf(state, date, released)] };
  },
  "plan.activate": (state, { plan }) => {
    const check = checkPlan(plan);
    if (!check.ok) {
      const reasons = check.reasons.map(({ code, path }) => `${code} ${path}`.trim());
      return refuse("plan_refused", { reasons: reasons.join("; ") });
    }
    const keys = worsened(state.plan, check.plan, state.issuedMicro);
    if (keys.length > 0) return refuse("plan_worsens", { keys: keys.join(", ") });
    return { ok: true, events: [{ type: "planActivated", plan }] };
  },
};

function decidePay(state: State, command: OrderPay): Decision {
  const { order, holder, lines, region } = command;
  const { plan } = state;
  const buyer = state.store.holders.find(holder);
  if (buyer === undefined) return refuse("holder_unknown", { holder });
  if (state.store.orders.get(order) !== undefined) return refuse("order_exists", { order });
  for (const { category } of lines) {
    if (!plan.categories.has(category)) return refuse("category_unknown", { category });
  }
  const paid: EventOf<"orderPaid"> =
    region === undefined
      ? { type: "orderPaid", order, holder, lines }
      : { type: "orderPaid", order, holder, region, lines };
  if (plan.maturity === "completion") return { ok: true, events: [paid] };
  const amounts = byCategory(lines, ({ paidMinor }) => paidMinor);
  return { ok: true, events: [paid, accrualOf(state, order, { plan, buyer, region }, amounts)] };
}

/**
 * Decides a command: the events that would follow, none for a command applied before with the same
 * content, or a refusal.
 * Refuses: id_conflict, at_backwards, and what the type's own deciding function refuses.
 */
export function decide(state: State, command: Command): Outcome {
  const known = state.store.applied.recall(command);
  if (known === "same") return REPEATED;
  if (known === "other") return refuse("id_conflict", { id: command.id });
  const { lastAt } = state;
  if (lastAt !== undefined && compareInstants(command.at, lastAt) < 0) {
    return refuse("at_backwards", { at: command.at, lastAt });
  }
  const decideType = DECIDE[command.type] as Decide<CommandType>;
  return decideType(state, command);
}
