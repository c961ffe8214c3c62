/**
 * `patronage ledger attest` and `patronage ledger explain`: what the bank says, held against what is owed.
 *
 * The file is read here and not kept; its digest is, by which whoever has the file knows it again.
 */
import { userInfo } from "node:os";
import type { Plan } from "@patronage/engine";
import {
  attest,
  attestationDays,
  AttestationError,
  BankFileError,
  chooseStatement,
  dateIn,
  differenceMinorOf,
  explain,
  FILE_BYTES_MOST,
  fileSha256,
  maskAccount,
  minorOf,
  owedAtClose,
  owedMinorOf,
  readBankFile,
  readProgramme,
  refuseAttestation,
  type Attestation,
  type BankStatement,
  type OwedAtClose,
} from "@patronage/ledger";
import { moneyText, oneLine } from "@patronage/words";
import type { AttestOptions, Desk, ExplainOptions } from "./ledger-commands.ts";
import { inHouse, programmeOf } from "./ledger-work.ts";
import { readWhole } from "./read.ts";
import { fromSystemError, UserError } from "./user-error.ts";

function readBytes(path: string): Uint8Array {
  try {
    return readWhole(path, FILE_BYTES_MOST);
  } catch (error) {
    throw fromSystemError(error, path);
  }
}

function readStatements(path: string, bytes: Uint8Array, mapPath?: string): BankStatement[] {
  const mapText = mapPath === undefined ? undefined : Buffer.from(readBytes(mapPath)).toString();
  try {
    return readBankFile(bytes, mapText);
  } catch (error) {
    if (!(error instanceof BankFileError)) throw error;
    const about = error.problem === "csv_map_wrong" ? (mapPath ?? path) : path;
    const hint = error.problem === "csv_map_missing" ? " Give one with --map." : "";
    throw new UserError(`${about}: ${error.message}${hint}`);
  }
}

function chosen(
  path: string,
  all: readonly BankStatement[],
  options: AttestOptions,
): BankStatement {
  try {
    return chooseStatement(all, options);
  } catch (error) {
    if (!(error instanceof BankFileError)) throw error;
    throw new UserError(`${path}: ${error.message} Choose with --account and --date.`);
  }
}

const byOf = (by: string | undefined): string => by ?? userInfo().username;

/** Holds a bank's statement against what was owed at the close of its day, and keeps both. */
export async function attestFile(path: string, options: AttestOptions, desk: Desk): Promise<void> {
  const bytes = readBytes(path);
  const statement = chosen(path, readStatements(path, bytes, options.map), options);
  await inHouse(options, async (house) => {
    const programme = await programmeOf(house, options.programme);
    const owed = await desk.withProgress(({ report }) =>
      readProgramme(house, programme, (client) =>
        owedAtClose(client, statement.date, (done, total) =>
          report("attest", Number(done), Number(total)),
        ),
      ),
    );
    const told = { statement, owed, fileSha256: fileSha256(bytes), by: byOf(options.by) };
    let id: string | undefined;
    try {
      refuseAttestation(statement, owed);
      if (options.dryRun !== true) {
        id = await attest(house.pool, programme, { ...told, at: new Date().toISOString() });
      }
    } catch (error) {
      throw error instanceof AttestationError ? new UserError(`${path}: ${error.message}`) : error;
    }
    await desk.print(attestedText(statement, owed, id));
  });
}

function attestedText(statement: BankStatement, owed: OwedAtClose, id: string | undefined): string {
  const { account, currency, date, balanceMinor } = statement;
  const money = (amountMinor: bigint): string => moneyText(amountMinor, currency);
  const differenceMinor = differenceMinorOf(statement, owed);
  const lines = [
    `account ${maskAccount(account)} on ${date}: ${money(balanceMinor)}`,
    `owed at the close of ${owed.date}: ${money(owedMinorOf(owed))}`,
    `difference: ${differenceText(differenceMinor, money)}`,
    id === undefined ? "nothing was kept" : `kept as ${id}`,
  ];
  return `${lines.join("\n")}\n`;
}

function differenceText(differenceMinor: bigint, money: (amountMinor: bigint) => string): string {
  if (differenceMinor === 0n) return "none";
  return differenceMinor < 0n
    ? `${money(-differenceMinor)} less than is owed`
    : `${money(differenceMinor)} more than is owed`;
}

/** Adds an explanation of a difference. */
export async function explainDifference(
  id: string,
  options: ExplainOptions,
  desk: Desk,
): Promise<void> {
  const amountMinor = minorOf(options.amount);
  if (amountMinor === undefined) {
    throw new UserError(`"${oneLine(options.amount)}" is no amount; write it like -12.50.`);
  }
  await inHouse(options, async (house) => {
    const programme = await programmeOf(house, options.programme);
    const at = new Date().toISOString();
    const told = { id, amountMinor, text: options.text, by: byOf(options.by), at };
    try {
      await explain(house.pool, programme, told);
    } catch (error) {
      throw error instanceof AttestationError ? new UserError(error.message) : error;
    }
    await desk.print(`${programme}: explained.\n`);
  });
}

/** What the bank said, in one line: the balance, its day, and the difference. */
export function bankText(attestation: Attestation | undefined, plan: Plan): string {
  if (attestation === undefined) return "no statement was attested yet";
  const { date, balanceMinor, differenceMinor, unexplainedMinor, currency } = attestation;
  const money = (amountMinor: bigint): string => moneyText(amountMinor, currency);
  const days = attestationDays(attestation, dateIn(plan.timezone, new Date().toISOString()));
  const explained = differenceMinor === 0n ? "" : ", explained";
  const left = unexplainedMinor === 0n ? explained : `, not explained: ${money(unexplainedMinor)}`;
  const difference = `${differenceText(differenceMinor, money)}${left}`;
  return `${money(balanceMinor)} on ${date} (${days} days ago); difference: ${difference}`;
}
