/**
 * Faults, part: the script of a run, made from its seed before anything runs: which commands, which
 * habits the clients have with them, how the clock moves and jumps, and which fault strikes where.
 *
 * A fault strikes when so many commands have been given, not when so much time has passed. What the
 * machine makes of it in its own time cannot be repeated.
 */
import { canonicalJson, type Json, type JsonObject } from "@patronage/engine";
import { below, chance, pick, type Random } from "../../engine/src/oracle-random.ts";
import { gatedHistory } from "./gate-kit.ts";
import { MOMENTS, type Moment } from "./faults-proxy-kit.ts";

/** What a client does with a command beside giving it until it is answered. */
export type Habit = "once" | "again" | "conflict" | "twin";

export type Step = {
  /** The command as canonical JSON, without its instant. */
  readonly text: string;
  /** The simulated time from this command on. */
  readonly clock: string;
  readonly habit: Habit;
  /** How long its client pauses after it. */
  readonly milliseconds: number;
};

/** Those that end a process or a connection, and are counted as kills. */
export const KILLS = [
  "kill-writer",
  "kill-postgres",
  "terminate-backend",
  "cut-connection",
  "freeze-and-take-over",
] as const;
export type Kill = (typeof KILLS)[number];
export type FaultKind = Kill | "second-writer" | "clock-jump";

export type Fault = {
  readonly kind: FaultKind;
  /** Of the writer's talk with Postgres; "any" is whenever it happens. */
  readonly moment: Moment | "any";
  /** It strikes when so many commands have been given. */
  readonly strikeAt: number;
  /** How many moments of the kind are let go by first. */
  readonly skip: number;
  /** How long after that, where the moment is "any". */
  readonly milliseconds: number;
  /** How long Postgres stays away. */
  readonly awayMilliseconds: number;
  /** Whether the writer that takes over writes before the frozen one wakes. */
  readonly isNewcomerFirst: boolean;
  /** The next one strikes without waiting until all is well. */
  readonly isHasty: boolean;
};

export type Script = {
  readonly plan: Json;
  readonly steps: readonly Step[];
  readonly faults: readonly Fault[];
};

export const STEPS_PER_FAULT = 80;
const KILLS_PER_EXTRA = 5;
const DAY = 86_400_000;
const HOUR = 3_600_000;
const JUMPS = [-30 * DAY, -DAY, -HOUR, -1, 1_000, HOUR, DAY, 20 * DAY];
const BEGINNING = Date.parse("2026-01-05T00:00:00Z");
/** Longer than the sequencer's patience, now and then. */
const AWAY_MILLISECONDS_MOST = 8_000;

/** Everything that a run with this seed does. */
export function makeScript(seed: number, kills: number): Script {
  const random: Random = { state: Math.imul(seed, 0x9e3779b1) | 0 };
  const faults = makeFaults(random, kills);
  const count = (faults.length + 1) * STEPS_PER_FAULT;
  const { plan, commands } = gatedHistory(seed, { commands: count });
  const jumpsAt = faults.filter(({ kind }) => kind === "clock-jump").map((f) => f.strikeAt);
  return { plan, faults, steps: makeSteps(random, commands as JsonObject[], jumpsAt) };
}

/** Every kill at every moment, over and over; each kind of kill at least once in any five. */
function makeFaults(random: Random, kills: number): Fault[] {
  const kinds: (readonly [FaultKind, Fault["moment"]])[] = [];
  let round: (readonly [Kill, Fault["moment"]])[] = [];
  for (let count = 0; count < kills; count++) {
    if (round.length === 0) round = everyKill(random);
    kinds.push(round.pop()!);
    if ((count + 1) % KILLS_PER_EXTRA === 0) {
      kinds.push(["second-writer", "any"], ["clock-jump", "any"]);
    }
  }
  return kinds.map(([kind, moment], index) => ({
    kind,
    moment,
    strikeAt: index * STEPS_PER_FAULT + below(random, STEPS_PER_FAULT / 2),
    skip: below(random, moment === "before" || moment === "half" ? 12 : 4),
    milliseconds: below(random, 15),
    awayMilliseconds: chance(random, 10)
      ? below(random, AWAY_MILLISECONDS_MOST)
      : below(random, 400),
    isNewcomerFirst: chance(random, 50),
    isHasty: chance(random, 20),
  }));
}

function everyKill(random: Random): (readonly [Kill, Fault["moment"]])[] {
  const moments = shuffled<Fault["moment"]>(random, [...MOMENTS, "any"]);
  // In each five every kind once, and over all of them every kind at every moment.
  return moments.flatMap((_, turn) =>
    shuffled(
      random,
      KILLS.map((kind, place) => [kind, moments[(place + turn) % moments.length]!] as const),
    ),
  );
}

function shuffled<Item>(random: Random, items: readonly Item[]): Item[] {
  const rest = [...items];
  return items.map(() => rest.splice(below(random, rest.length), 1)[0]!);
}

/** The commands of a history on a clock of our own, which moves through days, and jumps. */
function makeSteps(random: Random, commands: readonly JsonObject[], jumpsAt: number[]): Step[] {
  let steady = BEGINNING;
  let offset = 0;
  return commands.map((command, index) => {
    if (jumpsAt.includes(index)) offset = pick(random, JUMPS);
    steady += below(random, 1_800_000);
    if (command["type"] === "day.close") steady += DAY;
    const now = steady + offset;
    const json = { ...command, ...onOurClock(random, command, now) };
    delete (json as { at?: Json }).at;
    return {
      text: canonicalJson(json),
      clock: new Date(now).toISOString(),
      habit: pick<Habit>(random, ["once", "once", "once", "again", "conflict", "twin"]),
      milliseconds: below(random, 8),
    };
  });
}

/** Dates and expiries of the history's clock, put on ours. Some days have not ended, or are closed. */
function onOurClock(random: Random, { type, date, expires }: JsonObject, now: number): JsonObject {
  if (type === "day.close" && date !== undefined) {
    const back = pick(random, [1, 1, 1, 1, 1, 0, 2, -1]);
    return { date: new Date(now - back * DAY).toISOString().slice(0, 10) };
  }
  if (type === "shares.hold" && expires !== undefined) {
    return { expires: new Date(now + HOUR + below(random, 4 * DAY)).toISOString() };
  }
  return {};
}
