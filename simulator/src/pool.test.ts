import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { canonicalJson } from "@patronage/engine";
import { runPool, type Order } from "./pool.ts";
import { planJson, small } from "./simulate-kit.ts";

const sound = canonicalJson(planJson());
const order = (planText: string, index: number): Order => ({
  ...{ index, planText, scenario: small("steady"), seed: index },
});

test("the first failure stops every thread, and is what the pool rejects with", async () => {
  const others = Array.from({ length: 60 }, () => sound);
  const orders = [sound, sound, "{}", ...others].map(order);
  let finished = 0;
  const run = runPool({ orders, threads: 2, onLine: () => void finished++ });
  await assert.rejects(run, /A plan was checked before it was run/);
  const before = finished;
  await setTimeout(300);
  assert.equal(finished, before);
  assert.ok(finished < 60);
});

test("what is told of a future may fail too: then nothing more is run", async () => {
  const orders = Array.from({ length: 10 }, () => sound).map(order);
  let told = 0;
  const onLine = (): never => {
    told++;
    throw new Error("the disk is full");
  };
  await assert.rejects(runPool({ orders, threads: 1, onLine }), /the disk is full/);
  assert.equal(told, 1);
});

test("nothing to run is over at once", async () => {
  const begin = performance.now();
  await runPool({ orders: [], threads: 4, onLine: () => assert.fail() });
  assert.ok(performance.now() - begin < 20);
});
