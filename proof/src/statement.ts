/**
 * The statement file: one holder's shares, quota and wallet from its joining to a close, with everything
 * that is needed to work them out again and to find them in the tree of that close.
 *
 * Its text is the one text of its value, ended by a line feed. Nobody else is named in it. Of closes it
 * has what every holder may know; of the holder's own events what changes its shares, quota or wallet.
 */
import { bytesOf, HASH_BYTES, hexOf, utf8, type Sha256 } from "./bytes.ts";
import { canonicalText, readCanonical, type Json, type JsonObject } from "./canonical.ts";
import { closeJson, readClose, type Close } from "./chain.ts";
import { readPath } from "./path.ts";
import { isObjectOf, readAmounts, readAmountText, readCountOf, readInstant } from "./read.ts";
import { readSeq } from "./read.ts";
import { readTreeClose, type TreeClose } from "./root.ts";

export const STATEMENT_KIND = "patronage-statement";
export const STATEMENT_VERSION = 1;

/** The amounts, and the texts, of each kind of entry. */
const ENTRY_FIELDS = {
  holderJoined: [[], []],
  orderAccrued: [
    ["sharesMicro", "owedMicro", "quotaMinor"],
    ["order", "place"],
  ],
  orderRefunded: [
    ["owesMicro", "burnedMicro", "quotaMinor", "givenBackMinor"],
    ["order", "place"],
  ],
  sharesRedeemed: [["sharesMicro", "payoutMinor", "feeMinor"], []],
  sharesSpent: [["sharesMicro", "valueMinor"], ["order"]],
  spendReturned: [["amountMinor", "sharesMicro", "toWalletMinor"], ["order"]],
  sharesGiven: [["sharesMicro"], []],
  sharesReceived: [["sharesMicro"], []],
  walletWithdrawn: [["amountMinor"], []],
  quotaReached: [["proRataE18", "tierE18"], []],
  forced: [["sharesMicro", "payoutMinor", "feeMinor"], []],
} as const satisfies { [kind: string]: readonly [readonly string[], readonly string[]] };

export type EntryKind = keyof typeof ENTRY_FIELDS;
export type EntryOf<Kind extends EntryKind> = {
  readonly kind: Kind;
  readonly seq: number;
  readonly at: string;
} & { readonly [Amount in (typeof ENTRY_FIELDS)[Kind][0][number]]: bigint } & {
  readonly [Text in (typeof ENTRY_FIELDS)[Kind][1][number]]: string;
};
/** What changed the holder's shares, quota or wallet. Its close gives a dividend no entry of its own. */
export type Entry = { [Kind in EntryKind]: EntryOf<Kind> }[EntryKind];

/** The last close before the holder joined, or the beginning; and the chain of those before it. */
export type Before = Close & { readonly chain: string };

/** A last close as it stands in a file. */
export function beforeJson({ chain, ...close }: Before): JsonObject {
  return { ...closeJson(close), chain };
}

export type Position = {
  readonly sharesMicro: bigint;
  readonly quotaE18: bigint;
  readonly dividendsE18: bigint;
  readonly payoutsMinor: bigint;
  readonly withdrawnMinor: bigint;
  readonly tier: number;
};

/** What the operator says of the cash at the bank. It is shown, and nothing in a file can prove it. */
export type Attestation = {
  readonly date: string;
  readonly by: string;
  readonly cashMinor: bigint;
  readonly text: string;
};

export type Statement = {
  readonly programme: string;
  readonly holder: { readonly id: string; readonly number: number; readonly salt: string };
  readonly plans: readonly { readonly sinceSeq: number; readonly plan: JsonObject }[];
  readonly before: Before;
  /** Every close since then, the last one's being the tree's. */
  readonly closes: readonly Close[];
  readonly entries: readonly Entry[];
  readonly position: Position;
  readonly path: readonly Uint8Array[];
  readonly tree: TreeClose;
  /** The batch of the journal in which the last close stands, and its hash. */
  readonly head: { readonly batch: number; readonly seq: number; readonly hash: string };
  readonly attestation: Attestation | undefined;
};

/** The text of a file, of a statement's JSON without its digest. */
export function statementText(json: JsonObject, sha256: Sha256): string {
  const digest = hexOf(sha256(utf8(canonicalText(json))));
  return `${canonicalText({ ...json, digest })}\n`;
}

/** Why a text is no statement: what is wrong, and where in it. */
export type Unreadable = {
  readonly code: "canonical" | "digest" | "kind" | "shape";
  readonly where: string;
};

const no = (code: Unreadable["code"], where: string): Unreadable => ({ code, where });

/** Reads a file's text; anything that is not exactly a statement's text is none. */
export function readStatementText(text: string, sha256: Sha256): Statement | Unreadable {
  const json = text.endsWith("\n") ? readCanonical(text.slice(0, -1)) : undefined;
  if (typeof json !== "object" || json === null || Array.isArray(json)) return no("canonical", "");
  if (json["kind"] !== STATEMENT_KIND || json["version"] !== STATEMENT_VERSION) {
    return no("kind", "kind");
  }
  const { digest, ...rest } = json;
  if (digest !== hexOf(sha256(utf8(canonicalText(rest))))) return no("digest", "digest");
  const keys = [...PARTS, "kind", "version", "digest"];
  const wrong = Object.keys(json).find((key) => !keys.includes(key));
  if (wrong !== undefined) return no("shape", wrong);
  return readParts(json);
}

const PARTS = [
  ...["programme", "holder", "plans", "before", "closes", "entries", "position"],
  ...["path", "tree", "head", "attestation"],
];

function readParts(json: JsonObject): Statement | Unreadable {
  const { programme } = json;
  if (typeof programme !== "string") return no("shape", "programme");
  const parts = {
    holder: readHolder(json["holder"]),
    plans: readList(json["plans"], readPlan),
    before: readBefore(json["before"]),
    closes: readList(json["closes"], readClose),
    entries: readList(json["entries"], readEntry),
    position: readPosition(json["position"]),
    path: Array.isArray(json["path"]) ? readPath(json["path"]) : undefined,
    tree: readTreeClose(json["tree"] ?? null),
    head: readHead(json["head"]),
  };
  const broken = Object.entries(parts).find(([, part]) => part === undefined || isNumber(part));
  if (broken !== undefined) {
    const [name, place] = broken;
    return no("shape", isNumber(place) ? `${name}[${place}]` : name);
  }
  const attestation = readAttestation(json["attestation"]);
  if (attestation === undefined) return no("shape", "attestation");
  return {
    ...(parts as Omit<Statement, "programme" | "attestation">),
    ...{ programme, attestation: attestation ?? undefined },
  };
}

const isNumber = (part: unknown): part is number => typeof part === "number";
const isText = (json: Json | undefined): json is string => typeof json === "string";
const isHash = (json: Json | undefined): json is string =>
  isText(json) && bytesOf(json, HASH_BYTES) !== undefined;

/** Reads a list; answers the place of the first member that cannot be read. */
function readList<Member>(
  json: Json | undefined,
  read: (json: Json) => Member | undefined,
): readonly Member[] | number | undefined {
  if (!Array.isArray(json)) return undefined;
  const members = json.map(read);
  const broken = members.indexOf(undefined);
  return broken < 0 ? (members as Member[]) : broken;
}

function readHolder(json: Json | undefined): Statement["holder"] | undefined {
  if (!isObjectOf(json, ["id", "number", "salt"])) return undefined;
  const { id, number, salt } = json;
  if (!isText(id) || !isHash(salt) || readCountOf(number) === undefined) return undefined;
  return { id, salt, number: number as number };
}

function readPlan(json: Json): Statement["plans"][number] | undefined {
  if (!isObjectOf(json, ["plan", "sinceSeq"])) return undefined;
  const { plan, sinceSeq } = json;
  if (typeof plan !== "object" || plan === null || Array.isArray(plan)) return undefined;
  return isSeq(sinceSeq) ? { plan, sinceSeq } : undefined;
}

const isSeq = (json: Json | undefined): json is number => readSeq(json) !== undefined;

function readBefore(json: Json | undefined): Before | undefined {
  const { chain, ...rest } = (json ?? {}) as JsonObject;
  const close = readClose(rest);
  return close !== undefined && isHash(chain) ? { ...close, chain } : undefined;
}

function readEntry(json: Json): Entry | undefined {
  const kind = (json as JsonObject | null)?.["kind"];
  if (!isText(kind) || !Object.hasOwn(ENTRY_FIELDS, kind)) return undefined;
  const [amountNames, textNames] = ENTRY_FIELDS[kind as EntryKind];
  const amounts = readAmounts<string>(json, amountNames, ["kind", "seq", "at", ...textNames]);
  if (amounts === undefined) return undefined;
  const { seq, at: instant } = json as JsonObject;
  const at = readInstant(instant);
  const texts = textNames.map((name) => [name, (json as JsonObject)[name]] as const);
  if (!isSeq(seq) || at === undefined || !texts.every(([, text]) => isText(text))) return undefined;
  return { kind, seq, at, ...amounts, ...Object.fromEntries(texts) } as unknown as Entry;
}

function readPosition(json: Json | undefined): Position | undefined {
  const amounts = readAmounts(
    json,
    ["sharesMicro", "quotaE18", "dividendsE18", "payoutsMinor", "withdrawnMinor"],
    ["tier"],
  );
  const tier = readCountOf((json as JsonObject | undefined)?.["tier"]);
  return amounts === undefined || tier === undefined ? undefined : { ...amounts, tier };
}

function readHead(json: Json | undefined): Statement["head"] | undefined {
  if (!isObjectOf(json, ["batch", "seq", "hash"])) return undefined;
  const { batch, seq, hash } = json;
  return isSeq(batch) && isSeq(seq) && isHash(hash) ? { batch, seq, hash } : undefined;
}

/** Null says that there is none. */
function readAttestation(json: Json | undefined): Attestation | null | undefined {
  if (json === null) return null;
  if (!isObjectOf(json, ["date", "by", "cashMinor", "text"])) return undefined;
  const { date, by, text } = json;
  const cash = json["cashMinor"];
  // The one amount in a file that may be below zero: an account can be overdrawn.
  const isBelow = isText(cash) && cash.startsWith("-") && cash !== "-0";
  const sizeMinor = readAmountText(isBelow ? cash.slice(1) : cash);
  if (sizeMinor === undefined || !isText(date) || !isText(by) || !isText(text)) return undefined;
  return { date, by, text, cashMinor: isBelow ? -sizeMinor : sizeMinor };
}
