/**
 * The programme as every page needs it: the plan in force and the figures of reserve, shares and funds.
 * Pages ask for it all the time, so each process remembers it for a second.
 */
import type { Plan } from "@patronage/engine";
import {
  readCloseHistory,
  readCloseRoots,
  readFund,
  readHolderSums,
  readPlanHistory,
  type CloseRoot,
  type CloseRow,
  type Fund,
  type HolderSums,
} from "@patronage/ledger";
import type { ClientBase } from "pg";
import { inLedger, type Mall } from "./mall.ts";
import { openQuotes, type Quotes } from "./quotes.ts";
import { remembered } from "./remembered.ts";

/** A programme at a moment. */
export type ProgrammeFigures = {
  readonly plan: Plan;
  readonly planText: string;
  /** Since when the plan is in force; undefined while nothing was ever applied. */
  readonly planSince: string | undefined;
  readonly fund: Fund;
  readonly quotes: Quotes;
};

const FRESH_MILLISECONDS = 1_000;
/** The most closes that anybody is told of. */
export const CLOSES_MOST = 400;
/** Of so many closes the roots are published. */
export const ROOTS_MOST = 30;

type Asked = {
  readonly figures: () => Promise<ProgrammeFigures>;
  readonly closes: () => Promise<CloseRow[]>;
  readonly roots: () => Promise<CloseRoot[]>;
  readonly sums: () => Promise<HolderSums>;
};
const asked = new WeakMap<Mall, Asked>();

function askedOf(mall: Mall): Asked {
  const known = asked.get(mall);
  if (known !== undefined) return known;
  const made: Asked = {
    figures: remembered(() => inLedger(mall, readFigures), FRESH_MILLISECONDS),
    closes: remembered(() => inLedger(mall, readLastCloses), FRESH_MILLISECONDS),
    roots: remembered(() => inLedger(mall, readLastRoots), FRESH_MILLISECONDS),
    sums: remembered(() => inLedger(mall, readHolderSums), FRESH_MILLISECONDS),
  };
  asked.set(mall, made);
  return made;
}

/** The programme, at most about a second old. */
export const programmeFigures = (mall: Mall): Promise<ProgrammeFigures> => askedOf(mall).figures();

/** The last closes, oldest first, at most about a second old. */
export const lastCloses = (mall: Mall): Promise<CloseRow[]> => askedOf(mall).closes();

/** The roots of the last closes, the newest first, at most about a second old. */
export const closeRoots = (mall: Mall): Promise<CloseRoot[]> => askedOf(mall).roots();

/** What all holders have in sum. The more holders, the older it may be. */
export const holderSums = (mall: Mall): Promise<HolderSums> => askedOf(mall).sums();

async function readFigures(client: ClientBase): Promise<ProgrammeFigures> {
  const { plan, text, since } = (await readPlanHistory(client)).at(-1)!;
  const fund = await readFund(client);
  const { rows } = await client.query<{ command: string }>(
    "SELECT command FROM journal ORDER BY seq LIMIT 1",
  );
  const first = rows[0] && (JSON.parse(rows[0].command) as { at: string }).at;
  return { plan, planText: text, planSince: since ?? first, fund, quotes: openQuotes(plan, fund) };
}

const readLastRoots = (client: ClientBase): Promise<CloseRoot[]> =>
  readCloseRoots(client, ROOTS_MOST);

async function readLastCloses(client: ClientBase): Promise<CloseRow[]> {
  const { rows } = await client.query<{ last: number | null }>(
    "SELECT max(close) AS last FROM closes",
  );
  const after = Math.max((rows[0]!.last ?? 0) - CLOSES_MOST, 0);
  return readCloseHistory(client, { after, most: CLOSES_MOST });
}
