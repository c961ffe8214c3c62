/** Status: how a programme is, at a glance, from its tables and without its memory. */
import type { Plan } from "@patronage/engine";
import type { ClientBase } from "pg";
import { readHead } from "./journal.ts";
import { readPlans, readProgress } from "./load.ts";
import { readFund } from "./queries.ts";
import { readFigures } from "./read-models.ts";

export type Status = {
  /** The plan in force. */
  readonly plan: Plan;
  readonly seq: bigint;
  readonly batch: bigint;
  /** How many commands the read models are behind. */
  readonly lagCount: bigint;
  /** How many commands wait in the inbox. */
  readonly inboxCount: bigint;
  /** Of the last minute in which commands were applied: how many, in how many batches, in how long. */
  readonly recent: {
    readonly commandCount: bigint;
    readonly batchCount: bigint;
    readonly seconds: number;
  };
  readonly lastWrittenAt: Date | undefined;
  readonly followers: readonly { readonly follower: string; readonly behindCount: bigint }[];
  readonly lastCloseDate: string | undefined;
  readonly holderCount: bigint;
  readonly reserveE18: bigint;
  readonly outstandingMicro: bigint;
  readonly fundsE18: bigint;
  readonly dividendsE18: bigint;
  /** What all holders may still receive. */
  readonly quotaE18Left: bigint;
};

type Counted = { inbox: string; holders: string; quota: string | null };

const COUNTS = `
SELECT (SELECT count(*) FROM inbox WHERE answer IS NULL AND NOT is_preview) AS inbox,
  (SELECT count(*) FROM holders) AS holders,
  (SELECT sum(quota_e18) FROM positions) AS quota`;

const RECENT = `
WITH latest AS (SELECT max(written_at) AS at FROM batches),
recent AS (SELECT b.* FROM batches b, latest WHERE b.written_at > latest.at - interval '1 minute'
  AND b.batch > (SELECT max(batch) FROM batches) - 100000)
SELECT count(*) AS batches, max(last_seq) - min(last_seq) AS commands, max(written_at) AS at,
  extract(epoch FROM max(written_at) - min(written_at))::float8 AS seconds FROM recent`;

type Recent = { batches: string; commands: string | null; at: Date | null; seconds: number | null };

/** Reads a programme's status; `client` looks into its schema. */
export async function readStatus(client: ClientBase): Promise<Status> {
  const head = await readHead(client);
  const progress = await readProgress(client);
  const plans = await readPlans(client, head.plan);
  const { rows: counts } = await client.query<Counted>(COUNTS);
  const { rows: recents } = await client.query<Recent>(RECENT);
  const { rows: followers } = await client.query<{ follower: string; seq: string }>(
    "SELECT follower, seq FROM followers ORDER BY follower",
  );
  const [{ inbox, holders, quota }] = counts as [Counted];
  const [{ batches, commands, at, seconds }] = recents as [Recent];
  const fund = await readFund(client);
  const totals = progress.figures === null ? undefined : readFigures(progress.figures).totals;
  return {
    plan: plans.at(-1)!.plan,
    seq: head.seq,
    batch: head.batch,
    lagCount: head.seq - progress.seq,
    inboxCount: BigInt(inbox),
    recent: {
      commandCount: BigInt(commands ?? 0),
      batchCount: BigInt(batches),
      seconds: seconds ?? 0,
    },
    lastWrittenAt: at ?? undefined,
    followers: followers.map(({ follower, seq }) => ({
      follower,
      behindCount: head.seq - BigInt(seq),
    })),
    lastCloseDate: fund.lastCloseDate,
    holderCount: BigInt(holders),
    reserveE18: fund.reserveE18,
    outstandingMicro: fund.outstandingMicro,
    fundsE18: fund.proRataE18 + fund.tierE18,
    dividendsE18: totals?.dividendsE18 ?? 0n,
    quotaE18Left: BigInt(quota ?? 0),
  };
}
