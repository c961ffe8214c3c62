/**
 * `patronage serve` and `patronage keys …`: which commands there are. Their work, and the server with it,
 * is loaded when one of them runs.
 */
import { isIP } from "node:net";
import { InvalidArgumentError, Option, type Command } from "commander";
import type { Desk, HouseOptions, ProgrammeOptions } from "./ledger-commands.ts";
import { wholeUpTo } from "./simulate-commands.ts";

export type ServeOptions = HouseOptions & {
  readonly host: string;
  readonly port: number;
  readonly rate: number;
  readonly write: boolean;
  readonly log: string;
  readonly trustProxy?: string[];
  readonly localWebhooks?: true;
};
export type MakeOptions = ProgrammeOptions & {
  readonly name: string;
  readonly scopes: string[];
  readonly signed?: true;
};
export type RotateOptions = HouseOptions & { readonly grace: number };
export type ListOptions = HouseOptions & { readonly json?: true };

const LOG_LEVELS = ["debug", "info", "warn", "error", "silent"];
const PORT_MOST = 65_535;
const RATE_MOST = 999_999_999;

const UNITS: { readonly [unit: string]: number } = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** A length of time like 30m, 12h or 7d, in seconds. */
function secondsOf(text: string): number {
  const [, count, unit] = /^([0-9]{1,6})([smhd])$/.exec(text) ?? [];
  if (count === undefined || unit === undefined) {
    throw new InvalidArgumentError("It must be a length of time like 30m, 12h or 7d.");
  }
  return Number(count) * UNITS[unit]!;
}

const listOf = (text: string): string[] =>
  text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");

const PROXY_NAMES = new Set(["loopback", "linklocal", "uniquelocal"]);

/** Addresses of proxies, networks of them, or names of networks that everybody has. */
function proxiesOf(text: string): string[] {
  const proxies = listOf(text);
  const wrong = proxies.find((proxy) => {
    const [address = "", prefix, ...rest] = proxy.split("/");
    const bits = isIP(address) === 6 ? 128 : 32;
    const isNetwork =
      prefix === undefined || (/^[0-9]{1,3}$/.test(prefix) && Number(prefix) <= bits);
    return !PROXY_NAMES.has(proxy) && (isIP(address) === 0 || !isNetwork || rest.length > 0);
  });
  if (wrong === undefined) return proxies;
  const names = [...PROXY_NAMES].join(", ");
  throw new InvalidArgumentError(`"${wrong}" is no address, network (10.1.0.0/16) or ${names}.`);
}

const data = (): Option =>
  new Option("--data <folder>", "where our own Postgres keeps its data").default("patronage-data");

/** Adds `patronage serve` and `patronage keys`. */
export function addServe(program: Command, desk: Desk): void {
  program
    .command("serve")
    .summary("the HTTP API over the ledger, until Ctrl-C")
    .description(
      "Serves the ledger over HTTP: the programmes in the Postgres at DATABASE_URL, or in one of our own " +
        "whose data is in the folder named by --data. It writes the programmes that nobody else writes, " +
        "and closes their days. The reference is at /docs.",
    )
    .addOption(data())
    .option("--host <address>", "the address to listen at", "127.0.0.1")
    .option("--port <number>", "the port to listen at", wholeUpTo(PORT_MOST), 4_400)
    .option(
      "--rate <number>",
      "how many requests a minute a key may make",
      wholeUpTo(RATE_MOST),
      60_000,
    )
    .option("--no-write", "write no programme: another process does, and is reached by the inbox")
    .addOption(
      new Option("--log <level>", "what is logged, as JSON lines on standard output")
        .choices(LOG_LEVELS)
        .default("info"),
    )
    .option(
      "--trust-proxy <addresses>",
      "proxies in front whose word for the caller counts, like 10.0.0.5,10.1.0.0/16 or loopback",
      proxiesOf,
    )
    .option("--local-webhooks", "for trying out: let webhooks go to this very machine, without TLS")
    .addHelpText("after", desk.examples("serve", "serve --port 8080 --host 0.0.0.0"))
    .action(async (options: ServeOptions) => (await import("./serve.ts")).serve(options));
  addKeys(program, desk);
}

function addKeys(program: Command, desk: Desk): void {
  const keys = program
    .command("keys")
    .summary("keys to the HTTP API")
    .description("Makes, lists, rotates and ends the keys to the HTTP API.");
  const work = () => import("./keys.ts");
  keys
    .command("make")
    .summary("make a key, and show it once")
    .description("Makes a key. It is shown now, and never again: only its hash is kept.")
    .addOption(data())
    .option("--programme <name>", "whose key it is, where there is more than one programme")
    .requiredOption("--name <name>", "what people call it, like the shop that uses it")
    .requiredOption(
      "--scopes <scopes>",
      "what it may do: read, orders, holders, redeem, wallet, close, plans, webhooks, receivers, people; " +
        "or house, the operator's",
      listOf,
    )
    .option("--signed", "its commands must be signed with a second secret")
    .addHelpText(
      "after",
      desk.examples(
        "keys make --name shop --scopes read,holders,orders",
        "keys make --name payouts --scopes wallet --signed",
        "keys make --name operator --scopes house",
      ),
    )
    .action(async (options: MakeOptions) => (await work()).make(options, desk));
  keys
    .command("list")
    .summary("the keys, and when each was last used")
    .addOption(data())
    .option("--json", "print each as a line of JSON")
    .addHelpText("after", desk.examples("keys list"))
    .action(async (options: ListOptions) => (await work()).list(options, desk));
  keys
    .command("rotate")
    .summary("make a key in the place of another, which goes on for a while")
    .argument("<key>", "the name of the key, the part after patronage_")
    .addOption(data())
    .option("--grace <time>", "how long the old one goes on, like 12h or 7d", secondsOf, 604_800)
    .addHelpText("after", desk.examples("keys rotate 7kq2v9mbd4xz --grace 24h"))
    .action(async (key: string, options: RotateOptions) =>
      (await work()).rotate(key, options, desk),
    );
  keys
    .command("end")
    .summary("end a key at once")
    .argument("<key>", "the name of the key, the part after patronage_")
    .addOption(data())
    .addHelpText("after", desk.examples("keys end 7kq2v9mbd4xz"))
    .action(async (key: string, options: HouseOptions) => (await work()).end(key, options, desk));
}
