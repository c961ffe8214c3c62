/**
 * The work of the ledger's measurements: the plan, its holders, and orders by seed. Every way of
 * taking orders gets the same ones.
 *
 * Orders accrue when they are paid, and their buyers were referred by nobody, so that a rival has
 * little to do: one price, one grant, one position.
 */
import { setTimeout as pause } from "node:timers/promises";
import type { Json } from "@patronage/engine";
import { readProgramme, type House, type Writer } from "@patronage/ledger";
import { seeded } from "./bench-kit.ts";

export const PROGRAMME = "bench";
/** The instant in the rivals' texts, as long as those that the ledger stamps. */
export const AT = "2026-01-01T00:00:00.000Z";

export type Purchase = {
  readonly id: string;
  readonly holder: string;
  readonly category: string;
  readonly paidMinor: bigint;
};

/** "tiny" grants hardly any quota, so that its buyers are capped. */
export const PLAN: Json = {
  programme: PROGRAMME,
  currency: "CNY",
  timezone: "Asia/Shanghai",
  initialPrice: "1.00",
  foundingShares: "100",
  authorisedShares: "100000000000",
  maturity: "payment",
  categories: { default: category("2"), tiny: category("0.0005") },
  grant: { kind: "value", rate: "0.70" },
  referral: { levels: [{ shareRate: "0.10", quotaMultiple: "0.1" }] },
  tiers: ["100", "500", "1000"],
  redemption: { feeRate: "0.10", consumesQuota: true },
  spend: { funding: "reserve" },
  onQuotaReached: "pause",
  transferable: false,
};

function category(quotaMultiple: string): Json {
  const rates = { proRataRate: "0.20", tierRate: "0.10", reserveRate: "0.30" };
  return { grossMargin: "0.65", ...rates, quotaMultiple };
}

const IN_FLIGHT = 2_000;
const POLL_MILLISECONDS = 5;
const STILL_MILLISECONDS_MOST = 30_000;

/** Orders by seed, each by one of the holders `h0`, `h1`, …; their ids begin with `prefix`. */
export function purchases(prefix: string, holders: number): () => Purchase {
  const draw = seeded(1);
  // The high bits of what is drawn: of the low ones every second draw would be odd.
  const random = (below: number): number => Math.floor((draw(2 ** 32) / 2 ** 32) * below);
  let made = 0;
  return () => {
    made += 1;
    const holder = `h${random(holders)}`;
    const paidMinor = BigInt(1_000 + random(20_000));
    return { id: `${prefix}-${made}`, holder, category: "default", paidMinor };
  };
}

/** A purchase as a command, without its instant. */
export function commandOf({ id, holder, category, paidMinor }: Purchase): Json {
  const lines = [{ line: "1", category, paid: paidMinor }];
  return { id, type: "order.pay", order: id, holder, lines };
}

export async function submit({ sequencer }: Writer, command: Json): Promise<void> {
  const answer = await sequencer.submit(command);
  if (!answer.ok) throw new Error(`The writer refuses a command (${answer.refusal.code}).`);
}

/** Submits `count` commands, many at a time. */
export async function submitMany(
  writer: Writer,
  count: number,
  command: (index: number) => Json,
): Promise<void> {
  let next = 0;
  const call = async (): Promise<void> => {
    while (next < count) await submit(writer, command(next++));
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, call));
}

export const joinCommand = (index: number): Json => ({
  id: `join-${index}`,
  type: "holder.join",
  holder: `h${index}`,
});

const PROGRESS = "SELECT p.seq AS written, h.seq AS journal FROM head h, progress p";

/** Waits until the read models have come as far as the journal; answers how long that took. */
export function catchUp(house: House, programme: string): Promise<number> {
  return readProgramme(house, programme, async (client) => {
    const begin = performance.now();
    for (let moved = begin, last = ""; ;) {
      const { rows } = await client.query<{ written: string; journal: string }>(PROGRESS);
      const { written, journal } = rows[0]!;
      if (written === journal) return performance.now() - begin;
      if (written !== last) [moved, last] = [performance.now(), written];
      if (performance.now() - moved > STILL_MILLISECONDS_MOST) {
        throw new Error(`The read models stand still at ${written}, the journal is at ${journal}.`);
      }
      await pause(POLL_MILLISECONDS);
    }
  });
}
