/**
 * Queries: what the read models say, a page at a time by key. No query takes a lock, and each sees one
 * moment: `readProgress` says how far the journal was read by then.
 */
import {
  canonicalJson,
  isJsonObject,
  parseJson,
  type Event,
  type JsonObject,
  type Nav,
} from "@patronage/engine";
import type { ClientBase } from "pg";
import { readEvents } from "./encoding.ts";
import { keyText, readHead, textOfKey } from "./journal.ts";
import { treeIn } from "./kept.ts";
import { beginState, readPlan, readPlans, readProgress } from "./load.ts";
import { readHold, type PlanSince } from "./memory.ts";
import { readFigures } from "./read-models.ts";
import { orderKey } from "./subjects.ts";

/** What a holder has, with all dividends up to the last close. */
export type Position = {
  readonly number: number;
  readonly holder: string;
  readonly referrer: string | undefined;
  readonly tier: number;
  readonly sharesMicro: bigint;
  readonly heldMicro: bigint;
  readonly grantedMicro: bigint;
  /** The most of the granted shares held at a close; it decides the tier. */
  readonly peakMicro: bigint;
  readonly quotaE18: bigint;
  readonly dividendsE18: bigint;
  readonly payoutsMinor: bigint;
  readonly withdrawnMinor: bigint;
  readonly walletMinor: bigint;
  readonly owedSharesMicro: bigint;
  readonly owedQuotaE18: bigint;
};

type PositionRow = { number: number; holder: string; referrer: string | null; tier: number } & {
  readonly [amount: string]: string;
};

function position(row: PositionRow): Position {
  return {
    number: row.number,
    holder: textOfKey(row.holder),
    referrer: row.referrer === null ? undefined : textOfKey(row.referrer),
    tier: row.tier,
    sharesMicro: BigInt(row["shares_micro"]!),
    heldMicro: BigInt(row["held_micro"]!),
    grantedMicro: BigInt(row["granted_micro"]!),
    peakMicro: BigInt(row["peak_micro"]!),
    quotaE18: BigInt(row["quota_e18"]!),
    dividendsE18: BigInt(row["dividends_e18"]!),
    payoutsMinor: BigInt(row["payouts_minor"]!),
    withdrawnMinor: BigInt(row["withdrawn_minor"]!),
    walletMinor: BigInt(row["wallet_minor"]!),
    owedSharesMicro: BigInt(row["owed_shares_micro"]!),
    owedQuotaE18: BigInt(row["owed_quota_e18"]!),
  };
}

// A close writes down only whose tier rises: of the others that had grown before it, the peak follows.
const PEAK = `CASE WHEN h.has_grown = 1 AND h.written_close < (SELECT closes FROM progress)
  THEN greatest(h.peak_micro, least(h.shares_micro, h.granted_micro)) ELSE h.peak_micro END AS peak_micro`;
const POSITIONS = `SELECT p.*, ${PEAK} FROM positions p JOIN holders h USING (number)`;

/** One holder's position; undefined where nobody joined by that id. */
export async function readPosition(
  client: ClientBase,
  holder: string,
): Promise<Position | undefined> {
  const { rows } = await client.query<PositionRow>(`${POSITIONS} WHERE p.holder = $1`, [
    keyText(holder),
  ]);
  return rows[0] === undefined ? undefined : position(rows[0]);
}

/** Positions in the order of joining, after a holder's number. */
export async function listPositions(
  client: ClientBase,
  page: { readonly after?: number; readonly most: number },
): Promise<Position[]> {
  const { rows } = await client.query<PositionRow>(
    `${POSITIONS} WHERE number > $1 ORDER BY number LIMIT $2`,
    [page.after ?? -1, page.most],
  );
  return rows.map(position);
}

/** Whom a page of the leader board comes after. */
export type Standing = Pick<Position, "sharesMicro" | "number">;

/** Positions by shares, the most first; of those with as many, whoever joined first. */
export async function leaderBoard(
  client: ClientBase,
  page: { readonly after?: Standing; readonly most: number },
): Promise<Position[]> {
  const { after, most } = page;
  const { rows } = await client.query<PositionRow>(
    `${POSITIONS} JOIN (
       SELECT number FROM holders
       WHERE $1::numeric IS NULL OR shares_micro < $1 OR (shares_micro = $1 AND number > $2)
       ORDER BY shares_micro DESC, number LIMIT $3
     ) first USING (number) ORDER BY p.shares_micro DESC, number`,
    [after?.sharesMicro ?? null, after?.number ?? null, most],
  );
  return rows.map(position);
}

/** What backs the shares, and what waits for the next close. The NAV is reserve over outstanding. */
export type Fund = {
  readonly reserveE18: bigint;
  readonly outstandingMicro: bigint;
  readonly issuedMicro: bigint;
  /** The NAV before the last share went; undefined while the shares never all went. */
  readonly lastNav: Nav | undefined;
  readonly proRataE18: bigint;
  readonly tierE18: bigint;
  readonly lastCloseDate: string | undefined;
};

/** Reads reserve, shares and funds; while nothing was ever applied, those that the programme begins with. */
export async function readFund(client: ClientBase): Promise<Fund> {
  const { figures } = await readProgress(client);
  if (figures !== null) return fundOf(readFigures(figures));
  return fundOf(beginState(readPlan((await readHead(client)).plan)));
}

function fundOf(of: Fund): Fund {
  const { reserveE18, outstandingMicro, issuedMicro, lastNav } = of;
  const { proRataE18, tierE18, lastCloseDate } = of;
  return {
    ...{ reserveE18, outstandingMicro, issuedMicro, lastNav },
    ...{ proRataE18, tierE18, lastCloseDate },
  };
}

/** What all holders received and may still receive, since the programme began. */
export type HolderSums = {
  readonly holderCount: bigint;
  readonly quotaE18Left: bigint;
  readonly dividendsE18: bigint;
  /** Of the dividends, what returns gave back. */
  readonly givenBackMinor: bigint;
  readonly payoutsMinor: bigint;
};

/** Adds all holders up. It looks at each of them once. */
export async function readHolderSums(client: ClientBase): Promise<HolderSums> {
  const { rows } = await client.query<{ holders: string; quota: string; given_back: string }>(
    `SELECT count(*) AS holders, coalesce(sum(p.quota_e18), 0) AS quota,
       coalesce(sum(h.given_back_minor), 0) AS given_back
     FROM positions p JOIN holders h USING (number)`,
  );
  const { figures } = await readProgress(client);
  const totals = figures === null ? undefined : readFigures(figures).totals;
  return {
    holderCount: BigInt(rows[0]!.holders),
    quotaE18Left: BigInt(rows[0]!.quota),
    dividendsE18: totals?.dividendsE18 ?? 0n,
    givenBackMinor: BigInt(rows[0]!.given_back),
    payoutsMinor: totals?.payoutsMinor ?? 0n,
  };
}

/** A plan, the JSON it was given as, and from which row of the journal, and which instant, on it was in force. */
export type PlanVersion = PlanSince & {
  readonly text: string;
  /** Undefined for the plan with which the programme began. */
  readonly since: string | undefined;
};

/** The plans a programme has had, the one in force last. */
export async function readPlanHistory(client: ClientBase): Promise<PlanVersion[]> {
  const head = await readHead(client);
  const plans = await readPlans(client, head.plan);
  const { rows } = await client.query<{ seq: string; command: string }>(
    "SELECT seq, command FROM journal WHERE seq = ANY($1)",
    [plans.map(({ sinceSeq }) => sinceSeq)],
  );
  const activations = new Map(
    rows.map(({ seq, command }) => [BigInt(seq), parseJson(command) as JsonObject]),
  );
  return plans.map((version) => {
    const activation = activations.get(version.sinceSeq);
    return {
      ...version,
      text: activation === undefined ? head.plan : canonicalJson(activation["plan"]!),
      since: activation === undefined ? undefined : (activation["at"] as string),
    };
  });
}

/** A hold that is open. */
export type OpenHold = {
  readonly hold: string;
  readonly sharesMicro: bigint;
  readonly order: string;
  readonly expires: string;
};

/** A holder's open holds, the next to expire first. */
export async function readOpenHolds(client: ClientBase, number: number): Promise<OpenHold[]> {
  const { rows } = await client.query<Parameters<typeof readHold>[0]>(
    `SELECT hold, number, shares_micro, "order", expires, is_open FROM holds
     WHERE number = $1 AND is_open ORDER BY expires, hold`,
    [number],
  );
  return rows.map(openHold);
}

/** The open holds of a programme, the next to expire first: all of them, or so many after one. */
export async function listOpenHolds(
  client: ClientBase,
  page: { readonly after?: Pick<OpenHold, "expires" | "hold">; readonly most?: number } = {},
): Promise<(OpenHold & { readonly number: number })[]> {
  const { after, most } = page;
  const { rows } = await client.query<Parameters<typeof readHold>[0]>(
    `SELECT hold, number, shares_micro, "order", expires, is_open FROM holds
     WHERE is_open AND (expires COLLATE "C", hold) > ($1, $2)
     ORDER BY expires COLLATE "C", hold LIMIT $3`,
    [keyText(after?.expires ?? ""), keyText(after?.hold ?? ""), most ?? null],
  );
  return rows.map(openHold);
}

function openHold(row: Parameters<typeof readHold>[0]): OpenHold & { readonly number: number } {
  const { sharesMicro, order, expires, holder } = readHold(row);
  return { hold: textOfKey(row.hold), number: holder, sharesMicro, order, expires };
}

/** Who is the agent of a region. */
export type Agent = { readonly region: string; readonly holder: string };

/** The agents of regions by the regions' names, so many after one; a region has one, the last appointed. */
export async function listAgents(
  client: ClientBase,
  page: { readonly after?: string | undefined; readonly most: number },
): Promise<Agent[]> {
  const { figures } = await readProgress(client);
  const { after = "", most } = page;
  const agents = (figures === null ? [] : readFigures(figures).agents)
    .filter(([region]) => region > after)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .slice(0, most);
  const { rows } = await client.query<{ number: number; holder: string }>(
    "SELECT number, holder FROM holders WHERE number = ANY($1)",
    [agents.map(([, number]) => number)],
  );
  const holders = new Map(rows.map(({ number, holder }) => [number, textOfKey(holder)]));
  return agents.map(([region, number]) => ({ region, holder: holders.get(number)! }));
}

/** What happened to an order, in order: paid, accrued with its grants, refunded, paid for in shares. */
export async function readOrder(
  client: ClientBase,
  order: string,
): Promise<{ readonly seq: bigint; readonly event: Event }[]> {
  const { rows } = await client.query<{ seq: string; events: string }>(
    "SELECT seq, events FROM touches JOIN journal USING (seq) WHERE key = $1 ORDER BY seq",
    [orderKey(order)],
  );
  return rows.flatMap(({ seq, events }) =>
    readEvents(events)
      .filter((event) => "order" in event && event.order === order)
      .map((event) => ({ seq: BigInt(seq), event })),
  );
}

/** The funds and the backing of shares after one close. */
export type CloseRow = {
  readonly close: number;
  readonly seq: bigint;
  readonly date: string;
  readonly reserveE18: bigint;
  readonly outstandingMicro: bigint;
  readonly proRataPaidE18: bigint;
  readonly tierPaidE18: bigint;
  readonly carriedE18: bigint;
  readonly cappedCount: number;
  readonly forcedCount: number;
};

/** The history of funds and NAV, oldest first, after a close. The NAV is reserve over outstanding shares. */
export async function readCloseHistory(
  client: ClientBase,
  page: { readonly after?: number; readonly most: number },
): Promise<CloseRow[]> {
  const { rows } = await client.query<{
    close: number;
    date: string;
    capped: number;
    forced: number;
    seq: string;
    reserve_e18: string;
    outstanding_micro: string;
    pro_rata_paid_e18: string;
    tier_paid_e18: string;
    carried_e18: string;
  }>("SELECT * FROM closes WHERE close > $1 ORDER BY close LIMIT $2", [page.after ?? 0, page.most]);
  return rows.map((row) => ({
    close: row.close,
    seq: BigInt(row.seq),
    date: row.date,
    reserveE18: BigInt(row.reserve_e18),
    outstandingMicro: BigInt(row.outstanding_micro),
    proRataPaidE18: BigInt(row.pro_rata_paid_e18),
    tierPaidE18: BigInt(row.tier_paid_e18),
    carriedE18: BigInt(row.carried_e18),
    cappedCount: row.capped,
    forcedCount: row.forced,
  }));
}

/** What everybody may be given of a close: by it, files and journals of that day can be told from others. */
export type CloseRoot = {
  readonly date: string;
  /** The hash over all holders; undefined where the close has no tree. */
  readonly root: string | undefined;
  /** The last entry of the batch that holds the close, and the journal's hash at it. */
  readonly headSeq: bigint;
  readonly headHash: string;
};

/** The roots of the last closes, the newest first. */
export async function readCloseRoots(client: ClientBase, most: number): Promise<CloseRoot[]> {
  const { rows } = await client.query<{ date: string; events: string; seq: string; hash: Buffer }>(
    `SELECT c.date, j.events, b.last_seq AS seq, b.hash
     FROM closes c JOIN journal j USING (seq) JOIN batches b ON b.batch = j.batch
     WHERE c.close > 0 ORDER BY c.close DESC LIMIT $1`,
    [most],
  );
  return rows.map(({ date, events, seq, hash }) => {
    const tree = treeIn(events);
    const root = isJsonObject(tree) ? tree["root"] : undefined;
    return {
      ...{ date, root: typeof root === "string" ? root : undefined },
      ...{ headSeq: BigInt(seq), headHash: hash.toString("hex") },
    };
  });
}
