/**
 * The root of a close: one hash over the tree's top, its sums, and the day's figures, so that whoever
 * knows this one value from elsewhere knows all of them. Version 1:
 *
 *     root = SHA-256(0x02 · top hash · sums · A · T of tiers 1 to 10 · reserve · outstanding · chain · date
 *                    · programme)
 *
 * A, T, the reserve and the outstanding shares are signed 192 bits each; the chain is that of all closes up
 * to this one; the date is ten characters, the programme its JSON text in UTF-8.
 */
import { bytesOf, HASH_BYTES, hexOf, utf8, type Sha256 } from "./bytes.ts";
import type { Json, JsonObject } from "./canonical.ts";
import { emptyNodes, KEY_BYTES, NODE_BYTES, type Nodes } from "./node.ts";
import { readAmounts, readAmountText, readCountOf } from "./read.ts";
import { AMOUNT_BYTES, figuresAt, readSums, sumsOf, TIERS_MOST } from "./sums.ts";
import { writeAmount, writeSums } from "./sums.ts";
import type { Earned, Figures } from "./sums.ts";

const ROOT = 2;
const VERSION = 1;

/** The day's figures that are under the root beside the tree. */
export type Day = Earned & {
  readonly programme: string;
  readonly date: string;
  readonly reserveE18: bigint;
  readonly outstandingMicro: bigint;
  /** Of all closes up to this one. */
  readonly chain: string;
};

/** A tree at a close: what all holders have, and the hashes over it. */
export type TreeClose = {
  readonly figures: Figures;
  readonly indexE18: bigint;
  /** By tier, the first tier first. */
  readonly headsE18: readonly bigint[];
  readonly reserveE18: bigint;
  readonly outstandingMicro: bigint;
  readonly chain: string;
  readonly top: string;
  readonly root: string;
};

/** The root over a top node on a day. */
export function rootOf(sha256: Sha256, top: Uint8Array, day: Day): Uint8Array {
  const text = utf8(`${day.date}${JSON.stringify(day.programme)}`);
  const amounts = [
    day.indexE18,
    ...Array.from({ length: TIERS_MOST }, (_, k) => day.headsE18[k] ?? 0n),
    ...[day.reserveE18, day.outstandingMicro],
  ];
  const amountsAt = 1 + NODE_BYTES;
  const chainAt = amountsAt + amounts.length * AMOUNT_BYTES;
  const textAt = chainAt + HASH_BYTES;
  const bytes = new Uint8Array(textAt + text.length);
  const view = new DataView(bytes.buffer);
  bytes[0] = ROOT;
  bytes.set(top.subarray(0, NODE_BYTES), 1);
  for (const [k, amountE18] of amounts.entries()) {
    writeAmount(view, amountsAt + k * AMOUNT_BYTES, amountE18);
  }
  bytes.set(bytesOf(day.chain, HASH_BYTES)!, chainAt);
  bytes.set(text, textAt);
  return sha256(bytes);
}

/** What a tree with this top comes to at a close. */
export function treeClose(sha256: Sha256, top: Nodes, day: Day): TreeClose {
  const { indexE18, headsE18, reserveE18, outstandingMicro, chain } = day;
  const figures = figuresAt(readSums(top.view, HASH_BYTES), day);
  return {
    figures: { ...figures, heads: figures.heads.slice(0, headsE18.length) },
    ...{ indexE18, headsE18, reserveE18, outstandingMicro, chain },
    top: hexOf(top.bytes.subarray(0, HASH_BYTES)),
    root: hexOf(rootOf(sha256, top.bytes, day)),
  };
}

/** The top node that a tree at a close says it has. */
export function topNode(close: TreeClose): Nodes | undefined {
  const hash = bytesOf(close.top, HASH_BYTES);
  if (hash === undefined) return undefined;
  const top = emptyNodes(1);
  top.bytes.set(hash);
  writeSums(top.view, HASH_BYTES, sumsOf(close.figures, close));
  return top;
}

/** A tree at a close as the journal keeps it, with the key of its salts, and as a file shows it, without. */
export function treeCloseJson(close: TreeClose, key?: Uint8Array): JsonObject {
  const { figures, headsE18, chain, top, root } = close;
  const { holders, heads, ...amounts } = figures;
  const texts = { ...amounts, indexE18: close.indexE18, outstandingMicro: close.outstandingMicro };
  return {
    ...Object.fromEntries(Object.entries(texts).map(([name, amount]) => [name, String(amount)])),
    reserveE18: String(close.reserveE18),
    headsE18: headsE18.map(String),
    headsCount: [...heads],
    holdersCount: holders,
    ...{ chain, root, top, version: VERSION },
    ...(key === undefined ? {} : { key: hexOf(key) }),
  };
}

const AMOUNTS = [
  ...["sharesMicro", "eligibleMicro", "dividendsE18", "quotaE18", "payoutsMinor", "withdrawnMinor"],
  ...["indexE18", "outstandingMicro", "reserveE18"],
] as const;

/** Reads a tree at a close; undefined when it is none. The key stands only in the journal. */
export function readTreeClose(json: Json): TreeClose | undefined {
  const amounts = readAmounts(json, AMOUNTS, [
    ...["headsE18", "headsCount", "holdersCount", "chain", "root", "top", "version"],
  ]);
  if (amounts === undefined) return undefined;
  const { headsE18, headsCount, holdersCount, chain, root, top, version } = json as JsonObject;
  if (version !== VERSION || !isHash(chain) || !isHash(root) || !isHash(top)) return undefined;
  if (!Array.isArray(headsE18) || !Array.isArray(headsCount)) return undefined;
  if (headsE18.length > TIERS_MOST || headsCount.length !== headsE18.length) return undefined;
  const earnedE18 = headsE18.map(readAmountText);
  const counts = [holdersCount!, ...headsCount].map(readCountOf);
  if (earnedE18.includes(undefined) || counts.includes(undefined)) return undefined;
  const { indexE18, outstandingMicro, reserveE18, ...rest } = amounts as Amounts;
  const [holders, ...heads] = counts as number[];
  return {
    figures: { ...(rest as Omit<Figures, "holders" | "heads">), holders: holders!, heads },
    ...{ indexE18: indexE18!, outstandingMicro: outstandingMicro!, reserveE18: reserveE18! },
    ...{ headsE18: earnedE18 as bigint[], chain, top, root },
  };
}

type Amounts = { readonly [name: string]: bigint };

const isHash = (json: Json | undefined): json is string =>
  typeof json === "string" && bytesOf(json, HASH_BYTES) !== undefined;

/** The key of a tree's salts; undefined when there is none. */
export function readKey(json: Json | undefined): Uint8Array | undefined {
  return typeof json === "string" ? bytesOf(json, KEY_BYTES) : undefined;
}
