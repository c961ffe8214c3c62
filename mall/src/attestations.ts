/**
 * Bank statements in the back office: read, looked at, and then kept beside what was owed on their day.
 *
 * The file comes with the request, is read, and is gone with it; its digest stays.
 */
import type { Readable } from "node:stream";
import {
  attest,
  attestationDays,
  BankFileError,
  dateIn,
  differenceMinorOf,
  explain,
  FILE_BYTES_MOST,
  fileSha256,
  maskAccount,
  owedAtClose,
  owedMinorOf,
  readAttestations,
  readBankFile,
  refuseAttestation,
  type Attestation,
  type BankStatement,
} from "@patronage/ledger";
import type { RequestContext } from "@vendure/core";
import { NAME_OF } from "./admin-lists.ts";
import { tellOwed } from "./attested.ts";
import { telling } from "./bank-trouble.ts";
import { minorText } from "./figures.ts";
import { clientOf, inLedger, MallError, query, type Mall } from "./mall.ts";
import { programmeFigures } from "./programme.ts";

/** A bank's file as the API takes it; and the map of a CSV. */
export type BankFile = {
  readonly file: Promise<{ readonly createReadStream: () => Readable }>;
  readonly map?: string | null;
};

/** So many are listed of a file, those of the last days. */
const SHOWN_MOST = 20;
const TOO_LARGE = `a statement is at most ${FILE_BYTES_MOST / 1024 / 1024} MiB here; ask the bank for one of fewer days.`;

/** The bytes of a file; of one that is too large no more is read than shows it. */
async function bytesOf(file: BankFile["file"]): Promise<Uint8Array> {
  const { createReadStream } = await file;
  const pieces: Buffer[] = [];
  let count = 0;
  for await (const piece of createReadStream() as AsyncIterable<Buffer>) {
    pieces.push(piece);
    count += piece.length;
    if (count > FILE_BYTES_MOST) throw new BankFileError("file_too_large", TOO_LARGE);
  }
  return Buffer.concat(pieces);
}

/** The statements of a file, those of the last days first. */
async function readStatements({
  file,
  map,
}: BankFile): Promise<{ bytes: Uint8Array; all: BankStatement[] }> {
  const bytes = await bytesOf(file);
  const all = readBankFile(bytes, map ?? undefined);
  return { bytes, all: all.toSorted((a, b) => (a.date < b.date ? 1 : a.date > b.date ? -1 : 0)) };
}

/** What a file says, and what it would come to; nothing is kept. Refuses: bank_file_wrong. */
export async function previewStatements(mall: Mall, asked: BankFile) {
  const { all } = await telling(() => readStatements(asked));
  return inLedger(mall, async (client) => {
    const told = [];
    for (const [place, statement] of all.slice(0, SHOWN_MOST).entries()) {
      const owed = await owedAtClose(client, statement.date);
      const isOwn = owed?.currency === statement.currency;
      const { date, currency, balanceMinor, account } = statement;
      told.push({
        ...{
          place,
          date,
          currency,
          account: maskAccount(account),
          balance: balanceMinor.toString(),
        },
        closeDate: owed?.date ?? null,
        owed: owed === undefined ? null : owedMinorOf(owed).toString(),
        difference:
          owed === undefined || !isOwn ? null : differenceMinorOf(statement, owed).toString(),
      });
    }
    return told;
  });
}

/** Keeps one of them; answers its id. Refuses: bank_file_wrong, attest_close_missing, attest_currency_other. */
export async function attestStatement(
  mall: Mall,
  ctx: RequestContext,
  who: number,
  { place, ...asked }: BankFile & { readonly place: number },
): Promise<string> {
  return telling(async () => {
    const { bytes, all } = await readStatements(asked);
    const statement = all.slice(0, SHOWN_MOST)[place];
    if (statement === undefined) throw new BankFileError("statement_missing", "no such statement.");
    const owed = await inLedger(mall, (client) => owedAtClose(client, statement.date));
    refuseAttestation(statement, owed);
    const at = mall.clock.now();
    const told = { statement, owed, fileSha256: fileSha256(bytes), by: nameOf(who), at };
    const id = await attest(await clientOf(mall, ctx), mall.programme, told);
    const text = `${statement.date} ${maskAccount(statement.account)}`;
    await note(mall, ctx, { id, deed: "attested", amountMinor: statement.balanceMinor, text, who });
    return id;
  });
}

/** The ledger knows no persons. */
const nameOf = (who: number): string => `administrator ${who}`;

type Noted = {
  readonly id: string;
  readonly deed: "attested" | "explained";
  readonly amountMinor: bigint;
  readonly text: string;
  readonly who: number;
};

async function note(mall: Mall, ctx: RequestContext, noted: Noted): Promise<void> {
  const { id, deed, amountMinor, text, who } = noted;
  await query(
    mall,
    ctx,
    `INSERT INTO patronage_attestation_deed (attestation_id, deed, amount_minor, text, made_by, made_at)
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [id, deed, amountMinor.toString(), text, who, mall.clock.now()],
  );
}

type Explained = { readonly id: string; readonly amount: string; readonly text: string };

/** Explains a difference or a part of it. Refuses: attestation_unknown, amount_unreadable, explanation_empty, explanation_long, explanation_of_nothing. */
export async function explainStatement(
  mall: Mall,
  ctx: RequestContext,
  who: number,
  asked: Explained,
): Promise<void> {
  const { text } = asked;
  if (!/^-?(0|[1-9][0-9]{0,17})$/.test(asked.amount)) throw new MallError("amount_unreadable");
  const [id, amountMinor] = [String(asked.id), BigInt(asked.amount)];
  const told = { id, amountMinor, text, by: nameOf(who), at: mall.clock.now() };
  const client = await clientOf(mall, ctx);
  await telling(() => explain(client, mall.programme, told));
  await note(mall, ctx, { id, deed: "explained", amountMinor, text, who });
}

/** What is owed now, and what was attested, the last day first. */
export async function listAttestations(mall: Mall, ctx: RequestContext, take: number) {
  const { plan } = await programmeFigures(mall);
  const today = dateIn(plan.timezone, mall.clock.now());
  const all = await inLedger(mall, (client) => readAttestations(client, { most: take }));
  const names = await namesOf(mall, ctx);
  return { owed: await tellOwed(mall), items: all.map((one) => tell(one, today, names)) };
}

async function namesOf(mall: Mall, ctx: RequestContext): Promise<Map<string, string>> {
  const rows = await query<{ made_by: number; name: string | null }>(
    mall,
    ctx,
    `SELECT d.made_by, ${NAME_OF("d.made_by")} AS name
     FROM (SELECT DISTINCT made_by FROM patronage_attestation_deed) d`,
  );
  return new Map(rows.map(({ made_by, name }) => [nameOf(made_by), name ?? nameOf(made_by)]));
}

function tell(one: Attestation, today: string, names: ReadonlyMap<string, string>) {
  const { id, date, currency, account, closeDate, closeSeq, by, at } = one;
  return {
    ...{ id, date, days: attestationDays(one, today), currency, account },
    ...{ closeDate, closeSeq: closeSeq.toString(), fileSha256: one.fileSha256, attestedAt: at },
    attestedBy: names.get(by) ?? by,
    balance: one.balanceMinor.toString(),
    owed: one.owedMinor.toString(),
    reserve: minorText(one.reserveE18),
    funds: minorText(one.proRataE18 + one.tierE18),
    wallets: minorText(one.walletsE18),
    difference: one.differenceMinor.toString(),
    unexplained: one.unexplainedMinor.toString(),
    explanations: one.explanations.map((some) => ({
      ...{ amount: some.amountMinor.toString(), text: some.text, explainedAt: some.at },
      explainedBy: names.get(some.by) ?? some.by,
    })),
  };
}
