/**
 * Commands: one JSON object each, read strictly into a typed value or a refusal.
 *
 * One table says which fields a type has and how each is read. Money is a JSON whole number of
 * minor units; shares are a decimal string of micro-shares; both above 0 and of any size.
 * Nothing else is accepted, so that two writings of one command are one content. Spec section 4.
 */
import { canonicalJson, isJsonObject, textJson, type Json, type JsonObject } from "./json.ts";
import { isDate, isInstant } from "./instant.ts";
import { refuse, type Refused, type RefusalCode } from "./refusal.ts";

type Common = { readonly id: string; readonly at: string };

export type PaidLine = {
  readonly line: string;
  readonly category: string;
  readonly paidMinor: bigint;
};
export type RefundLine = { readonly line: string; readonly amountMinor: bigint };

export type HolderJoin = Common & { type: "holder.join"; holder: string; referrer?: string };
export type AgentAppoint = Common & { type: "agent.appoint"; region: string; holder: string };
export type OrderPay = Common & {
  type: "order.pay";
  order: string;
  holder: string;
  lines: readonly PaidLine[];
  region?: string;
};
export type OrderComplete = Common & { type: "order.complete"; order: string };
export type OrderRefund = Common & {
  type: "order.refund";
  order: string;
  lines: readonly RefundLine[];
};
export type SharesRedeem = Common & { type: "shares.redeem"; holder: string; sharesMicro: bigint };
export type SharesSpend = Common & {
  type: "shares.spend";
  holder: string;
  sharesMicro: bigint;
  order: string;
};
export type SharesHold = Common & {
  type: "shares.hold";
  hold: string;
  holder: string;
  sharesMicro: bigint;
  order: string;
  expires: string;
};
export type SharesCapture = Common & { type: "shares.capture"; hold: string };
export type SharesRelease = Common & { type: "shares.release"; hold: string };
export type SpendReturn = Common & {
  type: "spend.return";
  order: string;
  holder: string;
  amountMinor: bigint;
};
export type SharesTransfer = Common & {
  type: "shares.transfer";
  from: string;
  to: string;
  sharesMicro: bigint;
};
export type WalletWithdraw = Common & {
  type: "wallet.withdraw";
  holder: string;
  amountMinor: bigint;
};
export type DayClose = Common & { type: "day.close"; date: string };
export type PlanActivate = Common & { type: "plan.activate"; plan: Json };

export type Command =
  | HolderJoin
  | AgentAppoint
  | OrderPay
  | OrderComplete
  | OrderRefund
  | SharesRedeem
  | SharesSpend
  | SharesHold
  | SharesCapture
  | SharesRelease
  | SpendReturn
  | SharesTransfer
  | WalletWithdraw
  | DayClose
  | PlanActivate;

export type CommandType = Command["type"];

/** Reads one value found at `where`. */
type Read = (value: Json, where: string) => { ok: true; value: unknown } | Refused;
type Field = {
  readonly name: string;
  readonly read: Read;
  readonly optional?: true;
  /** Of a list of objects: their fields. */
  readonly items?: Fields;
};
type Fields = { readonly [wireName: string]: Field };
/** Fields with their list, which is walked for every command. */
type Shape = { readonly fields: Fields; readonly list: readonly (readonly [string, Field])[] };

const ID_CHARACTERS_MOST = 128;
const WHOLE_ABOVE_ZERO = /^[1-9][0-9]*$/;

const bad = (code: RefusalCode, where: string): Refused => refuse(code, { field: where });

/** Reads a text that `refuses` finds nothing wrong with, and makes a value of it. */
const text =
  (refuses: (value: string) => RefusalCode | undefined, make: (value: string) => unknown): Read =>
  (value, where) => {
    if (typeof value !== "string") return bad("field_wrong_type", where);
    const code = refuses(value);
    return code === undefined ? { ok: true, value: make(value) } : bad(code, where);
  };

const asIs = (value: string): string => value;
const anyText = text(() => undefined, asIs);
const instant = text((value) => (isInstant(value) ? undefined : "instant_invalid"), asIs);
const date = text((value) => (isDate(value) ? undefined : "date_invalid"), asIs);
const shares = text(
  (value) => (WHOLE_ABOVE_ZERO.test(value) ? undefined : "amount_not_whole"),
  (value) => BigInt(value),
);
const partyId = text((value) => {
  if (value === "") return "id_empty";
  // A character is a code point; only a text with more code units than that needs counting.
  const tooLong = value.length > ID_CHARACTERS_MOST && [...value].length > ID_CHARACTERS_MOST;
  return tooLong ? "id_too_long" : undefined;
}, asIs);

const money: Read = (value, where) => {
  if (typeof value !== "bigint" && typeof value !== "number") return bad("field_wrong_type", where);
  // A whole number is a bigint here; a number is one that was written otherwise ("1.0", "1e3").
  if (typeof value === "number" || value <= 0n) return bad("amount_not_whole", where);
  return { ok: true, value };
};

const planObject: Read = (value, where) =>
  isJsonObject(value) ? { ok: true, value } : bad("field_wrong_type", where);

const field = (name: string, read: Read): Field => ({ name, read });
const optional = (name: string, read: Read): Field => ({ name, read, optional: true });

const shapeOf = (fields: Fields): Shape => ({ fields, list: Object.entries(fields) });

const linesField = (items: Fields): Field => ({ name: "lines", read: linesOf(items), items });

const COMMON: Fields = {
  id: field("id", anyText),
  at: field("at", instant),
  type: field("type", anyText),
};
const HOLDER = { holder: field("holder", partyId) };
const ORDER = { order: field("order", partyId) };
const HOLD = { hold: field("hold", partyId) };
const SHARES = { shares: field("sharesMicro", shares) };
const AMOUNT = { amount: field("amountMinor", money) };

const LINE: Fields = { line: field("line", partyId) };
const PAID_LINE: Fields = {
  ...LINE,
  category: field("category", anyText),
  paid: field("paidMinor", money),
};
const REFUND_LINE: Fields = { ...LINE, ...AMOUNT };

const FIELDS = new Map<CommandType, Fields>([
  ["holder.join", { ...HOLDER, referrer: optional("referrer", partyId) }],
  ["agent.appoint", { region: field("region", partyId), ...HOLDER }],
  [
    "order.pay",
    {
      ...ORDER,
      ...HOLDER,
      lines: linesField(PAID_LINE),
      region: optional("region", partyId),
    },
  ],
  ["order.complete", ORDER],
  ["order.refund", { ...ORDER, lines: linesField(REFUND_LINE) }],
  ["shares.redeem", { ...HOLDER, ...SHARES }],
  ["shares.spend", { ...HOLDER, ...SHARES, ...ORDER }],
  ["shares.hold", { ...HOLD, ...HOLDER, ...SHARES, ...ORDER, expires: field("expires", instant) }],
  ["shares.capture", HOLD],
  ["shares.release", HOLD],
  ["spend.return", { ...ORDER, ...HOLDER, ...AMOUNT }],
  ["shares.transfer", { from: field("from", partyId), to: field("to", partyId), ...SHARES }],
  ["wallet.withdraw", { ...HOLDER, ...AMOUNT }],
  ["day.close", { date: field("date", date) }],
  ["plan.activate", { plan: field("plan", planObject) }],
]);

const SHAPES: ReadonlyMap<string, Shape> = new Map(
  [...FIELDS].map(([type, fields]) => [type, shapeOf({ ...COMMON, ...fields })]),
);

const FIELD_NAMES: ReadonlyMap<string, readonly string[]> = new Map(
  [...SHAPES].map(([type, { list }]) => [type, list.map(([, { name }]) => name)]),
);

/** The names of a command's fields, in the order of the table. */
export function fieldNames(type: CommandType): readonly string[] {
  return FIELD_NAMES.get(type)!;
}

export const COMMAND_TYPES = [...FIELDS.keys()] as CommandType[];

type ReadObject = { ok: true; value: { [name: string]: unknown } } | Refused;

function readObject(json: JsonObject, { fields, list }: Shape, where: string): ReadObject {
  const value: { [name: string]: unknown } = {};
  for (const wireName of Object.keys(json)) {
    if (!Object.hasOwn(fields, wireName)) return bad("field_unknown", where + wireName);
  }
  for (const [wireName, { name, read, optional }] of list) {
    if (!Object.hasOwn(json, wireName)) {
      if (optional) continue;
      return bad("field_missing", where + wireName);
    }
    const result = read(json[wireName] as Json, where + wireName);
    if (!result.ok) return result;
    value[name] = result.value;
  }
  return { ok: true, value };
}

function linesOf(fields: Fields): Read {
  const shape = shapeOf(fields);
  return (json, where) => {
    if (!Array.isArray(json)) return bad("field_wrong_type", where);
    if (json.length === 0) return bad("lines_empty", where);
    const lines: unknown[] = [];
    const seen = new Set<unknown>();
    for (const [index, item] of json.entries()) {
      const itemWhere = `${where}[${index}]`;
      if (!isJsonObject(item)) return bad("field_wrong_type", itemWhere);
      const line = readObject(item, shape, `${itemWhere}.`);
      if (!line.ok) return line;
      if (seen.has(line.value["line"])) return bad("line_repeated", `${itemWhere}.line`);
      seen.add(line.value["line"]);
      lines.push(line.value);
    }
    return { ok: true, value: lines };
  };
}

/**
 * Reads a command from JSON (`parseJson`).
 * Refuses: command_not_object, field_missing, field_wrong_type, type_unknown, field_unknown, id_empty,
 * id_too_long, amount_not_whole, instant_invalid, date_invalid, lines_empty, line_repeated.
 */
export function parseCommand(json: Json): { ok: true; command: Command } | Refused {
  if (!isJsonObject(json)) return refuse("command_not_object");
  if (!Object.hasOwn(json, "type")) return refuse("field_missing", { field: "type" });
  const type = json["type"];
  if (typeof type !== "string") return refuse("field_wrong_type", { field: "type" });
  const shape = SHAPES.get(type);
  if (shape === undefined) return refuse("type_unknown", { type });
  const read = readObject(json, shape, "");
  return read.ok ? { ok: true, command: read.value as Command } : read;
}

/** Writes a typed value as it is on the wire: money as a number, shares as a decimal string. */
function writeObject(value: { readonly [name: string]: unknown }, fields: Fields): JsonObject {
  const json: JsonObject = {};
  for (const [wireName, { name, items, read }] of Object.entries(fields)) {
    const member = value[name];
    if (member === undefined) continue;
    if (items !== undefined) {
      json[wireName] = (member as { [name: string]: unknown }[]).map((item) =>
        writeObject(item, items),
      );
    } else {
      json[wireName] = read === shares ? (member as bigint).toString() : (member as Json);
    }
  }
  return json;
}

/** A command as it is on the wire; `parseCommand` reads it back. */
export function formatCommand(command: Command): JsonObject {
  return writeObject(command, SHAPES.get(command.type)!.fields);
}

/** Fields in the order of their wire names, each with the text that stands before its value. */
type Written = Field & { readonly first: string; readonly next: string };

const SORTED = new Map<Fields, readonly Written[]>();

function sorted(fields: Fields): readonly Written[] {
  let list = SORTED.get(fields);
  if (list === undefined) {
    const wireNames = Object.keys(fields).sort();
    list = wireNames.map((wireName) => ({
      ...{ ...fields[wireName]!, first: `{"${wireName}":`, next: `,"${wireName}":` },
    }));
    SORTED.set(fields, list);
  }
  return list;
}

/** Adds the parts of a text: joined once at the end, they leave little behind. */
function addContent(
  parts: string[],
  value: { readonly [name: string]: unknown },
  fields: Fields,
): void {
  let isFirst = true;
  for (const { first, next, name, items, read } of sorted(fields)) {
    const member = value[name];
    if (member === undefined) continue;
    parts.push(isFirst ? first : next);
    isFirst = false;
    if (typeof member === "string") parts.push(textJson(member));
    else if (typeof member === "bigint") {
      parts.push(read === shares ? `"${member}"` : member.toString());
    } else if (items === undefined) parts.push(canonicalJson(member as Json));
    else {
      for (const [index, item] of (member as { [name: string]: unknown }[]).entries()) {
        parts.push(index === 0 ? "[" : ",");
        addContent(parts, item, items);
      }
      parts.push("]");
    }
  }
  parts.push("}");
}

/** The content of a command as one text: the canonical JSON of what is on the wire. */
export function commandContent(command: Command): string {
  const parts: string[] = [];
  addContent(parts, command, SHAPES.get(command.type)!.fields);
  return parts.join("");
}
