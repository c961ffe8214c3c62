/**
 * The work of `patronage ledger …`: a programme that is kept, in Postgres.
 *
 * Without DATABASE_URL the ledger starts a Postgres of its own and keeps its data in the folder named
 * by --data. Each command opens the house, does its work and leaves; several may run side by side, but
 * only one writes a programme at a time.
 */
import { canonicalJson, isJsonObject, parseJson, type Json } from "@patronage/engine";
import {
  ClusterError,
  HouseError,
  keepClosing,
  listProgrammes,
  MigrationError,
  openHouse,
  openWriter,
  pause,
  RoleError,
  submitThroughInbox,
  UnansweredError,
  UnreachableError,
  WriterTakenError,
  type Answer,
  type House,
  type Writer,
} from "@patronage/ledger";
import type { Desk, HouseOptions, ProgrammeOptions } from "./ledger-commands.ts";
import { notJson, readJsonLines } from "./read.ts";
import { refusalSentence } from "@patronage/words";
import { UserError } from "./user-error.ts";

/** Commands in flight at once while a file is imported. */
const WINDOW = 2_000;

const now = (): string => new Date().toISOString();

/** Troubles that come with a sentence for the user. */
const TOLD = [
  ...[ClusterError, MigrationError, HouseError, RoleError],
  ...[UnansweredError, UnreachableError],
];

/** Opens the house for some work. What the ledger says in a sentence, the user is told. */
export async function inHouse<Result>(
  { data }: HouseOptions,
  work: (house: House) => Promise<Result>,
): Promise<Result> {
  const databaseUrl = process.env["DATABASE_URL"];
  try {
    const house = await openHouse(databaseUrl ? { databaseUrl } : { dataDir: data });
    try {
      return await work(house);
    } finally {
      await house.close();
    }
  } catch (error) {
    const isTold = TOLD.some((kind) => error instanceof kind);
    throw isTold ? new UserError((error as Error).message) : error;
  }
}

export const NO_PROGRAMME =
  'There is no programme yet; begin one with "patronage ledger init PLAN".';

/** The programme that is meant: the one named, or the only one there is. */
export async function programmeOf(house: House, named: string | undefined): Promise<string> {
  if (named !== undefined) return named;
  const known = await listProgrammes(house);
  const [only] = known;
  if (only !== undefined && known.length === 1) return only;
  throw new HouseError(
    only === undefined
      ? NO_PROGRAMME
      : `Say with --programme which one is meant: ${known.join(", ")}.`,
  );
}

type Tally = { applied: number; repeated: number; refused: number };

/** Submits a file's commands, many in flight, in their order. */
async function submitFile(
  path: string,
  submit: (json: Json) => Promise<Answer>,
  onAnswer: (line: number, answer: Answer) => Promise<void> | void,
  progress: { report: (done: number, total: number) => void; signal: AbortSignal },
): Promise<Tally> {
  const tally: Tally = { applied: 0, repeated: 0, refused: 0 };
  let flight: { readonly line: number; readonly answer: Promise<Answer> }[] = [];
  const land = async (): Promise<void> => {
    for (const { line, answer } of flight) {
      const landed = await answer;
      if (!landed.ok) tally.refused += 1;
      else if (landed.isRepeated) tally.repeated += 1;
      else tally.applied += 1;
      await onAnswer(line, landed);
    }
    flight = [];
  };
  const lines = readJsonLines(path, {
    signal: progress.signal,
    onProgress: (done: number, total: number) => progress.report(done, total),
  });
  for await (const { line, text } of lines) {
    let json: Json;
    try {
      json = parseJson(text);
    } catch (error) {
      throw notJson(path, line, text, error);
    }
    if (!isJsonObject(json)) throw new UserError(`${path}:${line}: this line is no JSON object.`);
    flight.push({ line, answer: submit(json) });
    if (flight.length >= WINDOW) await land();
  }
  await land();
  return tally;
}

export async function importFile(
  path: string,
  options: ProgrammeOptions,
  desk: Desk,
): Promise<void> {
  await inHouse(options, async (house) => {
    const programme = await programmeOf(house, options.programme);
    const writer = await openWriter(house, programme, now);
    try {
      const tally = await desk.withProgress(({ report }, signal) =>
        submitFile(
          path,
          (json) => writer.sequencer.submitPast(json),
          () => undefined,
          {
            report: (done, total) => report("import", done, total),
            signal,
          },
        ),
      );
      const { applied, repeated, refused } = tally;
      await desk.print(
        `${programme}: ${applied} commands applied, ${repeated} applied before, ${refused} refused.\n`,
      );
    } finally {
      await writer.close();
    }
  });
}

/** How long a command waits for a writer in another process. */
const ANSWER_MILLISECONDS = 30_000;

/** Submits to the writer of this process or, while another process writes, through the inbox. */
async function withSubmit(
  house: House,
  programme: string,
  work: (submit: (json: Json) => Promise<Answer>) => Promise<void>,
): Promise<void> {
  let writer: Writer;
  try {
    writer = await openWriter(house, programme, now);
  } catch (error) {
    if (!(error instanceof WriterTakenError)) throw error;
    return work((json) =>
      submitThroughInbox(house, programme, json, AbortSignal.timeout(ANSWER_MILLISECONDS)),
    );
  }
  try {
    await work((json) => writer.sequencer.submit(json));
  } finally {
    await writer.close();
  }
}

export async function submit(path: string, options: ProgrammeOptions, desk: Desk): Promise<void> {
  await inHouse(options, async (house) => {
    const programme = await programmeOf(house, options.programme);
    const tell = async (line: number, answer: Answer): Promise<void> => {
      const told: Json = answer.ok
        ? { line: BigInt(line), seq: answer.seq, repeated: answer.isRepeated }
        : {
            line: BigInt(line),
            refused: answer.refusal.code,
            why: refusalSentence(answer.refusal, "en"),
          };
      await desk.print(`${canonicalJson(told)}\n`);
    };
    await withSubmit(house, programme, async (put) => {
      await desk.withProgress(({ report }, signal) => {
        const onProgress = (done: number, total: number): void => report("submit", done, total);
        return submitFile(path, put, tell, { report: onProgress, signal });
      });
    });
  });
}

function closedText(dates: readonly string[]): string {
  const [first, ...more] = dates;
  return more.length === 0
    ? `closed ${first}`
    : `closed ${first} to ${more.at(-1)}, ${dates.length} days`;
}

/** Closes the days that have ended. */
export async function close(options: ProgrammeOptions, desk: Desk): Promise<void> {
  await inHouse(options, async (house) => {
    const programme = await programmeOf(house, options.programme);
    const writer = await openWriter(house, programme, now);
    try {
      const dates = await desk.withProgress(({ report }, signal) =>
        writer.closeDays((_date, done, total) => {
          report("close", done, total);
          signal.throwIfAborted();
        }),
      );
      const told = dates.length === 0 ? "no day waits for its close" : closedText(dates);
      await desk.print(`${programme}: ${told}.\n`);
    } finally {
      await writer.close();
    }
  });
}

const CLOSE_EVERY_MILLISECONDS = 30_000;

/** Writes a programme until it is stopped: its inbox, and the close of every day that ends. */
export async function run(options: ProgrammeOptions, desk: Desk): Promise<void> {
  await inHouse(options, async (house) => {
    const programme = await programmeOf(house, options.programme);
    await desk.withProgress(async (_progress, signal) => {
      while (!signal.aborted) {
        const writer = await standBy(house, programme, signal, desk);
        if (writer === undefined) return;
        await desk.print(`${programme}: writing; Ctrl-C ends it.\n`);
        try {
          await keepClosing(writer, {
            ...{ everyMilliseconds: CLOSE_EVERY_MILLISECONDS, signal },
            onClosed: (dates) => desk.print(`${programme}: ${closedText(dates)}.\n`),
            onFailed: (error) =>
              void process.stderr.write(`${programme}: ${(error as Error).message}\n`),
          });
        } finally {
          await writer.close();
        }
      }
    });
  });
}

/** Waits until no other process writes the programme. */
async function standBy(
  house: House,
  programme: string,
  signal: AbortSignal,
  desk: Desk,
): Promise<Writer | undefined> {
  for (let tries = 0; !signal.aborted; tries++) {
    try {
      return await openWriter(house, programme, now);
    } catch (error) {
      if (!(error instanceof WriterTakenError)) throw error;
      if (tries === 0) await desk.print(`${programme}: another process writes it; standing by.\n`);
      await pause(1_000, signal);
    }
  }
  return undefined;
}
