/**
 * Random histories for the engine's tests, from a seed: a plan and commands of every type.
 *
 * The oracle runs alongside, so that most commands fit what holders really have, and rare states
 * (nothing outstanding, shares owed, quotas used up) are steered for. The same seed and options give
 * the same history. Spec: sections 3 and 4; numbers are as `parseJson` reads them.
 */

import type { Json, JsonObject } from "./json.ts";
import {
  acceptedPlan,
  AWKWARD_IDS,
  below,
  chance,
  dateText,
  decimalShares,
  instantText,
  LOW_MULTIPLES,
  MULTIPLES,
  pick,
  randomCategories,
  randomGrant,
  randomLevels,
  randomPlace,
  upTo,
  type Random,
  type Scale,
} from "./oracle-random.ts";
import { freeMicro, walletMinor, type OracleHolder } from "./oracle-state.ts";
import { applyToOracle, createOracle, type Oracle } from "./oracle.ts";

type World = {
  random: Random;
  oracle: Oracle;
  plan: JsonObject;
  limit: number;
  commands: JsonObject[];
  refused: JsonObject[];
  /** Since 2026-01-01. */
  seconds: number;
  at: string;
  closedDays: number;
  scale: Scale;
};

function advanceClock(world: World, mostSeconds: number): void {
  world.seconds += 1 + below(world.random, mostSeconds);
  const fractions = ["", "", "", "", ".5", ".250", ".0000000000000000001", ".999999999999"];
  world.at = instantText(world.seconds, pick(world.random, fractions));
}

function emit(world: World, command: JsonObject): boolean {
  if (world.commands.length >= world.limit) return false;
  const { verdict } = applyToOracle(world.oracle, command);
  world.commands.push(command);
  if (verdict === "refused") world.refused.push(command);
  const isNewPlan = verdict === "applied" && command["type"] === "plan.activate";
  if (isNewPlan) world.plan = command["plan"] as JsonObject;
  return verdict === "applied";
}

function withIdAndAt(world: World, body: JsonObject): JsonObject {
  if (chance(world.random, 60)) advanceClock(world, 7_200);
  const awkward = pick(world.random, [...AWKWARD_IDS, ""]);
  const isAwkward = chance(world.random, 1) && !world.oracle.applied.has(awkward);
  return { id: isAwkward ? awkward : `c${world.commands.length}`, at: world.at, ...body };
}

function emitBody(world: World, body: JsonObject | undefined): boolean {
  return body !== undefined && emit(world, withIdAndAt(world, body));
}

function freshId(world: World, prefix: string, taken: Map<string, unknown>): string {
  const awkward = pick(world.random, AWKWARD_IDS);
  if (chance(world.random, 5)) return awkward;
  return `${prefix}${taken.size + 1}`;
}

function someHolder(world: World, fits: (holder: OracleHolder) => boolean): string | undefined {
  if (chance(world.random, 2)) return pick(world.random, ["nobody", "isPrototypeOf"]);
  const entries = [...world.oracle.holders];
  const fitting = entries.filter(([, holder]) => fits(holder));
  const from = fitting.length > 0 && chance(world.random, 96) ? fitting : entries;
  return from.length === 0 ? undefined : pick(world.random, from)[0];
}

const anyone = (): boolean => true;
const hasFree = (holder: OracleHolder): boolean => freeMicro(holder) > 0n;

/** Of what is there: all, a part, the least, or now and then one too many. */
function portionOf(random: Random, whole: bigint): bigint {
  const draw = below(random, 100);
  if (draw < 22) return whole > 0n ? whole : 1n;
  if (draw < 26) return whole + 1n;
  if (draw < 29) return 1n;
  return upTo(random, whole);
}

function paidMinor(world: World): bigint {
  const { random } = world;
  const scale = chance(random, 8) ? pick<Scale>(random, ["tiny", "normal"]) : world.scale;
  if (scale === "tiny") return upTo(random, 40n);
  if (scale === "huge") return upTo(random, 10n ** BigInt(15 + below(random, 6)));
  return pick(random, [upTo(random, 1_000n), 100n * upTo(random, 500n), upTo(random, 1_000_000n)]);
}

function joinBody(world: World): JsonObject {
  const { random, oracle } = world;
  const holder = chance(random, 3) ? "h1" : freshId(world, "h", oracle.holders);
  const referrer = chance(random, 2) ? holder : someHolder(world, anyone);
  const isReferred = referrer !== undefined && chance(random, 70);
  return { type: "holder.join", holder, ...(isReferred ? { referrer } : {}) };
}

function appointBody(world: World): JsonObject | undefined {
  const holder = someHolder(world, anyone);
  const region = pick(world.random, ["north", "south", "__proto__"]);
  return holder === undefined ? undefined : { type: "agent.appoint", region, holder };
}

function payBody(world: World): JsonObject | undefined {
  const { random, oracle } = world;
  const holder = someHolder(world, anyone);
  if (holder === undefined) return undefined;
  const names = [...oracle.plan.categories.keys()];
  const lines = ["l1", "__proto__", "l3"].slice(0, 1 + below(random, 3)).map((line): Json => {
    const category = chance(random, 1) ? "toString" : pick(random, names);
    return { line: chance(random, 1) ? "l1" : line, category, paid: paidMinor(world) };
  });
  const region = pick(random, ["north", "south", "__proto__", "nowhere"]);
  const order = chance(random, 2) ? "o1" : freshId(world, "o", oracle.orders);
  const body: JsonObject = { type: "order.pay", order, holder, lines };
  return chance(random, 60) ? { ...body, region } : body;
}

function someOrder(world: World, matured: boolean): string | undefined {
  const entries = [...world.oracle.orders];
  const fitting = entries.filter(([, order]) => (order.accrual !== undefined) === matured);
  const from = fitting.length > 0 && chance(world.random, 92) ? fitting : entries;
  return from.length === 0 ? undefined : pick(world.random, from)[0];
}

function completeBody(world: World): JsonObject | undefined {
  const order = someOrder(world, false);
  const isMatured = world.oracle.orders.get(order ?? "")?.accrual !== undefined;
  if (isMatured && !chance(world.random, 15)) return undefined;
  return order === undefined ? undefined : { type: "order.complete", order };
}

function refundBody(world: World, orderId: string, isWhole: boolean): JsonObject | undefined {
  const { random, oracle } = world;
  const lines: Json[] = [];
  for (const [line, { paidMinor, refundedMinor }] of oracle.orders.get(orderId)?.lines ?? []) {
    const leftMinor = paidMinor - refundedMinor;
    const isSkipped = leftMinor === 0n ? chance(random, 97) : !isWhole && chance(random, 30);
    if (isSkipped) continue;
    lines.push({ line, amount: isWhole ? leftMinor : portionOf(random, leftMinor) });
  }
  if (lines.length > 0 && chance(random, 2)) lines.push({ line: "valueOf", amount: 1n });
  return lines.length === 0 ? undefined : { type: "order.refund", order: orderId, lines };
}

function anyRefundBody(world: World): JsonObject | undefined {
  const order = someOrder(world, chance(world.random, 80));
  if (order === undefined) return undefined;
  if (chance(world.random, 2)) {
    return { type: "order.refund", order: "none", lines: [{ line: "l1", amount: 1n }] };
  }
  return refundBody(world, order, chance(world.random, 25));
}

function sharesFrom(world: World): { holder: string; shares: string } | undefined {
  const holder = someHolder(world, hasFree);
  if (holder === undefined) return undefined;
  const record = world.oracle.holders.get(holder);
  if (record !== undefined && !hasFree(record) && !chance(world.random, 15)) return undefined;
  const wholeMicro = record === undefined ? 1n : freeMicro(record);
  return { holder, shares: `${portionOf(world.random, wholeMicro)}` };
}

function redeemBody(world: World): JsonObject | undefined {
  const part = sharesFrom(world);
  return part === undefined ? undefined : { type: "shares.redeem", ...part };
}

function spendBody(world: World): JsonObject | undefined {
  const part = sharesFrom(world);
  const order = pick(world.random, ["s1", "s2", "o1", "__proto__"]);
  return part === undefined ? undefined : { type: "shares.spend", ...part, order };
}

function holdBody(world: World): JsonObject | undefined {
  const { random, oracle } = world;
  const part = sharesFrom(world);
  if (part === undefined) return undefined;
  advanceClock(world, 600);
  const fraction = world.at.slice(19, -1);
  const wait = chance(random, 80) ? 1 + below(random, 4 * 86_400) : 30 * 86_400;
  const expires = chance(random, 94)
    ? instantText(world.seconds + wait, fraction)
    : pick(random, [world.at, instantText(world.seconds + 30 * 86_400 + 1, fraction)]);
  const hold = chance(random, 4) ? "k1" : freshId(world, "k", oracle.holds);
  return { type: "shares.hold", hold, ...part, order: pick(random, ["s1", "s2"]), expires };
}

function endHoldBody(world: World, type: string): JsonObject | undefined {
  const entries = [...world.oracle.holds];
  const active = entries.filter(([, hold]) => hold.active);
  const from = active.length > 0 && chance(world.random, 92) ? active : entries;
  if (active.length === 0 && !chance(world.random, 8)) return undefined;
  if (from.length === 0) return { type, hold: "k1" };
  return { type, hold: pick(world.random, from)[0] };
}

function returnBody(world: World): JsonObject | undefined {
  const spenders = [...world.oracle.holders].flatMap(([holder, { spentMinor }]) =>
    [...spentMinor].map(([order, leftMinor]) => ({ holder, order, leftMinor })),
  );
  const open = spenders.filter(({ leftMinor }) => leftMinor > 0n);
  const from = open.length > 0 && chance(world.random, 96) ? open : spenders;
  if (from.length === 0) return undefined;
  const { holder, order, leftMinor } = pick(world.random, from);
  return { type: "spend.return", order, holder, amount: portionOf(world.random, leftMinor) };
}

function transferBody(world: World): JsonObject | undefined {
  const part = sharesFrom(world);
  const to = someHolder(world, anyone);
  if (part === undefined || to === undefined) return undefined;
  if (!world.oracle.plan.transferable && !chance(world.random, 15)) return undefined;
  const isOther = to !== part.holder || chance(world.random, 10);
  const body = { type: "shares.transfer", from: part.holder, to, shares: part.shares };
  return isOther ? body : undefined;
}

function withdrawBody(world: World): JsonObject | undefined {
  const holder = someHolder(world, (record) => walletMinor(record) > 0n);
  if (holder === undefined) return undefined;
  const record = world.oracle.holders.get(holder);
  const wholeMinor = record === undefined ? 1n : walletMinor(record);
  if (wholeMinor === 0n && chance(world.random, 80)) return undefined;
  return { type: "wallet.withdraw", holder, amount: portionOf(world.random, wholeMinor) };
}

function closeBody(world: World): JsonObject {
  const isLate = chance(world.random, 4);
  if (!isLate) {
    world.closedDays += chance(world.random, 90) ? 1 : 1 + below(world.random, 400);
    advanceClock(world, 86_400);
  }
  return { type: "day.close", date: dateText(world.closedDays) };
}

function permittedChange(world: World): JsonObject {
  const { random, plan, oracle } = world;
  const multiples = chance(random, 50) ? LOW_MULTIPLES : MULTIPLES;
  const price = plan["initialPrice"] as string;
  const authorisedMicro = oracle.plan.authorisedMicro;
  const lowerMicro = (authorisedMicro + oracle.issuedMicro) / 2n;
  const authorised = pick(random, [lowerMicro, lowerMicro, oracle.issuedMicro]);
  const redemption = plan["redemption"] as JsonObject;
  return pick<() => JsonObject>(random, [
    () => ({ maturity: pick(random, ["completion", "payment"]) }),
    () => ({ categories: randomCategories(random, multiples) }),
    () => ({ grant: randomGrant(random) }),
    () => ({ referral: randomLevels(random, multiples) }),
    () => ({ regionalAgent: randomPlace(random, multiples) }),
    () => ({ initialPrice: price.includes(".") ? `${price}0` : `${price}.0` }),
    () => ({ authorisedShares: decimalShares(authorised) }),
    () => ({ redemption: { ...redemption, feeRate: pick(random, ["0", "0.05"]) } }),
    () => ({ redemption: { ...redemption, consumesQuota: false } }),
    () => ({ onQuotaReached: chance(random, 30) ? "pause" : (plan["onQuotaReached"] as Json) }),
    () => ({ transferable: true }),
  ])();
}

function forbiddenChange(world: World): JsonObject {
  const { random, plan, oracle } = world;
  const redemption = plan["redemption"] as JsonObject;
  const raised = decimalShares(oracle.plan.authorisedMicro + 1n);
  const tooFew = oracle.issuedMicro > 1n ? decimalShares(oracle.issuedMicro - 1n) : "0";
  const place = { shareRate: "0", quotaMultiple: "1" };
  return pick<JsonObject>(random, [
    { programme: "white-wine" },
    { currency: "EUR" },
    { timezone: pick(random, ["Europe/Paris", "Mars/Olympus"]) },
    { initialPrice: "9.99" },
    { foundingShares: "7" },
    { tiers: ["0.000001", "123456"] },
    { spend: { funding: oracle.plan.funding === "merchant" ? "reserve" : "merchant" } },
    { authorisedShares: pick(random, [raised, tooFew]) },
    { redemption: { ...redemption, feeRate: "1.0" } },
    { redemption: { ...redemption, consumesQuota: true } },
    { onQuotaReached: "redeem" },
    { transferable: false },
    { referral: { levels: [place, place, place] } },
    { grant: { kind: "value", rate: 7 / 10 } },
    { surprise: true },
    { transferable: null },
  ]);
}

function activateBody(world: World): JsonObject {
  const isForbidden = chance(world.random, 25);
  const change = isForbidden ? forbiddenChange(world) : permittedChange(world);
  return { type: "plan.activate", plan: { ...world.plan, ...change } };
}

type Build = (world: World) => JsonObject | undefined;

const BUILDS: [weight: number, build: Build][] = [
  [6, joinBody],
  [3, appointBody],
  [22, payBody],
  [13, completeBody],
  [10, anyRefundBody],
  [9, redeemBody],
  [6, spendBody],
  [6, holdBody],
  [3, (world) => endHoldBody(world, "shares.capture")],
  [2, (world) => endHoldBody(world, "shares.release")],
  [5, returnBody],
  [5, transferBody],
  [5, withdrawBody],
  [11, closeBody],
  [2, activateBody],
];

const WEIGHTED: Build[] = BUILDS.flatMap(([weight, build]) => Array<Build>(weight).fill(build));

function anyBody(world: World): JsonObject {
  if (world.oracle.holders.size < 6 && chance(world.random, 60)) return joinBody(world);
  return pick(world.random, WEIGHTED)(world) ?? anyBody(world);
}

/** Everybody sells or spends everything, the smallest holding first. */
function emitExodus(world: World): void {
  const isSpent = chance(world.random, 40);
  for (const [hold, { active }] of [...world.oracle.holds]) {
    if (active) emitBody(world, { type: "shares.release", hold });
  }
  const leaving = [...world.oracle.holders].filter(([, holder]) => hasFree(holder));
  leaving.sort(([, first], [, second]) => (freeMicro(first) < freeMicro(second) ? -1 : 1));
  for (const [holder, record] of leaving) {
    const shares = `${freeMicro(record)}`;
    const spend = { type: "shares.spend", holder, shares, order: "s1" };
    const isRedeemed = !isSpent && emitBody(world, { type: "shares.redeem", holder, shares });
    if (!isRedeemed) emitBody(world, spend);
  }
  const order = someOrder(world, true);
  const grantees = world.oracle.orders.get(order ?? "")?.accrual?.grantees ?? [];
  if (order === undefined || !chance(world.random, 60)) return;
  // Refunded now, the shares of all but the buyer are owed, and are the first to come back.
  emitBody(world, refundBody(world, order, true));
  for (const { holder } of grantees.slice(1)) {
    const pay = payBody(world);
    if (pay !== undefined) emitBody(world, { ...pay, holder });
  }
}

/** Those who were granted shares for an order get rid of them, and the order is refunded. */
function emitStrip(world: World): void {
  const orderId = someOrder(world, true);
  const grantees = world.oracle.orders.get(orderId ?? "")?.accrual?.grantees ?? [];
  for (const { holder } of grantees) {
    const record = world.oracle.holders.get(holder);
    if (record === undefined || !hasFree(record) || chance(world.random, 30)) continue;
    const type = pick(world.random, ["shares.redeem", "shares.spend"]);
    const body: JsonObject = { type, holder, shares: `${freeMicro(record)}` };
    emitBody(world, type === "shares.spend" ? { ...body, order: "s2" } : body);
  }
  for (let times = below(world.random, 4); times >= 0; times -= 1) {
    emitBody(world, refundBody(world, orderId ?? "", times === 0 && chance(world.random, 70)));
  }
}

const BAD_INSTANTS = [
  "2026-02-29T00:00:00Z",
  "2026-13-01T00:00:00Z",
  "2027-01-01T24:00:00Z",
  "2027-01-01T23:59:60Z",
  "2027-01-01T00:00:00",
  "2027-01-01T00:00:00.Z",
  "2027-01-01 00:00:00Z",
  "2027-1-1T00:00:00Z",
];
const BAD_VALUES: Json[] = [
  null,
  true,
  "",
  "0",
  "01",
  "1.0",
  "-1",
  0n,
  -1n,
  3n,
  3 / 2,
  [],
  {},
  "2100-02-29",
  "𝕏".repeat(129),
];

function withoutKey(command: JsonObject, key: string): JsonObject {
  return Object.fromEntries(Object.entries(command).filter(([name]) => name !== key));
}

function spoilLines(random: Random, command: JsonObject): JsonObject {
  const lines = command["lines"];
  if (!Array.isArray(lines)) return { ...command, lines: [] };
  const first = lines[0] as JsonObject;
  const key = pick(random, Object.keys(first));
  return pick(random, [
    { ...command, lines: [] },
    { ...command, lines: [...lines, first] },
    { ...command, lines: [{ ...first, extra: 1n }] },
    { ...command, lines: [withoutKey(first, key)] },
    { ...command, lines: [{ ...first, [key]: pick(random, BAD_VALUES) }] },
  ]);
}

/** A command that the field rules, the order of time or the rule of ids should stop. */
function spoiled(world: World): JsonObject {
  const { random, commands, refused } = world;
  const command = withIdAndAt(world, anyBody(world));
  const earlier = pick(random, commands);
  const key = pick(random, Object.keys(command).slice(1));
  const isLined = Array.isArray(command["lines"]) && chance(random, 50);
  if (isLined) return spoilLines(random, command);
  return pick<() => JsonObject>(random, [
    () => ({ ...command, [pick(random, ["extra", "__proto__", "toString"])]: "x" }),
    () => ({ ...command, [key]: null }),
    () => ({ ...command, [key]: pick(random, BAD_VALUES) }),
    () => withoutKey(command, key),
    () => ({ ...command, at: pick(random, BAD_INSTANTS) }),
    () => ({ ...command, at: earlier["at"] ?? "2026-01-01T00:00:00Z" }),
    () => ({ ...command, type: pick(random, ["order.cancel", "constructor", "__proto__"]) }),
    () => earlier,
    () => earlier,
    () => ({ ...command, id: earlier["id"] as Json }),
    () => ({ ...(refused.length === 0 ? earlier : pick(random, refused)), at: world.at }),
  ])();
}

/** A history of `commands` commands, under `plan` or a random one that section 3 accepts. */
export function randomHistory(
  seed: number,
  options: { commands: number; plan?: Json },
): { plan: Json; commands: Json[] } {
  const random: Random = { state: Math.imul(seed, 0x9e3779b1) | 0 };
  const scale = pick<Scale>(random, ["tiny", "normal", "normal", "normal", "huge"]);
  const plan = (options.plan ?? acceptedPlan(random, scale)) as JsonObject;
  const world: World = {
    ...{ random, plan, scale, oracle: createOracle(plan), limit: options.commands },
    ...{ commands: [], refused: [], seconds: 0, at: instantText(0, ""), closedDays: 0 },
  };
  while (world.commands.length < world.limit) {
    const draw = below(random, 200);
    if (draw < 10 && world.commands.length > 0) emit(world, spoiled(world));
    else if (draw < 11) emitExodus(world);
    else if (draw < 14) emitStrip(world);
    else emitBody(world, anyBody(world));
  }
  return { plan, commands: world.commands };
}
