/** A thread of its own: takes a future, runs it, answers its measures as one line. */
import { parentPort } from "node:worker_threads";
import { checkPlan, parseJson, type Plan } from "@patronage/engine";
import { formatMeasures } from "./measures.ts";
import type { Answer, Order } from "./pool.ts";
import { simulate } from "./simulate.ts";

/** Between two words about how far a future has come. */
const EVERY_MS = 200;

const plans = new Map<string, Plan>();

function planOf(text: string): Plan {
  const known = plans.get(text);
  if (known !== undefined) return known;
  const check = checkPlan(parseJson(text));
  if (!check.ok) throw new Error("A plan was checked before it was run.");
  plans.set(text, check.plan);
  return check.plan;
}

parentPort?.on("message", ({ index, planText, scenario, seed }: Order) => {
  const say = (answer: Answer): void => parentPort!.postMessage(answer);
  let saidMs = performance.now();
  const onDay = (done: number, total: number): void => {
    if (performance.now() - saidMs < EVERY_MS) return;
    saidMs = performance.now();
    say({ index, part: done / total });
  };
  say({ index, line: formatMeasures(simulate(planOf(planText), scenario, seed, { onDay })) });
});
