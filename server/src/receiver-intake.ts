/**
 * The intake: what came in at receivers becomes commands, at once where that is possible, and otherwise
 * later, again and again. It also completes orders when their days of return are over.
 *
 * A delivery is worked on in one transaction that holds its order. Commands are given while it is open,
 * and what is known of the order is written down with their answers. Should it be cut off in between, the
 * same commands with the same ids are given again, and change nothing.
 */
import { parseJson, type JsonObject } from "@patronage/engine";
import type { Answer, House } from "@patronage/ledger";
import { escapeIdentifier, type ClientBase } from "pg";
import type { Desk } from "./desks.ts";
import { completionOf, decideNotice, type Known, type Step } from "./receiver-commands.ts";
import { keptMapping, type Mapping } from "./receiver-mapping.ts";
import {
  forgetDeliveries,
  putOff,
  readCompleting,
  readDue,
  readKnown,
  settleCompletion,
  settleDelivery,
  takeDelivery,
  writeKnown,
  type Completing,
  type Settled,
  type Working,
} from "./receiver-store.ts";
import { sleeper } from "./sleeper.ts";

export type IntakeEvent =
  | { readonly kind: "failed"; readonly programme: string; readonly error: unknown }
  /** An order could not complete, and is tried again. */
  | {
      readonly kind: "incomplete";
      readonly programme: string;
      readonly receiver: string;
      readonly why: string;
    };

export type IntakeOptions = {
  readonly now?: () => Date;
  readonly onEvent?: (event: IntakeEvent) => void;
  readonly lookMilliseconds?: number;
};

export type IntakeDesk = Pick<Desk, "programme" | "schema" | "submit">;

export type Intake = {
  /** Works on a delivery that waits; resolves when it was, or cannot be now. */
  work(desk: IntakeDesk, delivery: string): Promise<void>;
  close(): Promise<void>;
};

const LOOK_MILLISECONDS = 1_000;
const FORGET_MILLISECONDS = 3_600_000;
const FAILED_MILLISECONDS = 10_000;
const TAKEN_MOST = 50;
/** Each holds a connection while the writer, which needs some too, answers. */
const AT_ONCE_MOST = 8;
/** How long what waits for something else is left alone, by how often it was tried. */
const PAUSES_SECONDS = [5, 30, 300, 1_800, 3_600];

/** Opens the intake of a house's programmes, and works on what waits until it is closed. */
export function openIntake(
  house: Pick<House, "pool">,
  programmes: { all(): readonly IntakeDesk[] },
  options: IntakeOptions = {},
): Intake {
  const { now = () => new Date(), onEvent = () => undefined } = options;
  const { lookMilliseconds = LOOK_MILLISECONDS } = options;
  const turns = takeTurns(AT_ONCE_MOST);
  const stopping = new AbortController();
  const work: Intake["work"] = async (desk, delivery) => {
    try {
      await turns(() => workOn(house, desk, delivery, now));
    } catch (error) {
      onEvent({ kind: "failed", programme: desk.programme, error });
      const until = new Date(now().getTime() + FAILED_MILLISECONDS);
      // A database that is away is asked again soon enough.
      await putOff({ pool: house.pool, schema: desk.schema }, delivery, until).catch(
        () => undefined,
      );
    }
  };
  let forgetsAt = 0;
  const look = async (desk: IntakeDesk, isForgetting: boolean): Promise<void> => {
    const place = { pool: house.pool, schema: desk.schema };
    const due = await readDue(place, now(), TAKEN_MOST);
    await Promise.all(due.map((delivery) => work(desk, delivery)));
    for (const completing of await readCompleting(place, now(), TAKEN_MOST)) {
      if (stopping.signal.aborted) return;
      const why = await complete(house, desk, completing, now());
      const { receiver, refusal } = completing;
      // Told once: it is tried again every hour.
      if (why === undefined || why === refusal) continue;
      onEvent({ kind: "incomplete", programme: desk.programme, receiver, why });
    }
    if (isForgetting) await forgetDeliveries(place, now());
  };
  const { sleep } = sleeper(stopping.signal);
  const looking = (async () => {
    while (!stopping.signal.aborted) {
      const isForgetting = performance.now() >= forgetsAt;
      if (isForgetting) forgetsAt = performance.now() + FORGET_MILLISECONDS;
      for (const desk of programmes.all()) {
        await look(desk, isForgetting).catch((error: unknown) =>
          onEvent({ kind: "failed", programme: desk.programme, error }),
        );
      }
      await sleep(lookMilliseconds);
    }
  })();
  return {
    work,
    async close() {
      stopping.abort();
      await looking;
      await turns.idle();
    },
  };
}

type Turns = {
  <Result>(work: () => Promise<Result>): Promise<Result>;
  idle(): Promise<void>;
};

/** Lets so many pieces of work go on at once; the others wait for their turn. */
function takeTurns(most: number): Turns {
  const waiting: (() => void)[] = [];
  const going = new Set<Promise<unknown>>();
  const turns = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    while (going.size >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    const doing = work();
    going.add(doing);
    try {
      return await doing;
    } finally {
      going.delete(doing);
      waiting.shift()?.();
    }
  };
  const idle = async (): Promise<void> => void (await Promise.allSettled(going));
  return Object.assign(turns, { idle });
}

async function workOn(
  { pool }: Pick<House, "pool">,
  desk: IntakeDesk,
  delivery: string,
  now: () => Date,
): Promise<void> {
  const client = await pool.connect();
  let isBroken = true;
  try {
    await client.query("BEGIN");
    await client.query(`SET LOCAL search_path TO ${escapeIdentifier(desk.schema)}`);
    const working = await takeDelivery(client, delivery);
    if (working !== undefined) {
      await settleDelivery(client, delivery, await apply(client, desk, working, now));
    }
    await client.query("COMMIT");
    isBroken = false;
  } finally {
    // What was not committed is undone with its connection, and comes again.
    client.release(isBroken);
  }
}

async function apply(
  client: ClientBase,
  desk: IntakeDesk,
  { receiver, notice, tries, mapping }: Working,
  now: () => Date,
): Promise<Settled> {
  const { order } = notice;
  const known = await readKnown(client, receiver, order);
  const decision = decideNotice(notice, { receiver, mapping: mappingIn(mapping), known });
  if (decision.kind !== "steps") {
    const { kind: state, reason, after } = decision;
    if (after !== undefined) await writeKnown(client, receiver, order, after, now());
    return { state, reason, dueAt: state === "waiting" ? laterThan(now(), tries) : undefined };
  }
  const { after, refusal } = await give(desk, decision.steps);
  if (after !== undefined) await writeKnown(client, receiver, order, after, now());
  return refusal === undefined
    ? { state: "done", reason: decision.reason, dueAt: undefined }
    : { state: "refused", reason: refusal, dueAt: undefined };
}

const mappingIn = (text: string): Mapping => keptMapping(parseJson(text));

function laterThan(now: Date, tries: number): Date {
  const seconds = PAUSES_SECONDS[Math.min(tries, PAUSES_SECONDS.length - 1)]!;
  return new Date(now.getTime() + seconds * 1_000);
}

/** Gives the commands in turn, up to the first that is refused. */
async function give(
  desk: IntakeDesk,
  steps: readonly Step[],
): Promise<{ after: Known | undefined; refusal?: string }> {
  let last: Known | undefined;
  for (const { command, after } of steps) {
    const refusal = command && refusalOf(command, await desk.submit(command));
    if (refusal !== undefined) return { after: last, refusal };
    last = after ?? last;
  }
  return { after: last };
}

/** Why a command was refused; undefined too where what it was for is so already. */
function refusalOf(command: JsonObject, answer: Answer): string | undefined {
  if (answer.ok) return undefined;
  const { code } = answer.refusal;
  const isJoined = command["type"] === "holder.join" && code === "holder_exists";
  return isJoined ? undefined : code;
}

/** So long an order is left alone that could not be completed. */
const AGAIN_MILLISECONDS = 3_600_000;

/** Completes an order. Answers why it cannot be completed, if so. */
async function complete(
  { pool }: Pick<House, "pool">,
  desk: IntakeDesk,
  completing: Completing,
  now: Date,
): Promise<string | undefined> {
  const { receiver, ledgerOrder } = completing;
  const answer = await desk.submit(completionOf(receiver, ledgerOrder));
  // Where orders count at once, or somebody else completed it, there is nothing left to do.
  const isDone = answer.ok || answer.refusal.code === "order_not_waiting";
  const refusal = isDone ? undefined : answer.refusal.code;
  const againAt = new Date(now.getTime() + AGAIN_MILLISECONDS);
  await settleCompletion(
    { pool, schema: desk.schema },
    completing,
    refusal === undefined ? { completedAt: now } : { refusal, againAt },
  );
  return refusal;
}
