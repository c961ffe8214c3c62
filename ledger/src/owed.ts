/**
 * What was owed at a past close: the reserve, the funds and the wallets, exactly. Spec 10.7.
 *
 * A close puts the sums over all holders into the journal, and what it leaves in the funds; so its own row
 * says all of it. A close without a tree is older than they are, or its amounts have no room in one: then
 * the postings of all rows up to it are added up. Both ways come to the same.
 */
import {
  canonicalJson,
  createState,
  foundingPostings,
  memoryStore,
  MINOR_E18,
  postingsOf,
  type DayClosed,
  type Event,
  type Json,
  type Postings,
} from "@patronage/engine";
import { readTreeClose, walletsE18, type TreeClose } from "@patronage/proof";
import type { ClientBase } from "pg";
import { readEvents } from "./encoding.ts";
import { readHead, readJournal } from "./journal.ts";
import { treeIn } from "./kept.ts";
import { atOneMoment, DamagedError, readPlan, readProgress } from "./load.ts";
import { readFigures } from "./read-models.ts";

/** What is owed: to the shares, to tomorrow's dividends, and to the holders' wallets. */
export type Owed = {
  readonly reserveE18: bigint;
  readonly proRataE18: bigint;
  readonly tierE18: bigint;
  readonly walletsE18: bigint;
};

/** What was owed at a close, and which close it was. */
export type OwedAtClose = Owed & {
  readonly date: string;
  readonly seq: bigint;
  readonly currency: string;
};

/** All of it, in whole minor units: what came in and went out was whole. */
export function owedMinorOf({ reserveE18, proRataE18, tierE18, walletsE18 }: Owed): bigint {
  const owedE18 = reserveE18 + proRataE18 + tierE18 + walletsE18;
  if (owedE18 % MINOR_E18 !== 0n) {
    throw new DamagedError("What is owed does not come to whole minor units.");
  }
  return owedE18 / MINOR_E18;
}

export type OnRows = (doneCount: bigint, totalCount: bigint) => void;

/**
 * What was owed at the last close that is not after a date. Undefined while that close is not known: one
 * on that day or after it has to be there first.
 */
export async function owedAtClose(
  client: ClientBase,
  date: string,
  onRows: OnRows = () => undefined,
): Promise<OwedAtClose | undefined> {
  return atOneMoment(client, async () => {
    const { rows } = await client.query<{ seq: string; date: string; last: string }>(
      `SELECT seq, date, (SELECT max(date) FROM closes) AS last FROM closes
       WHERE date <= $1 ORDER BY date DESC LIMIT 1`,
      [date],
    );
    const [close] = rows;
    if (close === undefined || close.last < date) return undefined;
    const seq = BigInt(close.seq);
    const { currency } = readPlan((await readHead(client)).plan);
    const owed = (await owedByTree(client, seq)) ?? (await owedByPostings(client, seq, onRows));
    return { ...owed, date: close.date, seq, currency };
  });
}

/** What is owed now, as far as the read models have come; undefined while nothing was ever applied. */
export async function readOwedNow(client: ClientBase): Promise<Owed | undefined> {
  const { figures } = await readProgress(client);
  if (figures === null) return undefined;
  const { reserveE18, proRataE18, tierE18, totals } = readFigures(figures);
  const { dividendsE18, payoutsMinor, withdrawnMinor } = totals;
  const paidE18 = dividendsE18 + payoutsMinor * MINOR_E18;
  return { reserveE18, proRataE18, tierE18, walletsE18: paidE18 - withdrawnMinor * MINOR_E18 };
}

/** From the row of a close alone; undefined where it has no tree. */
export async function owedByTree(client: ClientBase, seq: bigint): Promise<Owed | undefined> {
  const { rows } = await client.query<{ events: string }>(
    "SELECT events FROM journal WHERE seq = $1",
    [seq],
  );
  const [row] = rows;
  if (row === undefined) throw new DamagedError(`The journal has no row ${seq}.`);
  const tree = readTree(treeIn(row.events));
  const closed = readEvents(row.events).find(isClose);
  if (tree === undefined || closed === undefined) return undefined;
  return {
    reserveE18: tree.reserveE18,
    // What a step bound took out of the reserve came after the dividends.
    proRataE18: closed.forced.reduce(
      (sumE18, { excessE18 }) => sumE18 + excessE18,
      closed.carriedE18,
    ),
    // A close pays or moves all that is in it.
    tierE18: 0n,
    walletsE18: walletsE18(tree.figures),
  };
}

const isClose = (event: Event): event is DayClosed => event.type === "dayClosed";

function readTree(json: Json | undefined): TreeClose | undefined {
  if (json === undefined) return undefined;
  // Its key is for whoever makes proofs.
  const { key, ...rest } = JSON.parse(canonicalJson(json)) as { [name: string]: never };
  return key === undefined ? undefined : readTreeClose(rest);
}

/** From the postings of every row up to a close. */
export async function owedByPostings(
  client: ClientBase,
  seqLast: bigint,
  onRows: OnRows = () => undefined,
): Promise<Owed> {
  const plan = readPlan((await readHead(client)).plan);
  const sumsE18 = new Map<Account, bigint>();
  const add = ({ money }: Postings): void => {
    for (const { account, amountE18 } of money) {
      sumsE18.set(account, (sumsE18.get(account) ?? 0n) + amountE18);
    }
  };
  add(foundingPostings(createState(plan, memoryStore())));
  for await (const { seq, events } of readJournal(client)) {
    if (seq > seqLast) break;
    for (const event of readEvents(events)) add(postingsOf(event));
    onRows(seq, seqLast);
  }
  const sumE18 = (account: Account): bigint => sumsE18.get(account) ?? 0n;
  return {
    reserveE18: sumE18("reserve"),
    proRataE18: sumE18("proRataFund"),
    tierE18: sumE18("tierFund"),
    walletsE18: sumE18("wallets"),
  };
}

type Account = Postings["money"][number]["account"];
