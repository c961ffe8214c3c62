/** For tests: a server over real HTTP and a real Postgres, with two programmes and keys to them. */
import { randomUUID } from "node:crypto";
import type { Json } from "@patronage/engine";
import { createProgramme, openHouse, type House } from "@patronage/ledger";
import { soundResult } from "../../ledger/src/gate-kit.ts";
import { withDatabase } from "../../ledger/src/ledger-kit.ts";
import { makeKey, SCOPES, type KeyAsked, type MadeKey, type Scope } from "./keys.ts";
import { openServer, type Server, type ServerOptions } from "./server.ts";

export const ALL_SCOPES: readonly Scope[] = SCOPES.filter((scope) => scope !== "house");

const RATES = { grossMargin: "0.65", proRataRate: "0.20", tierRate: "0.10", reserveRate: "0.30" };

/** The plan of the spec's example, whose orders wait until they are completed. */
export const planOf = (programme: string, change: { [key: string]: Json } = {}): Json => ({
  ...{ programme, currency: "CNY", timezone: "Asia/Shanghai", initialPrice: "1.00" },
  ...{ foundingShares: "100", authorisedShares: "100000000", maturity: "completion" },
  categories: { default: { ...RATES, quotaMultiple: "2" } },
  grant: { kind: "value", rate: "0.70" },
  referral: { levels: [{ shareRate: "0.10", quotaMultiple: "0.1" }] },
  regionalAgent: { shareRate: "0.02", quotaMultiple: "0.05" },
  tiers: ["100", "500"],
  redemption: { feeRate: "0.10", consumesQuota: true },
  spend: { funding: "reserve" },
  onQuotaReached: "pause",
  transferable: true,
  ...change,
});

/** The members of answers that tests look at. Each test knows which there are. */
export type Shown = {
  readonly [
    Name in
      | ("code" | "pointer" | "title" | "type" | "next" | "state" | "planHash" | "date")
      | ("holder" | "order" | "sharesMicro" | "payoutMinor" | "feeMinor" | "quotaE18")
      | ("reserveE18" | "outstandingMicro" | "navE18" | "sentence" | "programme")
  ]: string;
} & {
  readonly [Name in "events" | "places" | "items" | "outcomes" | "reasons"]: readonly Shown[];
} & {
  readonly [Name in "repeated" | "ok" | "accepted" | "passes"]: boolean;
} & { readonly seq: number; readonly problem: Shown; readonly plan: Json; readonly result: Json };

/** What was answered: its status, its headers and, where it is JSON, its content. */
export type Answered = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Shown;
};

export type Asking = {
  readonly token?: string | undefined;
  /** Undefined asks without a key, and a text is the key. */
  readonly key?: string;
  readonly body?: unknown;
  /** Sent as it stands, instead of a body. */
  readonly raw?: string;
  readonly headers?: { readonly [name: string]: string };
};

export type Kit = {
  readonly house: House;
  readonly server: Server;
  readonly address: string;
  /** Keys with every scope, to the programmes "tea" and "wine", and the operator's. */
  readonly tea: MadeKey;
  readonly wine: MadeKey;
  readonly operator: MadeKey;
  readonly make: (asked: KeyAsked) => Promise<MadeKey>;
  /** Asks as "tea" unless another token is given; a POST has a new Idempotency-Key unless one is given. */
  readonly ask: (method: string, path: string, asking?: Asking) => Promise<Answered>;
};

/** Runs a test with a server. */
export async function withServer(
  test: (kit: Kit) => Promise<void>,
  options: ServerOptions = {},
): Promise<void> {
  await withDatabase(async ({ url }) => {
    const house = await openHouse({ databaseUrl: url });
    try {
      for (const name of ["tea", "wine"]) await createProgramme(house, planOf(name));
      const runGate: ServerOptions["runGate"] = (plan) => Promise.resolve(soundResult(plan));
      const server = await openServer(house, { runGate, ...options });
      try {
        await test(await openKit(house, server));
      } finally {
        await server.close();
      }
    } finally {
      await house.close();
    }
  });
}

async function openKit(house: House, server: Server): Promise<Kit> {
  const address = await server.listen({ host: "127.0.0.1", port: 0 });
  const make = (asked: KeyAsked): Promise<MadeKey> => makeKey(house, asked);
  const tea = await make({ programme: "tea", name: "tea", scopes: ALL_SCOPES });
  const wine = await make({ programme: "wine", name: "wine", scopes: ALL_SCOPES });
  const operator = await make({ name: "operator", scopes: ["house"] });
  const ask: Kit["ask"] = async (method, path, asking = {}) => {
    const { token = tea.token, key = randomUUID(), body, raw, headers } = asking;
    const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body, whole));
    const response = await fetch(address + path, {
      method,
      headers: {
        ...("token" in asking && asking.token === undefined
          ? {}
          : { authorization: `Bearer ${token}` }),
        ...(method === "POST" && key !== "" ? { "idempotency-key": key } : {}),
        ...(sent === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(sent === undefined ? {} : { body: sent }),
    });
    const text = await response.text();
    const isJson = /\bjson\b/.test(response.headers.get("content-type") ?? "");
    const json = (isJson && text !== "" ? JSON.parse(text) : undefined) as Shown;
    return { status: response.status, headers: response.headers, text, json };
  };
  return { house, server, address, tea, wine, operator, make, ask };
}

/** Bigints as whole numbers, whatever their size. */
const whole = (_name: string, value: unknown): unknown =>
  typeof value === "bigint"
    ? (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(value.toString())
    : value;
