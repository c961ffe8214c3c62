/**
 * The day's close: how long it takes and how many holders it looks at, at ten thousand and at a
 * million holders, with the same number of holders capped each day.
 *
 * Beside it one eager pass, as fair as can be: shares and quotas lie ready in arrays, thresholds are
 * found in one sweep, and everybody is paid in a second one.
 */
import { apply, type Event, type State } from "@patronage/engine";
import {
  benchState,
  close,
  joinHolders,
  median,
  milliseconds,
  order,
  seeded,
} from "./bench-kit.ts";
import { benchCloseTrees } from "./bench-close-trees.ts";
import type { Figure } from "./bench-kit.ts";

const CAPPED_A_DAY = 40;
const DAYS = 31;
const PAID_MINOR = 10_000n;

type Closes = { milliseconds: number; touched: number; capped: number; eagerMilliseconds: number };

function prepare(holders: number): State {
  const state = benchState();
  joinHolders(state, holders, seeded(1));
  const random = seeded(2);
  for (let k = 0; k < holders; k++) {
    apply(state, order(`o-${k}`, `h${k}`, "default", BigInt(1_000 + random(20_000))));
  }
  apply(state, close(0));
  return state;
}

/** One day: a few newcomers with hardly any quota, a turnover of 1.00 a holder, and the close. */
function measureDay(state: State, holders: number, day: number): Omit<Closes, "eagerMilliseconds"> {
  for (let k = 0; k < CAPPED_A_DAY; k++) {
    const holder = `new-${day}-${k}`;
    const at = "2026-01-01T00:00:00Z";
    apply(state, { id: `join-${holder}`, at, type: "holder.join", holder });
    apply(state, order(`o-${holder}`, holder, "tiny", PAID_MINOR));
  }
  apply(state, order(`turnover-${day}`, `h${day}`, "default", BigInt(holders) * 100n));
  let events: readonly Event[] = [];
  const time = milliseconds(() => {
    const outcome = apply(state, close(day));
    if (outcome.ok) events = outcome.events;
  });
  const last = events.at(-1);
  if (last?.type !== "dayClosed") throw new Error("The day was not closed.");
  return { milliseconds: time, touched: state.triggers.touchedCount, capped: last.capped.length };
}

/** One eager pass over everybody: thresholds in one sweep, payment in a second. */
function eagerPass(sharesMicro: bigint[], quotasE18: bigint[], fundE18: bigint): void {
  let weightMicro = 0n;
  for (const shares of sharesMicro) weightMicro += shares;
  let riseE18 = fundE18 / weightMicro;
  const due: number[] = [];
  for (let k = 0; k < sharesMicro.length; k++) {
    if (quotasE18[k]! <= sharesMicro[k]! * riseE18 * 2n) due.push(k);
  }
  let leftE18 = fundE18;
  const capped = due.filter((k) => {
    if (quotasE18[k]! > sharesMicro[k]! * riseE18) return false;
    leftE18 -= quotasE18[k]!;
    weightMicro -= sharesMicro[k]!;
    riseE18 = leftE18 / weightMicro;
    return true;
  });
  const isCapped = new Set(capped);
  for (let k = 0; k < sharesMicro.length; k++) {
    quotasE18[k] = isCapped.has(k) ? 0n : quotasE18[k]! - sharesMicro[k]! * riseE18;
  }
}

function measureEager(holders: number): number {
  const random = seeded(3);
  const sharesMicro = Array.from({ length: holders }, () => BigInt(1_000_000 + random(20_000_000)));
  const quotasE18 = Array.from({ length: holders }, (_, k) =>
    k < CAPPED_A_DAY ? 5n * 10n ** 18n : BigInt(2_000 + random(40_000)) * 10n ** 18n,
  );
  return milliseconds(() => eagerPass(sharesMicro, quotasE18, BigInt(holders) * 20n * 10n ** 18n));
}

function measure(state: State, holders: number): Closes {
  const days = Array.from({ length: DAYS }, (_, k) => measureDay(state, holders, k + 1));
  const eager = Array.from({ length: 5 }, () => measureEager(holders));
  return {
    milliseconds: median(days.map((day) => day.milliseconds)),
    touched: median(days.map((day) => day.touched)),
    capped: median(days.map((day) => day.capped)),
    eagerMilliseconds: median(eager),
  };
}

export function benchClose(): Figure[] {
  const small = measure(prepare(10_000), 10_000);
  const state = prepare(1_000_000);
  const large = measure(state, 1_000_000);
  const share = (large.touched / 1_000_000) * 100;
  return [
    {
      what: `a day's close at a million holders, ${large.capped} capped`,
      reached: `${large.milliseconds.toFixed(2)} ms`,
      asked: "20 ms, a fifth of the eager pass",
      beside: `an eager pass: ${large.eagerMilliseconds.toFixed(0)} ms (${(large.eagerMilliseconds / large.milliseconds).toFixed(0)} times ours)`,
    },
    {
      what: "holders it looks at",
      reached: `${large.touched} (${share.toFixed(3)} %)`,
      asked: "below 1 %",
      beside: `${large.capped} are capped`,
    },
    {
      what: `the same close at ten thousand holders, ${small.capped} capped`,
      reached: `${small.milliseconds.toFixed(2)} ms`,
      asked: "within 3 times of each other",
      beside: `at a million: ${(large.milliseconds / small.milliseconds).toFixed(2)} times as long`,
    },
    ...benchCloseTrees(state, DAYS + 1),
  ];
}
