/**
 * The work of `patronage ledger …`: a programme that is kept, in Postgres.
 *
 * Without DATABASE_URL the ledger starts a Postgres of its own and keeps its data in the folder named
 * by --data. Each command opens the house, does its work and leaves; several may run side by side, but
 * only one writes a programme at a time.
 */
import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { once } from "node:events";
import { canonicalJson, isJsonObject, parseJson, type Json } from "@patronage/engine";
import {
  ClusterError,
  createProgramme,
  HouseError,
  listProgrammes,
  loadProgramme,
  MigrationError,
  openHouse,
  openWriter,
  PlanRefusedError,
  readHead,
  readJournal,
  readProgramme,
  verifyProgramme,
  type Answer,
  type House,
} from "@patronage/ledger";
import type { Desk, HouseOptions, ProgrammeOptions } from "./ledger-commands.ts";
import { notJson, readJsonLines, readPlanFile } from "./read.ts";
import { readCheckedPlan, replayOutput } from "./replay.ts";
import { moneyText, refusalSentence } from "./sentences.ts";
import { fromSystemError, UserError } from "./user-error.ts";

/** Commands in flight at once while a file is imported. */
const WINDOW = 2_000;
const MINOR_E18 = 10n ** 18n;

const now = (): string => new Date().toISOString();

/** Opens the house for some work. What the ledger says in a sentence, the user is told. */
async function inHouse<Result>(
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
    const isTold =
      error instanceof ClusterError ||
      error instanceof MigrationError ||
      error instanceof HouseError;
    throw isTold ? new UserError(error.message) : error;
  }
}

/** The programme that is meant: the one named, or the only one there is. */
async function programmeOf(house: House, named: string | undefined): Promise<string> {
  if (named !== undefined) return named;
  const known = await listProgrammes(house);
  const [only] = known;
  if (only !== undefined && known.length === 1) return only;
  throw new HouseError(
    only === undefined
      ? 'There is no programme yet; begin one with "patronage ledger init PLAN".'
      : `Say with --programme which one is meant: ${known.join(", ")}.`,
  );
}

export async function init(planPath: string, options: HouseOptions, desk: Desk): Promise<void> {
  readCheckedPlan(planPath);
  await inHouse(options, async (house) => {
    try {
      const programme = await createProgramme(house, readPlanFile(planPath));
      await desk.print(`${programme} has begun.\n`);
    } catch (error) {
      if (error instanceof PlanRefusedError) throw new UserError(error.message);
      throw error;
    }
  });
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

export async function submit(path: string, options: ProgrammeOptions, desk: Desk): Promise<void> {
  await inHouse(options, async (house) => {
    const programme = await programmeOf(house, options.programme);
    const writer = await openWriter(house, programme, now);
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
    try {
      const report = (): void => undefined;
      const signal = new AbortController().signal;
      await submitFile(path, (json) => writer.sequencer.submit(json), tell, { report, signal });
    } finally {
      await writer.close();
    }
  });
}

export async function verify(options: ProgrammeOptions, desk: Desk): Promise<void> {
  await inHouse(options, async (house) => {
    const programme = await programmeOf(house, options.programme);
    const verdict = await desk.withProgress(({ report }) =>
      readProgramme(house, programme, (client) =>
        verifyProgramme(client, (done, total) => report("verify", Number(done), Number(total))),
      ),
    );
    if (verdict.isSound) {
      await desk.print(`${programme}: ${verdict.seq} commands, all sound.\n`);
      return;
    }
    await desk.print(`${programme}: something is off at ${verdict.seq}: ${verdict.fault}.\n`);
    process.exitCode = 1;
  });
}

export async function status(
  options: ProgrammeOptions & { json?: true },
  desk: Desk,
): Promise<void> {
  await inHouse(options, async (house) => {
    const programme = await programmeOf(house, options.programme);
    const { state, head } = await readProgramme(house, programme, loadProgramme);
    const { currency } = state.plan;
    const navE18 =
      state.outstandingMicro === 0n ? 0n : (state.reserveE18 * 1_000_000n) / state.outstandingMicro;
    const money = (amountE18: bigint): string => moneyText(amountE18 / MINOR_E18, currency);
    if (options.json) {
      for await (const chunk of replayOutput(state, [])) await desk.print(chunk);
      return;
    }
    await desk.print(
      [
        `${programme}: ${head.seq} commands in ${head.batch} batches`,
        `  last close  ${state.lastCloseDate ?? "none yet"}`,
        `  holders     ${state.store.holders.count}`,
        `  reserve     ${money(state.reserveE18)}`,
        `  NAV a share ${money(navE18)}`,
        `  funds       ${money(state.proRataE18 + state.tierE18)}`,
        `  dividends   ${money(state.totals.dividendsE18)} paid so far\n`,
      ].join("\n"),
    );
  });
}

/** Writes the journal as JSON Lines: place, command and events. */
export async function exportJournal(
  options: ProgrammeOptions & { out: string },
  desk: Desk,
): Promise<void> {
  const { out } = options;
  const unfinished = `${out}.${process.pid}.part`;
  await inHouse(options, async (house) => {
    const programme = await programmeOf(house, options.programme);
    const count = await readProgramme(house, programme, async (client) => {
      const { seq } = await readHead(client);
      const file = createWriteStream(unfinished);
      try {
        for await (const row of readJournal(client)) {
          if (row.seq > seq) break;
          const line = `{"seq":${row.seq},"command":${row.command},"events":${row.events}}\n`;
          if (!file.write(line)) await once(file, "drain");
        }
        file.end();
        await once(file, "finish");
        await rename(unfinished, out);
        return seq;
      } catch (error) {
        file.destroy();
        await rm(unfinished, { force: true });
        throw fromSystemError(error, out);
      }
    });
    await desk.print(`${out}: ${count} commands of ${programme}.\n`);
  });
}
