/**
 * The encoding under the hash: fixed bytes, versioned, with golden vectors.
 *
 * A journal begins with a line for the plan. A batch is a line that says which one it is and what came
 * before, and a line an applied command. Each ends in a line feed, in UTF-8:
 *
 *     {"plan":{…},"version":1}
 *     {"batch":1,"previous":"<64 hexadecimal digits>","version":1}
 *     {"command":{…},"events":[…],"seq":1}
 *
 * A batch's hash is the SHA-256 of its lines; the first one's `previous` is that of the plan's line.
 * All are canonical JSON: keys in code-unit order, no white space. A command stands as it is given,
 * money as whole numbers; in events every amount is a decimal string, so that no reader of JSON can
 * round it. An export is these very lines, so that anyone can check the chain in any language.
 *
 * It is frozen: another encoding gets another version, and old batches keep theirs.
 */
import { createHash } from "node:crypto";
import {
  canonicalJson,
  isJsonObject,
  parseJson,
  textJson,
  type Event,
  type Json,
} from "@patronage/engine";

const VERSION = 1;

/** The line with which a journal begins, without its end. */
export function planLine(plan: string): string {
  return `{"plan":${plan},"version":${VERSION}}`;
}

/** The hash before the first batch, of the canonical JSON of the plan. */
export function planHash(plan: string): Buffer {
  return createHash("sha256")
    .update(`${planLine(plan)}\n`, "utf8")
    .digest();
}

/** One applied command: the canonical JSON of the command, and of the list of its events. */
export type Entry = { readonly seq: bigint; readonly command: string; readonly events: string };

/** The line of an entry, without its end. */
export function entryLine({ seq, command, events }: Entry): string {
  return `{"command":${command},"events":${events},"seq":${seq}}`;
}

/** The line with which a batch begins, without its end. */
export function batchLine(previous: Buffer, batch: bigint): string {
  return `{"batch":${batch},"previous":"${previous.toString("hex")}","version":${VERSION}}`;
}

/** The hash of a batch that follows the one with the hash `previous`. */
export function batchHash(previous: Buffer, batch: bigint, entries: readonly Entry[]): Buffer {
  const lines = entries.map(entryLine);
  const bytes = `${batchLine(previous, batch)}\n${lines.join("\n")}\n`;
  return createHash("sha256").update(bytes, "utf8").digest();
}

/** How one field is written and read. */
type Field =
  | "text"
  | "amount"
  | "amounts"
  | "count"
  | "json"
  | { readonly listOf: { readonly [name: string]: Field } };
type Fields = { readonly [name: string]: Field };

const PAID_LINES: Field = { listOf: { category: "text", line: "text", paidMinor: "amount" } };
const REFUND_LINES: Field = { listOf: { amountMinor: "amount", line: "text" } };

/** The fields of every event in code-unit order; `type` among them. A holder's number follows from the rest. */
const EVENT_FIELDS: { readonly [Type in Event["type"]]: Fields } = {
  holderJoined: { holder: "text", referrer: "text", type: "text" },
  agentAppointed: { holder: "text", region: "text", type: "text" },
  orderPaid: { holder: "text", lines: PAID_LINES, order: "text", region: "text", type: "text" },
  orderAccrued: {
    buyerDividendsE18: "amount",
    buyerGivenBackMinor: "amount",
    buyerIndexE18: "amount",
    categories: { listOf: { category: "text", paidMinor: "amount" } },
    intoMinor: "amount",
    order: "text",
    places: {
      listOf: {
        holder: "text",
        owedMicro: "amount",
        place: "text",
        quotaMinor: "amount",
        sharesMicro: "amount",
      },
    },
    proRataMinor: "amount",
    tierMinor: "amount",
    type: "text",
  },
  orderReduced: { lines: REFUND_LINES, order: "text", type: "text" },
  orderRefunded: {
    excessE18: "amount",
    givenBackMinor: "amount",
    lines: REFUND_LINES,
    missingMinor: "amount",
    order: "text",
    places: {
      listOf: {
        burnedMicro: "amount",
        holder: "text",
        owesMicro: "amount",
        place: "text",
        quotaMinor: "amount",
      },
    },
    proRataMinor: "amount",
    refundLossMinor: "amount",
    reserveMinor: "amount",
    tierMinor: "amount",
    type: "text",
  },
  sharesRedeemed: {
    excessE18: "amount",
    feeMinor: "amount",
    holder: "text",
    payoutMinor: "amount",
    sharesMicro: "amount",
    type: "text",
  },
  sharesSpent: {
    excessE18: "amount",
    fromReserveMinor: "amount",
    hold: "text",
    holder: "text",
    order: "text",
    sharesMicro: "amount",
    type: "text",
    valueMinor: "amount",
  },
  sharesHeld: {
    expires: "text",
    hold: "text",
    holder: "text",
    order: "text",
    sharesMicro: "amount",
    type: "text",
  },
  holdReleased: { hold: "text", type: "text" },
  spendReturned: {
    amountMinor: "amount",
    holder: "text",
    order: "text",
    sharesMicro: "amount",
    toProRataMinor: "amount",
    toReserveMinor: "amount",
    toWalletMinor: "amount",
    type: "text",
  },
  sharesTransferred: { from: "text", sharesMicro: "amount", to: "text", type: "text" },
  walletWithdrawn: { amountMinor: "amount", holder: "text", type: "text" },
  dayClosed: {
    capped: { listOf: { holder: "text", proRataE18: "amount", tierE18: "amount" } },
    carriedE18: "amount",
    date: "text",
    forced: {
      listOf: {
        excessE18: "amount",
        feeMinor: "amount",
        holder: "text",
        payoutMinor: "amount",
        sharesMicro: "amount",
      },
    },
    headRisesE18: "amounts",
    indexRiseE18: "amount",
    proRataPaidE18: "amount",
    risen: { listOf: { holder: "text", tier: "count" } },
    tierMovedE18: "amount",
    tierPaidE18: "amount",
    tree: "json",
    type: "text",
  },
  planActivated: { gate: "json", plan: "json", type: "text" },
};

/** A table of fields as a list, each with the texts that may stand before its value. */
type Listed = readonly {
  readonly name: string;
  readonly first: string;
  readonly next: string;
  readonly field: Field;
}[];

const LISTED = new Map<Fields, Listed>();

function listed(fields: Fields): Listed {
  let list = LISTED.get(fields);
  if (list === undefined) {
    list = Object.entries(fields).map(([name, field]) => ({
      ...{ name, field, first: `{"${name}":`, next: `,"${name}":` },
    }));
    LISTED.set(fields, list);
  }
  return list;
}

function addValue(parts: string[], field: Field, value: unknown): void {
  if (field === "amount") parts.push('"', (value as bigint).toString(), '"');
  else if (field === "text") parts.push(textJson(value as string));
  else if (field === "count") parts.push(String(value));
  else if (field === "json") parts.push(canonicalJson(value as Json));
  else if (field === "amounts") parts.push(JSON.stringify((value as bigint[]).map(String)));
  else {
    const list = listed(field.listOf);
    const items = value as object[];
    parts.push("[");
    for (let index = 0; index < items.length; index++) {
      if (index > 0) parts.push(",");
      addObject(parts, list, items[index]!);
    }
    parts.push("]");
  }
}

function addObject(parts: string[], list: Listed, object: object): void {
  let isFirst = true;
  for (const { name, first, next, field } of list) {
    const value = (object as { readonly [name: string]: unknown })[name];
    if (value === undefined) continue;
    parts.push(isFirst ? first : next);
    isFirst = false;
    addValue(parts, field, value);
  }
  parts.push("}");
}

/** The text of events under the hash. */
export function eventsText(events: readonly Event[]): string {
  const parts: string[] = [];
  for (const event of events) {
    parts.push(parts.length === 0 ? "[" : ",");
    addObject(parts, listed(EVENT_FIELDS[event.type]), event);
  }
  parts.push(events.length === 0 ? "[]" : "]");
  return parts.join("");
}

function readValue(field: Field, json: Json): unknown {
  if (field === "text" || field === "json") return json;
  if (field === "amount") return BigInt(json as string);
  if (field === "count") return Number(json);
  if (field === "amounts") return (json as string[]).map(BigInt);
  return (json as Json[]).map((item) => readObject(field.listOf, item));
}

function readObject(fields: Fields, json: Json): { [name: string]: unknown } {
  if (!isJsonObject(json)) throw new SyntaxError("an event is an object");
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => {
      const field = fields[name];
      if (field === undefined) throw new SyntaxError(`an event has no field "${name}"`);
      return [name, readValue(field, value)];
    }),
  );
}

/**
 * Reads the text of events. A holder's number is not in it: `find` gives it, where it is needed.
 * Throws a SyntaxError when the text is none.
 */
export function readEvents(text: string, find?: (holder: string) => number): Event[] {
  return (parseJson(text) as Json[]).map((json) => {
    const type = isJsonObject(json) ? json["type"] : undefined;
    if (typeof type !== "string" || !Object.hasOwn(EVENT_FIELDS, type)) {
      throw new SyntaxError("an event has a type of the list");
    }
    const event = readObject(EVENT_FIELDS[type as Event["type"]], json) as unknown as Event;
    if (event.type !== "orderAccrued" || find === undefined) return event;
    const places = event.places.map((place) => ({ ...place, number: find(place.holder) }));
    return { ...event, places };
  });
}
