/** What `patronage ledger …` reads: verify, status, statements and exports. None of it writes. */
import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { once } from "node:events";
import { parseCommand, parseJson, promiseCoverage, type State } from "@patronage/engine";
import {
  hledgerJournal,
  holdersCsv,
  journalLines,
  loadProgramme,
  programmeCsv,
  readEvents,
  readGateHistory,
  readHead,
  readJournal,
  readLastAttestation,
  readPosition,
  readProgramme,
  readStatement,
  readStatus,
  verifyProgramme,
  type StatementLine,
  type Status,
} from "@patronage/ledger";
import { EDITION, findDifference } from "@patronage/simulator";
import type {
  Desk,
  ExportOptions,
  ProgrammeOptions,
  StatementOptions,
  VerifyOptions,
} from "./ledger-commands.ts";
import { bankText } from "./ledger-attest.ts";
import { inHouse, programmeOf } from "./ledger-work.ts";
import { replayOutput } from "./replay.ts";
import { textTable } from "./text-table.ts";
import { decimalText, moneyText, sharesText } from "@patronage/words";
import { fromSystemError, UserError } from "./user-error.ts";

const MINOR_E18 = 10n ** 18n;
const SHARE_MICRO = 1_000_000n;

type Client = Parameters<Parameters<typeof readProgramme>[2]>[0];

/** Runs work on a connection that looks into the programme that is meant. */
async function reading<Result>(
  options: ProgrammeOptions,
  work: (client: Client, programme: string) => Promise<Result>,
): Promise<Result> {
  return inHouse(options, async (house) => {
    const programme = await programmeOf(house, options.programme);
    return readProgramme(house, programme, (client) => work(client, programme));
  });
}

export async function verify(options: VerifyOptions, desk: Desk): Promise<void> {
  await reading(options, async (client, programme) => {
    const verdict = await desk.withProgress(({ report }) =>
      verifyProgramme(client, (done, total) => report("verify", Number(done), Number(total))),
    );
    if (verdict.isSound) {
      const { hash } = await readHead(client);
      await desk.print(
        `${programme}: ${verdict.seq} commands, all sound; hash ${hash.toString("hex")}.\n`,
      );
      if (options.futures) await verifyFutures(client, desk);
      return;
    }
    await desk.print(`${programme}: something is off at ${verdict.seq}: ${verdict.fault}.\n`);
    process.exitCode = 1;
  });
}

/** Runs the futures again by which each plan passed the gate. */
async function verifyFutures(client: Client, desk: Desk): Promise<void> {
  for (const { sinceSeq, plan, gate } of await readGateHistory(client)) {
    const name = sinceSeq === 0n ? "the first plan" : `the plan of ${sinceSeq}`;
    const say = (text: string): Promise<void> => desk.print(`${name}: ${text}.\n`);
    if (gate === undefined) {
      await say("there is no result of the gate");
      process.exitCode = 1;
      continue;
    }
    const { edition, futures } = gate.result;
    if (edition !== EDITION) {
      await say(
        `its futures were run by edition ${edition}, and this is ${EDITION}; run them there`,
      );
      process.exitCode = 1;
      continue;
    }
    const different = await desk.withProgress(({ report }, signal) =>
      findDifference(plan, gate.result, {
        signal,
        onProgress: (done, total) => report("futures", done, total),
      }),
    );
    if (different !== undefined) process.exitCode = 1;
    await say(
      different === undefined
        ? `${futures.length} futures come to the same again`
        : `its futures come to something else now: ${different}`,
    );
  }
}

export async function status(
  options: ProgrammeOptions & { json?: true },
  desk: Desk,
): Promise<void> {
  await reading(options, async (client, programme) => {
    if (options.json) {
      const { state } = await loadProgramme(client);
      for await (const chunk of replayOutput(state, [])) await desk.print(chunk);
      return;
    }
    const known = await readStatus(client);
    const lines = statusLines(known);
    lines.push(["bank", bankText(await readLastAttestation(client), known.plan)]);
    // Two spaces at least: a follower's name may be long.
    const told = lines.map(([name, text]) => `  ${`${name}  `.padEnd(14)}${text}\n`);
    await desk.print(`${programme}\n${told.join("")}`);
  });
}

const per = (num: bigint, den: bigint): string =>
  den === 0n ? "–" : `${decimalText({ num: (num * 1000n) / den, den: 10n }, 1)} %`;

function statusLines(status: Status): (readonly [name: string, text: string])[] {
  const { plan, recent, dividendsE18, quotaE18Left, reserveE18, outstandingMicro } = status;
  const money = (amountE18: bigint): string => moneyText(amountE18 / MINOR_E18, plan.currency);
  const navE18 = outstandingMicro === 0n ? 0n : (reserveE18 * SHARE_MICRO) / outstandingMicro;
  const rate = recent.seconds === 0 ? 0 : Number(recent.commandCount) / recent.seconds;
  const size =
    recent.batchCount === 0n ? 0 : Number(recent.commandCount) / Number(recent.batchCount);
  const coverage = [...plan.categories.entries()].map(([name, category]) => {
    const { paidOut, granted } = promiseCoverage(plan, category);
    return `${name} ${per(paidOut.num * granted.den, paidOut.den * granted.num)}`;
  });
  return [
    [
      "commands",
      `${status.seq} in ${status.batch} batches, last ${status.lastWrittenAt?.toISOString() ?? "none yet"}`,
    ],
    ["lately", `${rate.toFixed(1)} commands/s, ${size.toFixed(1)} a batch`],
    [
      "lag",
      `${status.lagCount} commands not in the read models yet, ${status.inboxCount} in the inbox`,
    ],
    ...status.followers.map(
      ({ follower, behindCount }) => [`  ${follower}`, `${behindCount} behind`] as const,
    ),
    ["last close", status.lastCloseDate ?? "none yet"],
    ["holders", String(status.holderCount)],
    ["reserve", money(reserveE18)],
    ["NAV a share", money(navE18)],
    ["shares", sharesText(outstandingMicro)],
    ["funds", money(status.fundsE18)],
    [
      "dividends",
      `${money(dividendsE18)} paid so far, ${per(dividendsE18, dividendsE18 + quotaE18Left)} of what was capped for`,
    ],
    ["coverage", `${coverage.join(", ")} of each quota at steady turnover`],
  ];
}

const COLUMNS = [
  "date",
  "what",
  "order",
  "shares",
  "wallet",
  "shares after",
  "wallet after",
  "quota left",
];

const KIND_WORDS: { readonly [Kind in StatementLine["kind"]]: string } = {
  holderJoined: "joined",
  agentAppointed: "appointed",
  orderPaid: "order paid",
  orderAccrued: "shares granted",
  orderReduced: "order reduced",
  orderRefunded: "refund",
  sharesRedeemed: "redeemed",
  sharesSpent: "spent",
  sharesHeld: "set aside",
  holdReleased: "released",
  spendReturned: "goods returned",
  sharesTransferred: "transfer",
  walletWithdrawn: "withdrawn",
  planActivated: "new plan",
  dividend: "dividend",
  forced: "redeemed at the quota",
};

function statementRow(line: StatementLine, currency: string): string[] {
  const money = (amountMinor: bigint): string =>
    amountMinor === 0n ? "" : moneyText(amountMinor, currency);
  const { after } = line;
  return [
    line.date,
    KIND_WORDS[line.kind],
    line.order ?? line.hold ?? "",
    line.sharesMicro === 0n ? "" : sharesText(line.sharesMicro),
    money(line.walletMinor),
    sharesText(after.sharesMicro),
    moneyText(after.walletMinor, currency),
    moneyText(after.quotaE18 / MINOR_E18, currency),
  ];
}

function statementJson({ after, ...line }: StatementLine): string {
  const { sharesMicro, walletMinor, quotaE18, tier } = after;
  const json = { ...line, after: { sharesMicro, walletMinor, quotaE18, tier } };
  return JSON.stringify(json, (_name, value: unknown) =>
    typeof value === "bigint" ? value.toString() : value,
  );
}

export async function statement(
  holder: string,
  options: StatementOptions,
  desk: Desk,
): Promise<void> {
  for (const date of [options.from, options.to]) {
    if (date !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(date)) {
      throw new UserError(`"${date}" is no date; write it like 2026-01-31.`);
    }
  }
  await reading(options, async (client) => {
    const position = await readPosition(client, holder);
    if (position === undefined) {
      throw new UserError(
        `Nobody has joined as "${holder}", or the read models have not come so far yet.`,
      );
    }
    const { plan } = await readStatus(client);
    const rows: string[][] = [COLUMNS];
    for await (const line of readStatement(client, holder, options)) {
      if (options.json) await desk.print(`${statementJson(line)}\n`);
      else rows.push(statementRow(line, plan.currency));
    }
    if (options.json) return;
    for (const line of textTable(rows, { rightFrom: 3 })) await desk.print(`${line}\n`);
    if (rows.length === 1) await desk.print("Nothing changed in this time.\n");
  });
}

type Format = ExportOptions["format"];

/** Writes a programme's journal or state to a file, whole or not at all. */
export async function exportProgramme(options: ExportOptions, desk: Desk): Promise<void> {
  const { out, format } = options;
  const unfinished = `${out}.${process.pid}.part`;
  await reading(options, async (client, programme) => {
    await desk.withProgress(async ({ report }) => {
      const onRow = (doneCount: bigint, totalCount: bigint): void =>
        report("export", Number(doneCount), Number(totalCount));
      const file = createWriteStream(unfinished);
      const opened = once(file, "open");
      try {
        await opened;
        for await (const chunk of chunksOf(client, format, onRow)) {
          if (!file.write(chunk)) await once(file, "drain");
        }
        file.end();
        await once(file, "finish");
        await rename(unfinished, out);
      } catch (error) {
        file.destroy();
        await rm(unfinished, { force: true });
        throw fromSystemError(error, out);
      }
    });
    const { seq } = await readHead(client);
    await desk.print(`${out}: ${programme} after ${seq} commands.\n`);
  });
}

type OnRow = (doneCount: bigint, totalCount: bigint) => void;

async function* chunksOf(client: Client, format: Format, onRow: OnRow): AsyncGenerator<string> {
  if (format === "jsonl") yield* journalLines(client, onRow);
  else if (format === "hledger") yield* hledgerLines(client, onRow);
  else {
    const { state } = await loadProgramme(client);
    yield* format === "holders" ? holdersCsv(state) : [programmeCsv(state)];
  }
}

async function* hledgerLines(client: Client, onRow: OnRow): AsyncGenerator<string> {
  const { state, head, memory } = await loadProgramme(client);
  async function* rows() {
    for await (const { seq, command, events } of readJournal(client)) {
      if (seq > head.seq) return;
      const parsed = parseCommand(parseJson(command));
      if (!parsed.ok) {
        throw new UserError(`The journal is damaged at ${seq}; "ledger verify" says more.`);
      }
      onRow(seq, head.seq);
      yield { seq, command: parsed.command, events: readEvents(events) };
    }
  }
  yield* hledgerJournal(memory.plans[0]!.plan, rows(), (): State => state);
}
