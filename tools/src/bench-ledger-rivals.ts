/**
 * The rivals of the one writer, each over tables of its own with the same columns as ours.
 *
 * The naive one is a transaction a purchase: it locks the programme's row, computes price and grant in
 * this process, and writes position, journal and programme. The procedure does the same where the data
 * are, in one round trip. Both are held back by the lock, which only the commit releases.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { canonicalJson, isJsonObject, MINOR_E18 } from "@patronage/engine";
import { Client } from "pg";
import { AT, commandOf, PROGRAMME, type Purchase } from "./bench-ledger-work.ts";

export type RivalName = "naive" | "procedure";

/** The tables of a rival, and the connections to them. */
export type Rival = {
  readonly clients: readonly Client[];
  /** Takes one purchase over one of the connections. */
  pay(connection: number, purchase: Purchase): Promise<void>;
  close(): Promise<void>;
};

/** One yuan a share for the plan's hundred founding shares. */
const BEGIN = `
INSERT INTO programmes VALUES ($1, 100000000000000000, $2, 100000000, 100000000, 0, 0, 0, 0)`;
const FOUNDED_E18 = 10_000n * MINOR_E18;

export async function connect(url: string, schema: string): Promise<Client> {
  const client = new Client({ connectionString: url, options: `-c search_path=${schema}` });
  // A lost connection is told by the next question.
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

/** Makes a rival's empty tables with the holders `h0`, `h1`, … in them. */
export async function makeTables(url: string, schema: string, holders: number): Promise<void> {
  const client = await connect(url, schema);
  const sql = await readFile(join(import.meta.dirname, "bench-ledger-rivals.sql"), "utf8");
  await client.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE; CREATE SCHEMA ${schema};`);
  await client.query(sql);
  await client.query(BEGIN, [PROGRAMME, FOUNDED_E18]);
  await client.query(
    "INSERT INTO positions SELECT 'h' || k, 0, 0, 0, 0 FROM generate_series(0, $1::int - 1) AS k",
    [holders],
  );
  await client.query("VACUUM ANALYZE");
  await client.end();
}

/** Opens a rival over fresh tables, with so many connections. */
export async function openRival(
  url: string,
  name: RivalName,
  { holders, connections }: { readonly holders: number; readonly connections: number },
): Promise<Rival> {
  const schema = `rival_${name}`;
  await makeTables(url, schema, holders);
  const clients = await Promise.all(
    Array.from({ length: connections }, () => connect(url, schema)),
  );
  const payOne = name === "naive" ? payNaively : payByProcedure;
  return {
    clients,
    pay: (connection, purchase) => payOne(clients[connection]!, purchase),
    close: async () => {
      await Promise.all(clients.map((client) => client.end()));
    },
  };
}

const LOCKED = [
  ...["authorised_micro", "reserve_e18", "outstanding_micro", "issued_micro"],
  ...["pro_rata_e18", "tier_e18", "contributed_minor", "seq"],
] as const;
const LOCK = {
  name: "lock",
  text: `SELECT ${LOCKED.join(", ")} FROM programmes WHERE programme = $1 FOR UPDATE`,
};

const POSITION = {
  name: "position",
  text: `INSERT INTO positions AS p VALUES ($1, $2, $2, $3, 0) ON CONFLICT (holder) DO UPDATE SET
  shares_micro = p.shares_micro + excluded.shares_micro,
  granted_micro = p.granted_micro + excluded.granted_micro,
  quota_e18 = p.quota_e18 + excluded.quota_e18`,
};

const JOURNAL = {
  name: "journal",
  text: "INSERT INTO journal VALUES ($1, $2, $3, $4)",
};

const MOVE = {
  name: "move",
  text: `UPDATE programmes SET reserve_e18 = $2, outstanding_micro = $3, issued_micro = $4,
  pro_rata_e18 = $5, tier_e18 = $6, contributed_minor = $7, seq = $8 WHERE programme = $1`,
};

const PROCEDURE = {
  name: "procedure",
  text: "SELECT pay_order($1, $2, $3, $4, $5, $6)",
};

type Locked = { readonly [Column in (typeof LOCKED)[number]]: string };

/** The command's text under the hash, with its instant, as the ledger keeps it. */
export function commandText(purchase: Purchase): string {
  const json = commandOf(purchase);
  return canonicalJson(isJsonObject(json) ? { ...json, at: AT } : json);
}

export type Accrual = {
  readonly intoMinor: bigint;
  readonly proRataMinor: bigint;
  readonly tierMinor: bigint;
  readonly quotaMinor: bigint;
  readonly sharesMicro: bigint;
};

/** What a purchase accrues by the plan's rates, at the price before it. */
function accrue(locked: Locked, paidMinor: bigint): Accrual {
  const contributionMinor = (paidMinor * 30n) / 100n;
  const valueMinor = (contributionMinor * 70n) / 100n;
  const wantedMicro =
    (valueMinor * MINOR_E18 * BigInt(locked.outstanding_micro)) / BigInt(locked.reserve_e18);
  const leftMicro = BigInt(locked.authorised_micro) - BigInt(locked.issued_micro);
  const sharesMicro = wantedMicro < leftMicro ? wantedMicro : leftMicro;
  const intoMinor =
    wantedMicro === 0n ? 0n : (contributionMinor * sharesMicro + wantedMicro - 1n) / wantedMicro;
  const proRataMinor = (paidMinor * 20n) / 100n + contributionMinor - intoMinor;
  const tierMinor = (paidMinor * 10n) / 100n;
  return { intoMinor, proRataMinor, tierMinor, quotaMinor: paidMinor * 2n, sharesMicro };
}

/** The events' text as the ledger keeps it, so that the rivals' journal is no shorter. */
export function eventsText(
  { id, holder, category, paidMinor }: Purchase,
  accrual: Accrual,
): string {
  const { intoMinor, proRataMinor, tierMinor, quotaMinor, sharesMicro } = accrual;
  const line = { category, paidMinor: `${paidMinor}` };
  const grant = { quotaMinor: `${quotaMinor}`, sharesMicro: `${sharesMicro}`, owedMicro: "0" };
  return canonicalJson([
    { type: "orderPaid", order: id, holder, lines: [{ ...line, line: "1" }] },
    {
      ...{ type: "orderAccrued", order: id, categories: [line] },
      ...{ proRataMinor: `${proRataMinor}`, tierMinor: `${tierMinor}`, intoMinor: `${intoMinor}` },
      places: [{ place: "buyer", holder, ...grant }],
      ...{ buyerIndexE18: "0", buyerDividendsE18: "0", buyerGivenBackMinor: "0" },
    },
  ]);
}

async function payNaively(client: Client, purchase: Purchase): Promise<void> {
  const { id, holder, paidMinor } = purchase;
  const command = commandText(purchase);
  await client.query("BEGIN");
  const { rows } = await client.query<Locked>({ ...LOCK, values: [PROGRAMME] });
  const locked = rows[0]!;
  const accrual = accrue(locked, paidMinor);
  const { intoMinor, proRataMinor, tierMinor, quotaMinor, sharesMicro } = accrual;
  const seq = BigInt(locked.seq) + 1n;
  await client.query({ ...POSITION, values: [holder, sharesMicro, quotaMinor * MINOR_E18] });
  const events = eventsText(purchase, accrual);
  await client.query({ ...JOURNAL, values: [seq, id, command, events] });
  const values = [
    PROGRAMME,
    BigInt(locked.reserve_e18) + intoMinor * MINOR_E18,
    BigInt(locked.outstanding_micro) + sharesMicro,
    BigInt(locked.issued_micro) + sharesMicro,
    BigInt(locked.pro_rata_e18) + proRataMinor * MINOR_E18,
    BigInt(locked.tier_e18) + tierMinor * MINOR_E18,
    BigInt(locked.contributed_minor) + intoMinor + proRataMinor + tierMinor,
    seq,
  ];
  await client.query({ ...MOVE, values });
  await client.query("COMMIT");
}

async function payByProcedure(client: Client, purchase: Purchase): Promise<void> {
  const { id, holder, category, paidMinor } = purchase;
  const values = [PROGRAMME, id, holder, category, paidMinor, commandText(purchase)];
  await client.query({ ...PROCEDURE, values });
}
