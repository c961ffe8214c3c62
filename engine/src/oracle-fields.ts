/**
 * Oracle, part: the fields of a command, before any state is looked at (spec section 4).
 *
 * Dates and instants are checked by arithmetic. An instant is whole seconds since 0000-01-01 and the
 * digits of its fraction without trailing zeros, so that any length compares exactly.
 */

import { isJsonObject, type Json, type JsonObject } from "./json.ts";

export type Instant = { seconds: bigint; fraction: string };

type FieldKind =
  "id" | "text" | "shares" | "money" | "instant" | "date" | "object" | "payLines" | "refundLines";

type Shape = { required: Record<string, FieldKind>; optional?: Record<string, FieldKind> };

export const SECONDS_PER_DAY = 86_400n;

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Days since 0000-01-01 of a date "YYYY-MM-DD"; undefined when there is no such date. */
export function parseDate(text: string): bigint | undefined {
  const match = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text);
  if (match === null) return undefined;
  const year = Number(match[1]);
  const month = Number(match[2]);
  const day = Number(match[3]);
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  let days = BigInt(day - 1);
  for (let earlier = 1; earlier < month; earlier += 1) days += BigInt(daysInMonth(year, earlier));
  const years = BigInt(year);
  // Year 0 is a leap year, and so the leap days before year Y are those of 0, 4, … below Y.
  const leapDays = (years + 3n) / 4n - (years + 99n) / 100n + (years + 399n) / 400n;
  return days + 365n * years + leapDays;
}

/** Reads "YYYY-MM-DDTHH:MM:SS(.fraction)Z"; undefined when there is no such instant. */
export function parseInstant(text: string): Instant | undefined {
  const match = /^(.{10})T([0-9]{2}):([0-9]{2}):([0-9]{2})(\.([0-9]+))?Z$/.exec(text);
  if (match === null) return undefined;
  const days = parseDate(match[1] ?? "");
  const hour = BigInt(match[2] ?? "");
  const minute = BigInt(match[3] ?? "");
  const second = BigInt(match[4] ?? "");
  if (days === undefined || hour > 23n || minute > 59n || second > 59n) return undefined;
  let fraction = match[6] ?? "";
  while (fraction.endsWith("0")) fraction = fraction.slice(0, -1);
  return { seconds: days * SECONDS_PER_DAY + hour * 3600n + minute * 60n + second, fraction };
}

/** Below 0, 0 or above 0, as `first` is before, at or after `second`. */
export function compareInstants(first: Instant, second: Instant): number {
  if (first.seconds !== second.seconds) return first.seconds < second.seconds ? -1 : 1;
  if (first.fraction === second.fraction) return 0;
  return first.fraction < second.fraction ? -1 : 1;
}

function isId(value: Json): boolean {
  return typeof value === "string" && value !== "" && [...value].length <= 128;
}

function areLines(value: Json, fields: Record<string, FieldKind>): boolean {
  if (!Array.isArray(value) || value.length === 0) return false;
  return value.every(
    (line) => isJsonObject(line) && whyMalformed(line, { required: fields }) === undefined,
  );
}

function isOfKind(value: Json, kind: FieldKind): boolean {
  switch (kind) {
    case "id":
      return isId(value);
    case "text":
      return typeof value === "string";
    case "shares":
      return typeof value === "string" && /^[1-9][0-9]*$/.test(value);
    case "money":
      return typeof value === "bigint" && value > 0n;
    case "instant":
      return typeof value === "string" && parseInstant(value) !== undefined;
    case "date":
      return typeof value === "string" && parseDate(value) !== undefined;
    case "object":
      return isJsonObject(value);
    case "payLines":
      return areLines(value, { line: "id", category: "text", paid: "money" });
    case "refundLines":
      return areLines(value, { line: "id", amount: "money" });
  }
}

function whyMalformed(object: JsonObject, shape: Shape): string | undefined {
  const optional = shape.optional ?? {};
  for (const field of Object.keys(shape.required)) {
    if (!Object.hasOwn(object, field)) return "field_missing";
  }
  for (const field of Object.keys(object)) {
    const kinds = Object.hasOwn(shape.required, field) ? shape.required : optional;
    if (!Object.hasOwn(kinds, field)) return "field_unknown";
    if (!isOfKind(object[field] as Json, kinds[field] as FieldKind)) return "field_wrong";
  }
  return undefined;
}

const SHAPES = new Map<string, Shape>([
  ["holder.join", { required: { holder: "id" }, optional: { referrer: "id" } }],
  ["agent.appoint", { required: { region: "id", holder: "id" } }],
  [
    "order.pay",
    { required: { order: "id", holder: "id", lines: "payLines" }, optional: { region: "id" } },
  ],
  ["order.complete", { required: { order: "id" } }],
  ["order.refund", { required: { order: "id", lines: "refundLines" } }],
  ["shares.redeem", { required: { holder: "id", shares: "shares" } }],
  ["shares.spend", { required: { holder: "id", shares: "shares", order: "id" } }],
  [
    "shares.hold",
    { required: { hold: "id", holder: "id", shares: "shares", order: "id", expires: "instant" } },
  ],
  ["shares.capture", { required: { hold: "id" } }],
  ["shares.release", { required: { hold: "id" } }],
  ["spend.return", { required: { order: "id", holder: "id", amount: "money" } }],
  ["shares.transfer", { required: { from: "id", to: "id", shares: "shares" } }],
  ["wallet.withdraw", { required: { holder: "id", amount: "money" } }],
  ["day.close", { required: { date: "date" } }],
  ["plan.activate", { required: { plan: "object" } }],
]);

/** Every command type there is. */
export const COMMAND_TYPES: string[] = [...SHAPES.keys()];

/** Why a command's fields cannot be right in any state; undefined when they can. */
export function whyFieldsRefused(command: JsonObject): string | undefined {
  const type = Object.hasOwn(command, "type") ? command["type"] : undefined;
  if (type === undefined) return "field_missing";
  if (typeof type !== "string") return "field_wrong";
  const shape = SHAPES.get(type);
  if (shape === undefined) return "type_unknown";
  const common: Record<string, FieldKind> = { id: "text", at: "instant", type: "text" };
  return whyMalformed(command, { ...shape, required: { ...common, ...shape.required } });
}
