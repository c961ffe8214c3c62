/**
 * The inbox: commands on their way, written in the caller's own transaction.
 *
 * A shop's order and its command commit together or not at all. Whoever writes the programme takes what
 * has arrived, in order, and leaves each answer beside its command. Should that writer die in between,
 * the next one takes the command again, finds it applied, and answers the same.
 */
import {
  canonicalJson,
  parseCommand,
  parseJson,
  type Facts,
  type Json,
  type Refusal,
  type RefusalCode,
} from "@patronage/engine";
import { escapeIdentifier, type ClientBase, type Pool } from "pg";
import { heardOrLater, type Listener } from "./listen.ts";
import { programmeSchema } from "./migrate.ts";
import { AMOUNT_NAME } from "./read-models.ts";
import { BusyError, stamped, UnreachableError, type Sequencer } from "./sequencer.ts";
import type { Answer } from "./session.ts";

/** Nobody answered in time. The command stays in the inbox, and is applied when a writer runs. */
export class UnansweredError extends Error {
  constructor(programme: string) {
    super(
      `No writer of "${programme}" has answered yet. The command stays in the inbox and is applied ` +
        "as soon as one runs; send it again with the same id to hear the answer.",
    );
  }
}

/** What is wrong with a command, before anyone decides it; undefined is nothing. */
function refusalOf(json: Json): Refusal | undefined {
  const parsed = parseCommand(stamped(json));
  return parsed.ok ? undefined : parsed.refusal;
}

/**
 * Puts a command, given without its instant, into a programme's inbox, in whatever transaction the
 * client is in. Answers its place, or why no writer could read it.
 */
export async function enqueue(
  client: ClientBase,
  programme: string,
  json: Json,
): Promise<{ ok: true; place: bigint } | { ok: false; refusal: Refusal }> {
  const refusal = refusalOf(json);
  if (refusal !== undefined) return { ok: false, refusal };
  const schema = programmeSchema(programme);
  const { rows } = await client.query<{ place: string }>(
    `WITH put AS (INSERT INTO ${escapeIdentifier(schema)}.inbox (command) VALUES ($1) RETURNING place)
     SELECT place, pg_notify('patronage_inbox', $2) FROM put`,
    [canonicalJson(json), schema],
  );
  return { ok: true, place: BigInt(rows[0]!.place) };
}

function answerText(answer: Answer): string {
  if (answer.ok) {
    const { events, isRepeated, seq } = answer;
    return `{"events":${events},"ok":true,"repeated":${isRepeated},"seq":${seq}}`;
  }
  const { code, facts } = answer.refusal;
  const told = Object.entries(facts).map(([name, fact]) => [name, fact.toString()]);
  return canonicalJson({ ok: false, refusal: { code, facts: Object.fromEntries(told) as Json } });
}

/** Reads an answer as it stands in the inbox. */
export function readAnswer(text: string): Answer {
  const json = parseJson(text) as { [name: string]: Json };
  if (json["ok"] === true) {
    const isRepeated = json["repeated"] === true;
    return {
      ok: true,
      seq: json["seq"] as bigint,
      events: canonicalJson(json["events"]!),
      isRepeated,
    };
  }
  const refusal = json["refusal"] as { code: RefusalCode; facts: { [name: string]: string } };
  const facts: Facts = Object.fromEntries(
    Object.entries(refusal.facts).map(([name, fact]) => [
      name,
      AMOUNT_NAME.test(name) ? BigInt(fact) : fact,
    ]),
  );
  return { ok: false, refusal: { code: refusal.code, facts } };
}

/** Waits for the answer to the command at a place of the inbox. */
export async function answerAt(
  { pool, listener }: { readonly pool: Pool; readonly listener: Listener },
  programme: string,
  place: bigint,
  signal: AbortSignal,
): Promise<Answer> {
  const schema = programmeSchema(programme);
  const { next, off } = heardOrLater(listener, "patronage_answers", schema, signal);
  try {
    for (;;) {
      const { rows } = await pool.query<{ answer: string | null }>(
        `SELECT answer FROM ${escapeIdentifier(schema)}.inbox WHERE place = $1`,
        [place],
      );
      const answer = rows[0]?.answer;
      if (typeof answer === "string") return readAnswer(answer);
      if (signal.aborted) throw new UnansweredError(programme);
      await next();
    }
  } finally {
    off();
  }
}

const TAKEN_MOST = 1_000;

/** Takes commands from the inbox and leaves their answers, until `signal` says to stop. */
export async function workInbox(
  { pool, listener }: { readonly pool: Pool; readonly listener: Listener },
  schema: string,
  sequencer: Sequencer,
  signal: AbortSignal,
): Promise<void> {
  const inbox = `${escapeIdentifier(schema)}.inbox`;
  const { next, off } = heardOrLater(listener, "patronage_inbox", schema, signal);
  try {
    while (!signal.aborted) {
      // A database that is gone for a moment is asked again at the next nudge.
      const count = await workOnce(pool, inbox, schema, sequencer).catch(() => 0);
      if (count < TAKEN_MOST) await next();
    }
  } finally {
    off();
  }
}

async function workOnce(
  pool: Pool,
  inbox: string,
  schema: string,
  sequencer: Sequencer,
): Promise<number> {
  const { rows } = await pool.query<{ place: string; command: string }>(
    `SELECT place, command FROM ${inbox} WHERE answer IS NULL ORDER BY place LIMIT ${TAKEN_MOST}`,
  );
  if (rows.length === 0) return 0;
  const answers = await Promise.all(
    rows.map(async ({ place, command }) => {
      try {
        return { place, answer: answerText(await sequencer.submit(parseJson(command))) };
      } catch (error) {
        // Too busy, or the database is away: it stays, and is taken again.
        if (error instanceof BusyError || error instanceof UnreachableError) return undefined;
        throw error;
      }
    }),
  );
  const told = answers.filter((answer) => answer !== undefined);
  await pool.query(
    `WITH told AS (
       UPDATE ${inbox} i SET answer = x.answer, answered_at = now()
       FROM unnest($1::bigint[], $2::text[]) AS x (place, answer) WHERE i.place = x.place
     ) SELECT pg_notify('patronage_answers', $3)`,
    [told.map(({ place }) => place), told.map(({ answer }) => answer), schema],
  );
  return told.length;
}

/** Forgets answers that are older than so many days; the journal keeps what was applied. */
export async function forgetAnswers(pool: Pool, schema: string, days: number): Promise<void> {
  await pool.query(
    `DELETE FROM ${escapeIdentifier(schema)}.inbox
     WHERE answer IS NOT NULL AND answered_at < now() - $1 * interval '1 day'`,
    [days],
  );
}
