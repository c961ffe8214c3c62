/**
 * Targets: where webhooks may be sent. Only over HTTPS and only to public addresses, so that nobody can
 * have this server knock at doors inside its own network.
 *
 * A name is looked up when it is given and again for every connection, and the connection goes to the very
 * address that was looked at: a name that points elsewhere a moment later is refused then. Of IPv6 only
 * what is given out as global unicast is public, less what leads back into IPv4.
 */
import { lookup } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";

export type TargetRules = {
  /** For developers: whether http and addresses of this very machine are targets too. */
  readonly isLoopbackAllowed: boolean;
};

export type TargetProblem =
  "not_url" | "not_https" | "has_credentials" | "not_public" | "name_unknown";

const NOT_PUBLIC_4 = new BlockList();
for (const [net, prefix] of [
  // This network, private, shared by carriers, loopback, link-local with the clouds' metadata, private.
  ...([
    ["0.0.0.0", 8],
    ["10.0.0.0", 8],
    ["100.64.0.0", 10],
    ["127.0.0.0", 8],
  ] as const),
  ...([
    ["169.254.0.0", 16],
    ["172.16.0.0", 12],
    ["192.168.0.0", 16],
  ] as const),
  // Protocol assignments, documentation, relays to IPv6, benchmarks.
  ...([
    ["192.0.0.0", 24],
    ["192.0.2.0", 24],
    ["192.88.99.0", 24],
    ["198.18.0.0", 15],
  ] as const),
  ...([
    ["198.51.100.0", 24],
    ["203.0.113.0", 24],
  ] as const),
  // Azure's own services, at an address that is public to all others.
  ...([["168.63.129.16", 32]] as const),
  // Multicast, and reserved with the broadcast.
  ...([
    ["224.0.0.0", 4],
    ["240.0.0.0", 4],
  ] as const),
] as const) {
  NOT_PUBLIC_4.addSubnet(net, prefix, "ipv4");
}

const PUBLIC_6 = new BlockList();
PUBLIC_6.addSubnet("2000::", 3, "ipv6");
const NOT_PUBLIC_6 = new BlockList();
for (const [net, prefix] of [
  // Protocol assignments with Teredo and benchmarks, documentation, 6to4, documentation again.
  ...([
    ["2001::", 23],
    ["2001:db8::", 32],
    ["2002::", 16],
    ["3fff::", 20],
  ] as const),
] as const) {
  NOT_PUBLIC_6.addSubnet(net, prefix, "ipv6");
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8, "ipv4");
LOOPBACK.addAddress("::1", "ipv6");

/** Whether an address may be connected to. */
export function isAllowed(address: string, { isLoopbackAllowed }: TargetRules): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  const kind = family === 4 ? "ipv4" : "ipv6";
  if (isLoopbackAllowed && LOOPBACK.check(address, kind)) return true;
  if (family === 4) return !NOT_PUBLIC_4.check(address, kind);
  return PUBLIC_6.check(address, kind) && !NOT_PUBLIC_6.check(address, kind);
}

/** The host of an address on the web; that of IPv6 stands in brackets there. */
const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, "");

/** What is wrong with a target as it is written; undefined where nothing is. */
export function writtenProblem(text: string, rules: TargetRules): TargetProblem | undefined {
  if (!URL.canParse(text)) return "not_url";
  const url = new URL(text);
  const isHttp = url.protocol === "http:" && rules.isLoopbackAllowed;
  if (url.protocol !== "https:" && !isHttp) return "not_https";
  if (url.username !== "" || url.password !== "") return "has_credentials";
  const host = hostOf(url);
  if (isIP(host) !== 0 && !isAllowed(host, rules)) return "not_public";
  const isHere = host === "localhost" || (isIP(host) !== 0 && isLoopback(host));
  return isHttp && !isHere ? "not_https" : undefined;
}

const isLoopback = (address: string): boolean =>
  LOOPBACK.check(address, isIP(address) === 4 ? "ipv4" : "ipv6");

/** Why a connection was not made. */
export class TargetError extends Error {
  readonly problem: TargetProblem;

  constructor(problem: TargetProblem) {
    super(problem);
    this.problem = problem;
  }
}

export type Lookup = typeof lookup;

/** Looks a name up for a connection, and answers only with addresses that may be connected to. */
export function guardedLookup(rules: TargetRules, resolve: Lookup = lookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      const addresses = error === null ? found : [];
      const [first] = addresses;
      if (first === undefined) {
        callback(error ?? new TargetError("name_unknown"), "", 0);
      } else if (!addresses.every(({ address }) => isAllowed(address, rules))) {
        callback(new TargetError("not_public"), "", 0);
      } else if (options.all === true) {
        callback(null, addresses);
      } else {
        callback(null, first.address, first.family);
      }
    });
  };
}

/** What is wrong with a target, its name looked up; undefined where nothing is. */
export async function targetProblem(
  text: string,
  rules: TargetRules,
  resolve?: Lookup,
): Promise<TargetProblem | undefined> {
  const problem = writtenProblem(text, rules);
  const host = problem === undefined ? hostOf(new URL(text)) : "";
  if (problem !== undefined || isIP(host) !== 0) return problem;
  return new Promise((done) => {
    guardedLookup(rules, resolve)(host, { all: true }, (error) => {
      if (error === null) done(undefined);
      else done(error instanceof TargetError ? error.problem : "name_unknown");
    });
  });
}
