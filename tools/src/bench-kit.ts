/** What the measurements share: a plan, orders by seed, medians, and the figure they report. */
import {
  apply,
  checkPlan,
  createState,
  memoryStore,
  parseJson,
  type Command,
  type Order,
  type Plan,
  type State,
} from "@patronage/engine";
import { cpus } from "node:os";

export type Figure = {
  readonly what: string;
  readonly reached: string;
  /** What the project asks of itself; "" where nothing is asked. */
  readonly asked: string;
  /** The rival or the bound, measured in the same run. */
  readonly beside: string;
};

export const bound = `${cpus().length} × ${cpus()[0]?.model ?? "processor unknown"}, Node ${process.version}`;

const AT = "2026-01-01T00:00:00Z";

/** The plan of the spec's example; "tiny" grants hardly any quota, so that its buyers are capped. */
export function benchPlan(): Plan {
  const rates = `"grossMargin":"0.65","proRataRate":"0.20","tierRate":"0.10","reserveRate":"0.30"`;
  const check = checkPlan(
    parseJson(`{
      "programme":"bench","currency":"CNY","timezone":"Asia/Shanghai","initialPrice":"1.00",
      "foundingShares":"100","authorisedShares":"100000000000","maturity":"payment",
      "categories":{"default":{${rates},"quotaMultiple":"2"},"tiny":{${rates},"quotaMultiple":"0.0005"}},
      "grant":{"kind":"value","rate":"0.70"},
      "referral":{"levels":[{"shareRate":"0.10","quotaMultiple":"0.1"},
                            {"shareRate":"0.05","quotaMultiple":"0.02"}]},
      "tiers":["100","500","1000"],"redemption":{"feeRate":"0.10","consumesQuota":true},
      "spend":{"funding":"reserve"},"onQuotaReached":"pause","transferable":false}`),
  );
  if (!check.ok) throw new Error("The plan of the bench is refused.");
  return check.plan;
}

export function benchState(): State {
  return createState(benchPlan(), memoryStore());
}

/** The same state over a store that keeps neither ids nor orders, but the order at hand. */
export function keptElsewhere(state: State): State {
  let last: { readonly id: string; readonly order: Order } | undefined;
  const orders = {
    get: (id: string) => (last?.id === id ? last.order : undefined),
    set: (id: string, order: Order) => void (last = { id, order }),
  };
  const applied = { recall: () => "new" as const, remember: () => undefined };
  return { ...state, store: { ...state.store, applied, orders } };
}

/** Whole numbers below a bound, by seed. */
export function seeded(seed: number): (below: number) => number {
  let x = seed;
  return (below) => {
    x = (Math.imul(x, 1_664_525) + 1_013_904_223) >>> 0;
    return x % below;
  };
}

/** Joins holders, a third of them referred by an earlier one. */
export function joinHolders(state: State, count: number, random: (below: number) => number): void {
  for (let k = 0; k < count; k++) {
    const referrer = k > 10 && random(3) === 0 ? { referrer: `h${random(k)}` } : {};
    apply(state, { id: `join-${k}`, at: AT, type: "holder.join", holder: `h${k}`, ...referrer });
  }
}

export function order(id: string, holder: string, category: string, paidMinor: bigint): Command {
  const lines = [{ line: "1", category, paidMinor }];
  return { id, at: AT, type: "order.pay", order: id, holder, lines };
}

export function close(day: number): Command {
  const date = `20${20 + Math.floor(day / 336)}-${two((Math.floor(day / 28) % 12) + 1)}-${two((day % 28) + 1)}`;
  return { id: `close-${day}`, at: AT, type: "day.close", date };
}

const two = (number: number): string => `${number}`.padStart(2, "0");

export function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
}

/** Milliseconds that work takes. */
export function milliseconds(work: () => void): number {
  const begin = performance.now();
  work();
  return performance.now() - begin;
}

export const thousands = (number: number): string =>
  Math.round(number)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, " ");
