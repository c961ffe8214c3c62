/**
 * Dates as shops write them: one format, compiled once, read into a wall time or an instant.
 *
 * A format is made of the letters of Unicode's date patterns ("dd/MM/yyyy HH:mm"), or is one of
 * "iso", "epochSeconds", "epochMilliseconds". A text that is not of the format, a day that no
 * calendar has and a year outside 1980 to 2199 are no date: a slip of the pen must not open a
 * thousand years of quiet days, and 1970 is what machines write for no date at all.
 */

/** What a date cell says: a wall time where no offset is written, else an instant. */
export type ReadDate = { readonly wallMs: number } | { readonly instantMs: number };
export type DateReader = (text: string) => ReadDate | undefined;

const FIRST_YEAR = 1980;
const LAST_YEAR = 2199;
const FIRST_MS = Date.UTC(FIRST_YEAR, 0, 1);
const END_MS = Date.UTC(LAST_YEAR + 1, 0, 1);

const TOKENS: { readonly [token: string]: readonly [name: string, pattern: string] } = {
  yyyy: ["year", "\\d{4}"],
  yy: ["year", "\\d{2}"],
  MM: ["month", "\\d{2}"],
  M: ["month", "\\d{1,2}"],
  dd: ["day", "\\d{2}"],
  d: ["day", "\\d{1,2}"],
  HH: ["hour", "\\d{2}"],
  H: ["hour", "\\d{1,2}"],
  hh: ["hour", "\\d{2}"],
  h: ["hour", "\\d{1,2}"],
  mm: ["minute", "\\d{2}"],
  m: ["minute", "\\d{1,2}"],
  ss: ["second", "\\d{2}"],
  s: ["second", "\\d{1,2}"],
  SSS: ["milli", "\\d{3}"],
  a: ["half", "[AaPp][Mm]"],
  XXX: ["offset", "Z|[+-]\\d{2}:?\\d{2}"],
};

const PIECES = /'([^']*)'|([A-Za-z])\2*|\s+|[^A-Za-z'\s]+/g;

const ISO =
  /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?:[T ](?<hour>\d{2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,](?<milli>\d{1,9}))?)?(?<offset>Z|[+-]\d{2}:?\d{2})?)?$/;

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");

type Compiled = { readonly reader: DateReader } | { readonly problem: string };

/** Compiles a format, or says what is wrong with it. */
export function compileDateFormat(format: string): Compiled {
  if (format === "iso") return { reader: (text) => fromGroups(ISO.exec(text)?.groups) };
  if (format === "epochSeconds") return { reader: epochReader(1000) };
  if (format === "epochMilliseconds") return { reader: epochReader(1) };
  if (format.split("'").length % 2 === 0) return { problem: "a ' is not closed" };
  const seen = new Map<string, string>();
  let pattern = "";
  for (const [piece, quoted, letter] of format.matchAll(PIECES)) {
    const token = TOKENS[piece];
    if (token !== undefined) {
      if (seen.has(token[0])) return { problem: `names the ${token[0]} twice` };
      seen.set(token[0], piece);
      pattern += `(?<${token[0]}>${token[1]})`;
    } else if (letter !== undefined) return { problem: `"${piece}" is no part of a date` };
    else if (quoted !== undefined) pattern += escaped(quoted);
    else pattern += /\s/.test(piece) ? "\\s+" : escaped(piece);
  }
  const problem = incomplete(seen);
  if (problem !== undefined) return { problem };
  const expression = new RegExp(`^${pattern}$`);
  return { reader: (text) => fromGroups(expression.exec(text)?.groups) };
}

function incomplete(seen: ReadonlyMap<string, string>): string | undefined {
  for (const name of ["year", "month", "day"]) {
    if (!seen.has(name)) return `names no ${name}`;
  }
  const halves = seen.get("hour")?.startsWith("h") === true;
  if (halves !== seen.has("half")) return `"h" and "a" (AM or PM) go together`;
  if (seen.has("minute") && !seen.has("hour")) return "names a minute but no hour";
  if (seen.has("second") && !seen.has("minute")) return "names a second but no minute";
  if (seen.has("milli") && !seen.has("second")) return "names milliseconds but no second";
  return undefined;
}

function epochReader(unitMs: number): DateReader {
  return (text) => {
    if (!/^\d{1,13}$/.test(text)) return undefined;
    return withinYears({ instantMs: Number(text) * unitMs });
  };
}

function withinYears(date: ReadDate): ReadDate | undefined {
  const ms = "wallMs" in date ? date.wallMs : date.instantMs;
  return ms >= FIRST_MS && ms < END_MS ? date : undefined;
}

type Groups = { readonly [name: string]: string | undefined };

/** Twelve hours and a half to twenty-four; undefined for an hour no clock shows. */
function hourOf(groups: Groups): number | undefined {
  const hour = Number(groups["hour"] ?? 0);
  if (groups["half"] === undefined) return hour < 24 ? hour : undefined;
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (groups["half"].toLowerCase() === "pm" ? 12 : 0);
}

function fromGroups(groups: Groups | undefined): ReadDate | undefined {
  if (groups === undefined) return undefined;
  const number = (name: string): number => Number(groups[name] ?? 0);
  const year = number("year") + (groups["year"]?.length === 2 ? 2000 : 0);
  const [month, day] = [number("month"), number("day")];
  const [hour, minute, second] = [hourOf(groups), number("minute"), number("second")];
  if (year < FIRST_YEAR || hour === undefined || minute > 59 || second > 59) return undefined;
  const milli = Number((groups["milli"] ?? "0").padEnd(3, "0").slice(0, 3));
  const dayMs = Date.UTC(year, month - 1, day);
  const made = new Date(dayMs);
  if (made.getUTCMonth() !== month - 1 || made.getUTCDate() !== day) return undefined;
  const wallMs = dayMs + ((hour * 60 + minute) * 60 + second) * 1000 + milli;
  const offset = groups["offset"];
  if (offset === undefined) return withinYears({ wallMs });
  return withinYears({ instantMs: wallMs - offsetMs(offset) });
}

function offsetMs(offset: string): number {
  if (offset === "Z") return 0;
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(-2));
  return (offset.startsWith("-") ? -minutes : minutes) * 60_000;
}
