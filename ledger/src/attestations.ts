/**
 * Attestations: what a bank statement said, held against what was owed at the close of its day.
 *
 * The operator brings the statement and vouches for it; nobody here can know whether the bank wrote it.
 * What the ledger adds is the other side, which the operator cannot choose, and that nothing of it is ever
 * taken back: the difference stands until it is explained, and beside the explanation after that.
 */
import { createHash } from "node:crypto";
import type { Attestation as FileAttestation } from "@patronage/proof";
import { escapeIdentifier, type ClientBase } from "pg";
import { maskAccount, quoted, type BankStatement } from "./bank-statement.ts";
import { programmeSchema } from "./migrate.ts";
import { owedMinorOf, type Owed, type OwedAtClose } from "./owed.ts";

export type Explanation = {
  readonly amountMinor: bigint;
  readonly text: string;
  readonly by: string;
  readonly at: string;
};

export type Attestation = Owed & {
  readonly id: string;
  readonly date: string;
  readonly balanceMinor: bigint;
  readonly currency: string;
  /** Masked. */
  readonly account: string;
  readonly statement: string;
  readonly fileSha256: string;
  readonly closeDate: string;
  readonly closeSeq: bigint;
  readonly owedMinor: bigint;
  /** Below zero where less was in the bank than was owed. */
  readonly differenceMinor: bigint;
  readonly by: string;
  readonly at: string;
  readonly explanations: readonly Explanation[];
  /** What of the difference no explanation covers. */
  readonly unexplainedMinor: bigint;
};

export type AttestationProblem =
  | "close_missing"
  | "currency_other"
  | "attestation_unknown"
  | "explanation_empty"
  | "explanation_long"
  | "amount_zero";

/** What was asked for cannot be kept: a sentence for whoever asked. */
export class AttestationError extends Error {
  override readonly name = "AttestationError";
  readonly problem: AttestationProblem;

  constructor(problem: AttestationProblem, sentence: string) {
    super(sentence);
    this.problem = problem;
  }
}

type Asked = Pick<ClientBase, "query">;

/** The digest of a statement's file, by which everybody who has it knows it again. */
export const fileSha256 = (bytes: Uint8Array): string =>
  createHash("sha256").update(bytes).digest("hex");

/** Balance less what is owed; below zero where money is missing. */
export const differenceMinorOf = ({ balanceMinor }: BankStatement, owed: Owed): bigint =>
  balanceMinor - owedMinorOf(owed);

/** Throws an AttestationError where a statement cannot be held against what was owed. */
export function refuseAttestation(
  { date, currency }: BankStatement,
  owed: OwedAtClose | undefined,
): asserts owed is OwedAtClose {
  if (owed === undefined) {
    throw new AttestationError(
      "close_missing",
      `The day ${date} is not closed, or the programme began after it; attest once it is closed.`,
    );
  }
  if (currency === owed.currency) return;
  throw new AttestationError(
    "currency_other",
    `The statement is in ${currency}, and the programme in ${owed.currency}.`,
  );
}

export type ToAttest = {
  readonly statement: BankStatement;
  readonly fileSha256: string;
  /** From `owedAtClose`, for the statement's date. */
  readonly owed: OwedAtClose | undefined;
  readonly by: string;
  readonly at: string;
};

/**
 * Keeps what a statement said, in whatever transaction the client is in; answers its id. The same balance
 * of the same file is kept once. Throws an AttestationError for one that cannot be compared.
 */
export async function attest(asked: Asked, programme: string, told: ToAttest): Promise<string> {
  const { statement, owed, by, at } = told;
  refuseAttestation(statement, owed);
  const table = `${escapeIdentifier(programmeSchema(programme))}.attestations`;
  const account = maskAccount(statement.account);
  const once = [told.fileSha256, account, statement.date, statement.balanceMinor];
  await asked.query(
    `INSERT INTO ${table} (file_sha256, account, date, balance_minor, currency, statement, close_date,
       close_seq, reserve_e18, pro_rata_e18, tier_e18, wallets_e18, difference_minor, attested_by, attested_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) ON CONFLICT DO NOTHING`,
    [
      ...[...once, statement.currency, cleanText(statement.statement), owed.date, owed.seq],
      ...[owed.reserveE18, owed.proRataE18, owed.tierE18, owed.walletsE18],
      ...[differenceMinorOf(statement, owed), cleanText(by), at],
    ],
  );
  const { rows } = await asked.query<{ place: string }>(
    `SELECT place FROM ${table}
     WHERE file_sha256 = $1 AND account = $2 AND date = $3 AND balance_minor = $4`,
    once,
  );
  return rows[0]!.place;
}

const TEXT_CHARACTERS_MOST = 1000;

/** A text in one line, without what cannot be seen. */
const cleanText = (text: string): string =>
  text
    .replace(/[\p{C}\s]+/gu, " ")
    .trim()
    .slice(0, TEXT_CHARACTERS_MOST);

export type ToExplain = {
  readonly id: string;
  /** With the sign of the difference: below zero for what is missing. */
  readonly amountMinor: bigint;
  readonly text: string;
  readonly by: string;
  readonly at: string;
};

/**
 * Adds an explanation of a difference, in whatever transaction the client is in. One that turns out wrong
 * is taken back by another with the opposite amount. Throws an AttestationError.
 */
export async function explain(asked: Asked, programme: string, told: ToExplain): Promise<void> {
  const text = cleanText(told.text);
  if (text === "") {
    throw new AttestationError("explanation_empty", "An explanation says something.");
  }
  if (told.text.trim().length > TEXT_CHARACTERS_MOST) {
    throw new AttestationError(
      "explanation_long",
      `An explanation has at most ${TEXT_CHARACTERS_MOST} characters.`,
    );
  }
  if (told.amountMinor === 0n) {
    throw new AttestationError("amount_zero", "An explanation is of some amount, not of 0.");
  }
  const unknown = new AttestationError(
    "attestation_unknown",
    `There is no attestation ${quoted(told.id)}.`,
  );
  if (!/^[1-9][0-9]{0,17}$/.test(told.id)) throw unknown;
  const schema = escapeIdentifier(programmeSchema(programme));
  const { rowCount } = await asked.query(
    `INSERT INTO ${schema}.explanations (attestation, amount_minor, text, explained_by, explained_at)
     SELECT place, $2, $3, $4, $5 FROM ${schema}.attestations WHERE place = $1`,
    [told.id, told.amountMinor, text, cleanText(told.by), told.at],
  );
  if (rowCount !== 1) throw unknown;
}

type TextColumn =
  | ("date" | "balance_minor" | "currency" | "account" | "statement" | "file_sha256" | "close_date")
  | ("close_seq" | "reserve_e18" | "pro_rata_e18" | "tier_e18" | "wallets_e18")
  | ("difference_minor" | "attested_by");
type AttestationRow = {
  readonly place: string;
  readonly attested_at: Date;
  readonly explanations: readonly ExplanationRow[];
} & { readonly [text in TextColumn]: string };
type ExplanationRow = {
  readonly amount_minor: string;
  readonly text: string;
  readonly explained_by: string;
  readonly at_seconds: number;
};

const EXPLANATIONS = `(SELECT coalesce(json_agg(json_build_object('amount_minor', e.amount_minor::text,
    'text', e.text, 'explained_by', e.explained_by,
    'at_seconds', extract(epoch FROM e.explained_at)::float8) ORDER BY e.place), '[]')
  FROM explanations e WHERE e.attestation = a.place) AS explanations`;

/** Attestations with their explanations, that of the latest day first; of a day, the later one first. */
export async function readAttestations(
  client: ClientBase,
  page: { readonly most: number },
): Promise<Attestation[]> {
  const { rows } = await client.query<AttestationRow>(
    `SELECT a.*, ${EXPLANATIONS} FROM attestations a ORDER BY a.date DESC, a.place DESC LIMIT $1`,
    [page.most],
  );
  return rows.map(attestationOf);
}

/** The attestation that counts: of the latest day the latest; undefined while there is none. */
export async function readLastAttestation(client: ClientBase): Promise<Attestation | undefined> {
  return (await readAttestations(client, { most: 1 }))[0];
}

const instant = (at: Date): string => at.toISOString().replace(/\.000Z$/, "Z");

function attestationOf(row: AttestationRow): Attestation {
  const explanations = row.explanations.map(({ amount_minor, text, explained_by, at_seconds }) => ({
    ...{ amountMinor: BigInt(amount_minor), text, by: explained_by },
    at: instant(new Date(at_seconds * 1000)),
  }));
  const owed: Owed = {
    reserveE18: BigInt(row.reserve_e18),
    proRataE18: BigInt(row.pro_rata_e18),
    tierE18: BigInt(row.tier_e18),
    walletsE18: BigInt(row.wallets_e18),
  };
  const differenceMinor = BigInt(row.difference_minor);
  const { date, currency, account, statement } = row;
  return {
    ...{ id: row.place, date, currency, account, statement, ...owed },
    ...{ balanceMinor: BigInt(row.balance_minor), fileSha256: row.file_sha256 },
    ...{ closeDate: row.close_date, closeSeq: BigInt(row.close_seq) },
    ...{ owedMinor: owedMinorOf(owed), differenceMinor, explanations },
    ...{ by: row.attested_by, at: instant(row.attested_at) },
    unexplainedMinor: explanations.reduce(
      (leftMinor, { amountMinor }) => leftMinor - amountMinor,
      differenceMinor,
    ),
  };
}

const DAY_MILLISECONDS = 86_400_000;

/** How many days ago a balance was, on a day. */
export function attestationDays({ date }: Pick<Attestation, "date">, today: string): number {
  return Math.round(
    (Date.parse(`${today}T00:00:00Z`) - Date.parse(`${date}T00:00:00Z`)) / DAY_MILLISECONDS,
  );
}

/** An attestation as a holder's statement file shows it. */
export function attestationOfFile(attestation: Attestation): FileAttestation {
  const { date, by, balanceMinor, account, closeDate, differenceMinor } = attestation;
  const explained = attestation.unexplainedMinor === 0n ? "explained" : "not explained";
  const difference = differenceMinor === 0n ? "no difference" : `difference ${explained}`;
  // Whoever shows it cuts long texts off.
  const text = `${account}, close of ${closeDate}: ${difference}`;
  return { date, by, cashMinor: balanceMinor, text };
}
