/**
 * Faults, part: what was given and what was answered, and the rules that both must keep, whatever
 * happens to the writers in between.
 *
 * A command is known by its id and its content. An answer counts even when it comes late, from a
 * writer whose clients have long gone to another. What breaks a rule is kept as a sentence.
 */
import { canonicalJson, isJsonObject, parseJson } from "@patronage/engine";
import type { Verdict } from "./faults-writer-kit.ts";
import type { JournalRow } from "./index.ts";

export type Given = {
  readonly id: string;
  readonly text: string;
  /** The last place in the journal that anybody had been told of when it was first given. */
  readonly seqKnown: bigint;
  seq: bigint | undefined;
  events: string;
  /** How it was last refused. */
  code: string | undefined;
  isFreshAnswered: boolean;
  /** What became of it, attempt by attempt, for whoever looks into a broken rule. */
  readonly trail: string[];
};

/** The writer that answers; once another has taken over, it must write nothing behind that place. */
export type Answerer = { readonly name: string; seqAtEnd: bigint | undefined };

export type Tally = {
  accepted: number;
  refused: number;
  repeated: number;
  foundAgain: number;
  /** Why attempts were not answered, and how often. */ readonly lost: Map<string, number>;
};

export type Record = {
  readonly tally: Tally;
  /** What broke a rule, in sentences. */
  readonly broken: string[];
  give(text: string): Given;
  /** Takes an answer down; `wasKnown` is whether the command was in the journal when it was given. */
  answer(given: Given, verdict: Verdict, from: Answerer, wasKnown: boolean): void;
  /** Compares with the journal, when every command given is answered. */
  compare(rows: readonly JournalRow[]): void;
};

type Book = {
  readonly tally: Tally;
  readonly broken: string[];
  readonly bySeq: Map<bigint, Given>;
  readonly byId: Map<string, Given>;
};

export function openRecord(): Record {
  const givens = new Map<string, Map<string, Given>>();
  const tally: Tally = { accepted: 0, refused: 0, repeated: 0, foundAgain: 0, lost: new Map() };
  const book: Book = { tally, broken: [], bySeq: new Map(), byId: new Map() };
  const { broken, byId } = book;
  let seqKnown = 0n;
  return {
    tally,
    broken,
    give(text) {
      const json = parseJson(text);
      const id = isJsonObject(json) && typeof json["id"] === "string" ? json["id"] : "";
      if (!givens.has(id)) givens.set(id, new Map());
      const known = givens.get(id)!.get(text);
      if (known !== undefined) return known;
      const rest = {
        seq: undefined,
        events: "",
        code: undefined,
        isFreshAnswered: false,
        trail: [],
      };
      const given: Given = { id, text, seqKnown, ...rest };
      givens.get(id)!.set(text, given);
      return given;
    },
    answer(given, verdict, from, wasKnown) {
      const { trail } = given;
      if (!verdict.ok) trail.push(`${from.name} refused: ${verdict.code}`);
      else {
        trail.push(`${from.name} accepted at ${verdict.seq}${verdict.isRepeated ? ", again" : ""}`);
      }
      if (verdict.ok) {
        const seq = accept(book, given, verdict, from);
        if (seq > seqKnown) seqKnown = seq;
        return;
      }
      tally.refused += 1;
      given.code = verdict.code;
      if (verdict.code === "at_backwards") {
        broken.push(`${given.text}, answered by ${from.name}: a clock that went back refused it.`);
      }
      if (wasKnown) {
        broken.push(
          `${given.text}, answered by ${from.name}: refused (${verdict.code}) after it was accepted.`,
        );
      }
    },
    compare: (rows) => void broken.push(...differences(rows, givens, byId)),
  };
}

/** Takes down that a command was accepted. */
function accept(
  { tally, broken, bySeq, byId }: Book,
  given: Given,
  verdict: Verdict & { ok: true },
  from: Answerer,
): bigint {
  const seq = BigInt(verdict.seq);
  const name = `${given.text}, answered by ${from.name}`;
  const break_ = (sentence: string): number => broken.push(`${name}: ${sentence}.`);
  if (!verdict.isRepeated) {
    if (given.isFreshAnswered) break_("it was answered as new twice");
    if (from.seqAtEnd !== undefined && seq > from.seqAtEnd) {
      break_(`written at ${seq} by a writer that was taken over from at ${from.seqAtEnd}`);
    }
    given.isFreshAnswered = true;
  } else if (given.seq === undefined) tally.foundAgain += 1;
  else tally.repeated += 1;
  if (seq <= given.seqKnown) break_(`it is at ${seq}, and ${given.seqKnown} was known before it`);
  if (given.seq !== undefined) {
    if (given.seq !== seq) break_(`its place was ${given.seq}, and then ${seq}`);
    if (given.events !== verdict.events) break_("its events were others the first time");
    return seq;
  }
  const other = bySeq.get(seq);
  if (other !== undefined) break_(`its place ${seq} is also that of ${other.text}`);
  const namesake = byId.get(given.id);
  if (namesake !== undefined) break_(`its id was accepted before, for ${namesake.text}`);
  tally.accepted += 1;
  given.seq = seq;
  given.events = verdict.events;
  bySeq.set(seq, given);
  byId.set(given.id, given);
  return seq;
}

/** In what the journal differs from what was answered, in sentences. */
function differences(
  rows: readonly JournalRow[],
  givens: ReadonlyMap<string, ReadonlyMap<string, Given>>,
  byId: ReadonlyMap<string, Given>,
): string[] {
  const found = new Set<string>();
  const broken: string[] = [];
  for (const row of rows) {
    const { id, text } = contentOf(row.command);
    if (found.has(id)) broken.push(`The id ${id} is twice in the journal.`);
    found.add(id);
    const given = givens.get(id)?.get(text);
    if (given === undefined) broken.push(`Nobody gave ${row.command}, at ${row.seq}.`);
    else if (given.seq === undefined) {
      const trail = given.trail.join("; ");
      broken.push(`${text} is at ${row.seq}, and was refused (${given.code}): ${trail}.`);
    } else if (given.seq !== row.seq) {
      broken.push(`${text} is at ${row.seq}, and was answered with ${given.seq}.`);
    } else if (given.events !== row.events) {
      broken.push(`${text} has other events than were answered.`);
    }
  }
  for (const [id, { text, seq, trail }] of byId) {
    if (found.has(id)) continue;
    broken.push(`${text} was answered with ${seq}, and is not there: ${trail.join("; ")}.`);
  }
  if (rows.length !== byId.size) {
    broken.push(`${rows.length} rows are in the journal, and ${byId.size} were accepted.`);
  }
  return broken;
}

/** A command of the journal without the instant that the ledger gave it. */
function contentOf(command: string): { id: string; text: string } {
  const json = parseJson(command);
  if (!isJsonObject(json)) return { id: "", text: command };
  const rest = { ...json };
  delete rest["at"];
  return { id: typeof rest["id"] === "string" ? rest["id"] : "", text: canonicalJson(rest) };
}
