/**
 * What a notice comes to: the commands of the ledger that are still to be given for an order, and what is
 * known of the order after each. Pure.
 *
 * Ids come from the shop's own, so that whatever is told twice has one effect. Notices of an order may
 * come in any order and late: only what was not done yet is done, and nothing is taken back by an older
 * one. Money is cut to whole minor units downwards: the ledger never counts what was not paid.
 */
import type { JsonObject, Ratio } from "@patronage/engine";
import type { Mapping } from "./receiver-mapping.ts";
import type { Notice, NoticeLine, NoticeRefund } from "./receiver-notice.ts";
import { readDecimal } from "./receiver-reading.ts";

export type KnownLine = {
  readonly paidMinor: bigint;
  readonly quantityE6: bigint;
  readonly refundedMinor: bigint;
  readonly returnedE6: bigint;
};

/** What was made of an order. */
export type Known = {
  /** What it is called in the ledger; undefined where it was called off before it was paid there. */
  readonly ledgerOrder: string | undefined;
  /** Digits of the minor unit that its amounts are in: a mapping may change, and what was paid does not. */
  readonly minorUnit: number;
  readonly lines: ReadonlyMap<string, KnownLine>;
  readonly refunds: readonly string[];
  readonly totalE6: bigint;
  readonly returnedE6: bigint;
  /** In how many days it completes from now on, "never" when it was called off; undefined: as it was. */
  readonly completesIn?: number | "never";
  /** When the shop told so. */
  readonly toldAt?: string | undefined;
};

/** A command, and what is known when it was given. */
export type Step = { readonly command?: JsonObject; readonly after: Known | undefined };

export type Decision =
  /** With a reason where some of it could not be done. */
  | { readonly kind: "steps"; readonly steps: readonly Step[]; readonly reason?: string }
  | {
      readonly kind: "ignored" | "waiting" | "refused";
      readonly reason: string;
      /** What is known from now on, where that is new. */
      readonly after?: Known;
    };

const MILLIONTHS = 6;
/** What the API takes for a line, and what every program can count up to. */
const LINE_MINOR_MOST = BigInt(Number.MAX_SAFE_INTEGER);
const ignored = (reason: string): Decision => ({ kind: "ignored", reason });
const refused = (reason: string): Decision => ({ kind: "refused", reason });

/** How much a decimal text is in units of 10^-places, cut downwards; undefined where it is below 0. */
export function inUnits(text: string, places: number): bigint | undefined {
  const decimal: Ratio | undefined = readDecimal(text);
  if (decimal === undefined || decimal.num < 0n) return undefined;
  return (decimal.num * 10n ** BigInt(places)) / decimal.den;
}

export type Context = {
  /** The receiver's name: what its commands' ids begin with. */
  readonly receiver: string;
  readonly mapping: Mapping;
  readonly known: Known | undefined;
};

/** What is to be done about a notice. */
export function decideNotice(notice: Notice, context: Context): Decision {
  const { known } = context;
  if (notice.told === "order") return decideOrder(notice, context);
  if (known === undefined) return { kind: "waiting", reason: "order_not_paid_yet" };
  if (known.ledgerOrder === undefined) return ignored("called_off");
  const { refund } = notice;
  if (known.refunds.includes(refund.refund)) return ignored("done_before");
  if (isForeign(refund, context.mapping)) return refused("currency_differs");
  const step = refundStep(refund, context, known);
  const isTotal = context.mapping.refunds === "total" && isMoney(refund);
  if (step.command !== undefined || isTotal) return { kind: "steps", steps: [step] };
  return ignored(isBareMoney(refund) ? "refund_without_lines" : "nothing_refunded");
}

const isMoney = ({ total = "0" }: NoticeRefund): boolean => inUnits(total, MILLIONTHS) !== 0n;
const isBareMoney = (refund: NoticeRefund): boolean => isMoney(refund) && refund.lines.length === 0;

type OrderNotice = Notice & { readonly told: "order" };

function decideOrder(notice: OrderNotice, context: Context): Decision {
  const { mapping } = context;
  if (notice.isTest && !mapping.takesTests) return ignored("test_order");
  const { known } = context;
  const before = known?.ledgerOrder === undefined ? undefined : known;
  if (before === undefined) {
    if (notice.isCancelled) return calledOff(notice, context);
    if (known !== undefined && isOlder(notice, known)) return ignored("called_off");
    if (!notice.isPaid) return ignored("not_paid");
  }
  if (notice.currency !== mapping.currency) return refused("currency_differs");
  return before === undefined
    ? decideNew(notice, context)
    : decideFurther(notice, context, { before, known: before, steps: [] });
}

/** Of an order that is not in the ledger: whoever tells later that it was paid before then is late. */
function calledOff({ at }: OrderNotice, { mapping, known }: Context): Decision {
  const after: Known = {
    ...{ ledgerOrder: undefined, minorUnit: mapping.minorUnit, toldAt: at ?? known?.toldAt },
    ...{ lines: new Map(), refunds: [], totalE6: 0n, returnedE6: 0n },
  };
  return { kind: "ignored", reason: "called_off", after };
}

/** Whether a notice is no younger than what is known; one that says nothing of its time is. */
const isOlder = ({ at }: OrderNotice, { toldAt }: Known): boolean =>
  at !== undefined && toldAt !== undefined && at <= toldAt;

function decideNew(notice: OrderNotice, context: Context): Decision {
  const isGuest = notice.customer === undefined;
  if (isGuest && context.mapping.guest === "skip") return ignored("guest");
  const paid = payStep(notice, context);
  if ("kind" in paid) return paid;
  const steps = [{ command: joinOf(notice, context), after: undefined }, paid];
  return decideFurther(notice, context, { before: undefined, known: paid.after!, steps });
}

type SoFar = {
  readonly before: Known | undefined;
  readonly known: Known;
  readonly steps: readonly Step[];
};

/** When an order that is paid completes, and what came back of it. */
function decideFurther(notice: OrderNotice, context: Context, soFar: SoFar): Decision {
  const { mapping } = context;
  const { before } = soFar;
  let { known } = soFar;
  const steps = [...soFar.steps];
  const completesIn = completion(notice, context, before);
  if (completesIn !== undefined) {
    known = { ...known, completesIn, toldAt: notice.at };
    steps.push({ after: known });
  }
  for (const refund of notice.refunds) {
    if (known.refunds.includes(refund.refund)) continue;
    if (!isTold(refund, mapping) || isForeign(refund, mapping)) continue;
    const step = refundStep(refund, context, known);
    // An order tells how it stands whenever it is told: most of that says nothing new.
    if (step.command === undefined && isStanding(refund)) continue;
    steps.push(step);
    known = step.after!;
  }
  const left = undone(notice, mapping, before, known);
  if (steps.length === 0) return ignored(left ?? "nothing_new");
  return { kind: "steps", steps, ...(left === undefined ? {} : { reason: left }) };
}

/** What of an order's notice could not be done, for a person to see to. */
function undone(
  { lines, refunds }: OrderNotice,
  mapping: Mapping,
  before: Known | undefined,
  known: Known,
): string | undefined {
  if (before !== undefined && lines.some((line) => isAdded(line, before))) return "goods_added";
  const open = refunds.filter(({ refund }) => !known.refunds.includes(refund));
  if (open.some((refund) => isForeign(refund, mapping))) return "currency_differs";
  // Where an order tells how it stands, money is for what came back, if anything did.
  const isTaken = [...known.lines.values()].some(({ refundedMinor }) => refundedMinor > 0n);
  const isBare = open.some(isBareMoney) && !(isTaken && refunds.some(isStanding));
  return isBare && mapping.refunds !== "total" ? "refund_without_lines" : undefined;
}

/** Whether it is a sum in another currency. Pieces are the same in each. */
const isForeign = ({ currency }: NoticeRefund, mapping: Mapping): boolean =>
  mapping.refunds === "total" && currency !== undefined && currency !== mapping.currency;

/** Whether a line came to an order, or became more, after it was paid: the ledger pays an order once. */
function isAdded({ line, quantity, paid }: NoticeLine, { lines }: Known): boolean {
  const quantityE6 = inUnits(quantity, MILLIONTHS) ?? 0n;
  if (quantityE6 === 0n || (inUnits(paid, MILLIONTHS) ?? 0n) === 0n) return false;
  return quantityE6 > (lines.get(line)?.quantityE6 ?? 0n);
}

/** A sum without lines says nothing to who counts pieces or lines, nor pieces to who counts sums. */
const isTold = ({ total, lines }: NoticeRefund, { refunds }: Mapping): boolean =>
  refunds === "total" ? total !== undefined : lines.length > 0;
const isStanding = ({ lines }: NoticeRefund): boolean =>
  lines.some(({ kept }) => kept !== undefined);

/** Whose order it is, by the ledger's id; undefined of one that is left out. */
export function holderOf(notice: Notice, mapping: Mapping): string | undefined {
  if (notice.told !== "order") return undefined;
  if (notice.customer === undefined && mapping.guest === "skip") return undefined;
  return holderId(notice, mapping);
}

function holderId({ customer, order }: OrderNotice, { holderPrefix }: Mapping): string {
  return holderPrefix + (customer ?? `guest:${order}`);
}

function joinOf(notice: OrderNotice, context: Context): JsonObject {
  const holder = holderId(notice, context.mapping);
  return { id: `${context.receiver} join ${holder}`, type: "holder.join", holder };
}

/** Which command of an order it is. Ids hold a space, so that no key of the API can take them. */
const commandId = ({ receiver }: Context, ...words: string[]): string =>
  [receiver, ...words].join(" ");

export const completionOf = (receiver: string, order: string): JsonObject => ({
  ...{ id: `${receiver} complete ${order}`, type: "order.complete", order },
});

function payStep(notice: OrderNotice, context: Context): Step | Decision {
  const { mapping } = context;
  const { minorUnit } = mapping;
  const order = mapping.orderPrefix + notice.order;
  const lines = new Map<string, KnownLine>();
  const paid: JsonObject[] = [];
  for (const line of notice.lines) {
    const paidMinor = inUnits(line.paid, minorUnit);
    const quantityE6 = inUnits(line.quantity, MILLIONTHS);
    if (paidMinor === undefined || quantityE6 === undefined) return refused("amount_negative");
    if (paidMinor > LINE_MINOR_MOST) return refused("amount_too_large");
    if (lines.has(line.line)) return refused("line_repeated");
    // Nothing was paid for it, or it was taken off the order before it was paid.
    if (paidMinor === 0n || quantityE6 === 0n) continue;
    lines.set(line.line, { paidMinor, quantityE6, refundedMinor: 0n, returnedE6: 0n });
    paid.push({ line: line.line, category: categoryOf(line, mapping), paid: paidMinor });
  }
  if (paid.length === 0) return ignored("nothing_paid");
  const region = mapping.region === "none" ? undefined : notice.region[mapping.region];
  const holder = holderId(notice, mapping);
  const totalE6 = inUnits(notice.total, MILLIONTHS) ?? 0n;
  return {
    command: {
      ...{ id: commandId(context, "pay", order), type: "order.pay", order, holder, lines: paid },
      ...(region === undefined ? {} : { region }),
    },
    after: { ledgerOrder: order, minorUnit, lines, refunds: [], totalE6, returnedE6: 0n },
  };
}

/** The category of a line: the first rule that fits names it. */
export function categoryOf(line: NoticeLine, { rules, otherwise }: Mapping): string {
  const fits = rules.find(({ field, values, isStart }) => {
    const found = field === "tag" ? (line.tags ?? []) : [line[field] ?? ""];
    return found.some((text) =>
      values.some((value) => (isStart ? text.startsWith(value) : text === value)),
    );
  });
  return fits?.category ?? otherwise;
}

/** In how many days an order completes, where this notice says so. */
function completion(
  notice: OrderNotice,
  { mapping }: Context,
  before: Known | undefined,
): Known["completesIn"] {
  const { completeWhen, completeAfterDays } = mapping;
  if (notice.isCancelled) return "never";
  if (completeWhen === "paid") return before === undefined ? completeAfterDays : undefined;
  return completeWhen === "fulfilled" && notice.isFulfilled ? completeAfterDays : undefined;
}

function refundStep(refund: NoticeRefund, context: Context, known: Known): Step {
  const taken = take(refund, context.mapping, known);
  const lines = new Map(known.lines);
  const amounts: JsonObject[] = [];
  for (const [line, after] of taken.lines) {
    const amountMinor = after.refundedMinor - lines.get(line)!.refundedMinor;
    lines.set(line, after);
    if (amountMinor > 0n) amounts.push({ line, amount: amountMinor });
  }
  const { returnedE6 } = taken;
  const after = { ...known, lines, returnedE6, refunds: [...known.refunds, refund.refund] };
  if (amounts.length === 0) return { after };
  const order = known.ledgerOrder!;
  return {
    command: {
      ...{ id: commandId(context, "refund", order, refund.refund), type: "order.refund" },
      ...{ order, lines: amounts },
    },
    after,
  };
}

type Taken = { readonly lines: ReadonlyMap<string, KnownLine>; readonly returnedE6: bigint };

/** What came back of each line. However it comes in parts, all of them together are what was paid. */
function take(refund: NoticeRefund, { refunds }: Mapping, known: Known): Taken {
  const { minorUnit } = known;
  const lines = new Map<string, KnownLine>();
  if (refunds === "total") {
    const { totalE6 } = known;
    const backE6 = known.returnedE6 + (inUnits(refund.total ?? "0", MILLIONTHS) ?? 0n);
    const returnedE6 = backE6 < totalE6 ? backE6 : totalE6;
    for (const [line, one] of known.lines) {
      const targetMinor = totalE6 === 0n ? 0n : (one.paidMinor * returnedE6) / totalE6;
      lines.set(line, { ...one, refundedMinor: most(one.refundedMinor, targetMinor) });
    }
    return { lines, returnedE6 };
  }
  for (const { line, quantity = "0", kept, amount = "0" } of refund.lines) {
    const one = lines.get(line) ?? known.lines.get(line);
    if (one === undefined) continue;
    if (refunds === "amount" && kept === undefined) {
      const sumMinor = one.refundedMinor + (inUnits(amount, minorUnit) ?? 0n);
      lines.set(line, { ...one, refundedMinor: least(sumMinor, one.paidMinor) });
    } else {
      const backE6 =
        kept === undefined
          ? one.returnedE6 + (inUnits(quantity, MILLIONTHS) ?? 0n)
          : most(one.returnedE6, one.quantityE6 - (inUnits(kept, MILLIONTHS) ?? 0n));
      const returnedE6 = backE6 < one.quantityE6 ? backE6 : one.quantityE6;
      const targetMinor = (one.paidMinor * returnedE6) / one.quantityE6;
      lines.set(line, { ...one, returnedE6, refundedMinor: most(one.refundedMinor, targetMinor) });
    }
  }
  return { lines, returnedE6: known.returnedE6 };
}

const least = (oneMinor: bigint, otherMinor: bigint): bigint =>
  oneMinor < otherMinor ? oneMinor : otherMinor;
const most = (oneMinor: bigint, otherMinor: bigint): bigint =>
  oneMinor > otherMinor ? oneMinor : otherMinor;
