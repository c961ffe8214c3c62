/**
 * The inbox: commands on their way, written in the caller's own transaction.
 *
 * A shop's order and its command commit together or not at all. Whoever writes the programme takes what
 * has arrived, in order, and leaves each answer beside its command. Should that writer die in between,
 * the next one takes the command again, finds it applied, and answers the same.
 *
 * Previews come the same way, among the commands and in their order. They are kept without an id, so that
 * nobody could take one for a command, and whoever asked takes the row away with the answer.
 */
import {
  canonicalJson,
  parseCommand,
  parseJson,
  type Facts,
  type Json,
  type JsonObject,
  type Refusal,
  type RefusalCode,
} from "@patronage/engine";
import { escapeIdentifier, type ClientBase, type Pool } from "pg";
import { heardOrLater, type Listener } from "./listen.ts";
import { programmeSchema } from "./migrate.ts";
import { AMOUNT_NAME } from "./read-models.ts";
import { BusyError, previewable, stamped, UnreachableError, type Sequencer } from "./sequencer.ts";
import type { Answer, Preview } from "./session.ts";

const STAYS =
  "The command stays in the inbox and is applied as soon as one runs; send it again with the same id " +
  "to hear the answer.";
const IS_DROPPED = "The question was taken back, and nothing has changed; ask again when one runs.";

/**
 * Nobody answered in time. A command stays in the inbox, and is applied when a writer runs; a preview is
 * taken back.
 */
export class UnansweredError extends Error {
  constructor(programme: string, fate: string = STAYS) {
    super(`No writer of "${programme}" has answered yet. ${fate}`);
  }
}

/** A pool, or a client in whatever transaction it is in. */
export type Asked = Pick<ClientBase, "query">;

/** What waits in a programme's inbox is asked for at its database, and heard of. */
type Desk = { readonly pool: Pool; readonly listener: Listener };

type Placed = { ok: true; place: bigint } | { ok: false; refusal: Refusal };

/** Puts a row into a programme's inbox, and tells whoever works it. */
async function putRow(asked: Asked, programme: string, row: string, json: Json): Promise<Placed> {
  const schema = programmeSchema(programme);
  const { rows } = await asked.query<{ place: string }>(
    `WITH put AS (INSERT INTO ${escapeIdentifier(schema)}.inbox ${row} RETURNING place)
     SELECT place, pg_notify('patronage_inbox', $2) FROM put`,
    [canonicalJson(json), schema],
  );
  return { ok: true, place: BigInt(rows[0]!.place) };
}

/**
 * Puts a command, given without its instant, into a programme's inbox, in whatever transaction the
 * client is in. Answers its place, or why no writer could read it.
 */
export async function enqueue(client: ClientBase, programme: string, json: Json): Promise<Placed> {
  const parsed = parseCommand(stamped(json));
  return parsed.ok ? putRow(client, programme, "(command) VALUES ($1)", json) : parsed;
}

/** Puts a preview into a programme's inbox; answers its place, or why no writer could read it. */
export async function enqueuePreview(asked: Asked, programme: string, json: Json): Promise<Placed> {
  const parsed = parseCommand(previewable(json));
  if (!parsed.ok) return parsed;
  const named = Object.entries(json as JsonObject).filter(([name]) => name !== "id");
  const withoutId = Object.fromEntries(named);
  return putRow(asked, programme, "(command, is_preview) VALUES ($1, true)", withoutId);
}

function answerText(answer: Answer | Preview): string {
  if (answer.ok) {
    const text = `{"events":${answer.events},"ok":true`;
    return "seq" in answer
      ? `${text},"repeated":${answer.isRepeated},"seq":${answer.seq}}`
      : `${text}}`;
  }
  const { code, facts } = answer.refusal;
  const told = Object.entries(facts).map(([name, fact]) => [name, fact.toString()]);
  return canonicalJson({ ok: false, refusal: { code, facts: Object.fromEntries(told) as Json } });
}

/** Reads an answer as it stands in the inbox. */
function readAnswer(text: string): Answer {
  const json = parseJson(text) as JsonObject;
  const preview = readPreview(json);
  if (!preview.ok) return preview;
  return { ...preview, seq: json["seq"] as bigint, isRepeated: json["repeated"] === true };
}

function readPreview(json: JsonObject): Preview {
  if (json["ok"] === true) return { ok: true, events: canonicalJson(json["events"]!) };
  const refusal = json["refusal"] as { code: RefusalCode; facts: { [name: string]: string } };
  const facts: Facts = Object.fromEntries(
    Object.entries(refusal.facts).map(([name, fact]) => [
      name,
      AMOUNT_NAME.test(name) ? BigInt(fact) : fact,
    ]),
  );
  return { ok: false, refusal: { code: refusal.code, facts } };
}

const inboxOf = (programme: string): string =>
  `${escapeIdentifier(programmeSchema(programme))}.inbox`;

/**
 * The answer to the command at a place of the inbox, without waiting: undefined when it was not answered
 * yet, or is forgotten.
 */
export async function readAnswerAt(
  asked: Asked,
  programme: string,
  place: bigint,
): Promise<Answer | undefined> {
  const { rows } = await asked.query<{ answer: string }>(
    `SELECT answer FROM ${inboxOf(programme)}
     WHERE place = $1 AND answer IS NOT NULL AND NOT is_preview`,
    [place],
  );
  return rows[0] && readAnswer(rows[0].answer);
}

/** Looks for an answer again and again; undefined when `signal` says that it is too late. */
async function waitFor<Result>(
  { listener }: Desk,
  programme: string,
  signal: AbortSignal,
  look: () => Promise<Result | undefined>,
): Promise<Result | undefined> {
  const schema = programmeSchema(programme);
  const { next, off } = heardOrLater(listener, "patronage_answers", schema, signal);
  try {
    for (;;) {
      const found = await look();
      if (found !== undefined || signal.aborted) return found;
      await next();
    }
  } finally {
    off();
  }
}

/** Waits for the answer to the command at a place of the inbox. */
export async function answerAt(
  desk: Desk,
  programme: string,
  place: bigint,
  signal: AbortSignal,
): Promise<Answer> {
  const look = () => readAnswerAt(desk.pool, programme, place);
  const answer = await waitFor(desk, programme, signal, look);
  if (answer === undefined) throw new UnansweredError(programme);
  return answer;
}

/** Waits for the preview at a place of the inbox, and takes it away, answered or not. */
export async function previewAt(
  desk: Desk,
  programme: string,
  place: bigint,
  signal: AbortSignal,
): Promise<Preview> {
  const take = (answered: string): Promise<{ rows: { answer: string }[] }> =>
    desk.pool.query(
      `DELETE FROM ${inboxOf(programme)} WHERE place = $1 AND is_preview ${answered} RETURNING answer`,
      [place],
    );
  try {
    const taken = await waitFor(desk, programme, signal, async () => {
      const { rows } = await take("AND answer IS NOT NULL");
      return rows[0]?.answer;
    });
    if (taken === undefined) throw new UnansweredError(programme, IS_DROPPED);
    return readPreview(parseJson(taken) as JsonObject);
  } catch (error) {
    await take("").catch(() => undefined);
    throw error;
  }
}

const TAKEN_MOST = 1_000;

/** Previews that whoever asked has not taken away: nobody waits for them any more. */
const IS_LEFT_BEHIND = "is_preview AND enqueued_at < now() - interval '1 hour'";

/** Who works an inbox, and the epoch in which it may answer. */
type Working = { readonly sequencer: Sequencer; readonly epoch: bigint };

/** Takes commands and previews from the inbox and leaves their answers, until `signal` says to stop. */
export async function workInbox(
  { pool, listener }: Desk,
  schema: string,
  working: Working,
  signal: AbortSignal,
): Promise<void> {
  const { next, off } = heardOrLater(listener, "patronage_inbox", schema, signal);
  try {
    while (!signal.aborted) {
      // A database that is gone for a moment is asked again at the next nudge.
      const count = await workOnce(pool, schema, working).catch(() => 0);
      if (count < TAKEN_MOST) await next();
    }
  } finally {
    off();
  }
}

async function workOnce(
  pool: Pool,
  schema: string,
  { sequencer, epoch }: Working,
): Promise<number> {
  const quoted = escapeIdentifier(schema);
  const inbox = `${quoted}.inbox`;
  const { rows } = await pool.query<{ place: string; command: string; is_preview: boolean }>(
    `SELECT place, command, is_preview FROM ${inbox}
     WHERE answer IS NULL ORDER BY place LIMIT ${TAKEN_MOST}`,
  );
  if (rows.length === 0) return 0;
  const answers = await Promise.all(
    rows.map(async ({ place, command, is_preview: isPreview }) => {
      try {
        const json = parseJson(command);
        const answer = await (isPreview ? sequencer.preview(json) : sequencer.submit(json));
        return { place, answer: answerText(answer) };
      } catch (error) {
        // Too busy, or the database is away: it stays, and is taken again.
        if (error instanceof BusyError || error instanceof UnreachableError) return undefined;
        throw error;
      }
    }),
  );
  const told = answers.filter((answer) => answer !== undefined);
  // A writer that does not know yet that another has taken over refuses and previews by what is long past.
  const { rows: counts } = await pool.query<{ count: string }>(
    `WITH told AS (
       UPDATE ${inbox} i SET answer = x.answer, answered_at = now()
       FROM unnest($1::bigint[], $2::text[]) AS x (place, answer)
       WHERE i.place = x.place AND EXISTS (SELECT FROM ${quoted}.head WHERE epoch = $4)
       RETURNING 1
     ), forgotten AS (
       DELETE FROM ${inbox} WHERE ${IS_LEFT_BEHIND}
     ) SELECT pg_notify('patronage_answers', $3), (SELECT count(*) FROM told)`,
    [told.map(({ place }) => place), told.map(({ answer }) => answer), schema, epoch],
  );
  return Number(counts[0]!.count);
}

/**
 * Forgets answers that are older than so many days, and previews that were left behind; the journal keeps
 * what was applied.
 */
export async function forgetAnswers(pool: Pool, schema: string, days: number): Promise<void> {
  const inbox = `${escapeIdentifier(schema)}.inbox`;
  await pool.query(
    `DELETE FROM ${inbox} WHERE answer IS NOT NULL AND answered_at < now() - $1 * interval '1 day'`,
    [days],
  );
  await pool.query(`DELETE FROM ${inbox} WHERE ${IS_LEFT_BEHIND}`);
}
