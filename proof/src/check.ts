/**
 * Checking a statement file: every dividend to the fen, the NAV of every day, and that the position is
 * counted in the root of the last close. It needs the file alone, and stops at the first thing that does
 * not fit.
 *
 * What it cannot know: whether the root, the figures of the closes and the head are those that everybody
 * else was given (compare them with what was published), and whether the cash is at the bank.
 */
import { bytesOf, HASH_BYTES, type Sha256 } from "./bytes.ts";
import {
  beginCourse,
  belowZero,
  feeMinorOf,
  fell,
  followClose,
  followEntry,
  isBetween,
  termsOf,
  walletMinorOf,
  type Course,
  type Own,
  type Terms,
} from "./follow.ts";
import { checkPath } from "./path.ts";
import { readStatementText, type Backing, type Statement, type Unreadable } from "./statement.ts";
import type { Entry, EntryOf, FileClose, Position } from "./statement.ts";
import { sumsOf, unsound, type Figures } from "./sums.ts";

/** What was found in a file in which everything fits. */
export type Checked = {
  readonly statement: Statement;
  readonly closeCount: number;
  /** The days on which the holder was paid a dividend. */
  readonly dividendDays: number;
  readonly dividendsMinor: bigint;
  readonly walletMinor: bigint;
  readonly redeemedCount: number;
  readonly first: Backing;
  readonly last: FileClose;
};

/** The first thing that does not fit, and where: a place in the file, or a sequence number and a date. */
export type Fault = {
  readonly code:
    | Unreadable["code"]
    | ("range" | "plan" | "order" | "below" | "dividend" | "fee" | "price")
    | ("nav" | "position" | "totals" | "outstanding" | "path");
  readonly where: string;
};

export type Verdict =
  { readonly ok: true; readonly checked: Checked } | { ok: false; fault: Fault };

/** Checks the text of a statement file. */
export function checkStatement(text: string, sha256: Sha256): Verdict {
  const statement = readStatementText(text, sha256);
  if ("code" in statement) return { ok: false, fault: statement };
  try {
    const found = follow(statement);
    const fault = "code" in found ? found : foundIn(statement, found.course, sha256);
    if (fault !== undefined) return { ok: false, fault };
    return { ok: true, checked: (found as Followed).checked };
  } catch (error) {
    // An amount that no tree has room for.
    if (error instanceof RangeError) return { ok: false, fault: { code: "range", where: "tree" } };
    throw error;
  }
}

type Followed = { readonly course: Course; readonly checked: Checked };

const at = (code: Fault["code"], where: string): Fault => ({ code, where });

const placeOfEntry = ({ seq, kind }: Entry): string => `${seq} (${kind})`;

/** What is wrong with the order in which things stand; undefined is nothing. */
function disorder({ plans, closes, entries, head }: Statement): Fault | undefined {
  const rises = (values: readonly (string | number)[], isStrict: boolean): number =>
    values.findIndex((value, k) => {
      const before = values[k - 1];
      return before !== undefined && (isStrict ? value <= before : value < before);
    });
  const lists = {
    plans: rises(
      plans.map(({ sinceSeq }) => sinceSeq),
      true,
    ),
    closes: rises(
      closes.map(({ seq }) => seq),
      true,
    ),
    dates: rises(
      closes.map(({ date }) => date),
      true,
    ),
    entries: rises(
      entries.map(({ seq }) => seq),
      false,
    ),
  };
  const wrong = Object.entries(lists).find(([, place]) => place >= 0);
  if (wrong !== undefined) return at("order", `${wrong[0]}[${wrong[1]}]`);
  const [first] = entries;
  const last = closes.at(-1);
  if (plans.length === 0 || last === undefined) return at("order", "closes");
  if (first?.kind !== "holderJoined" || first.seq >= closes[0]!.seq) {
    return at("order", "entries[0]");
  }
  if (plans[0]!.sinceSeq >= first.seq) return at("order", "plans[0]");
  const again = entries.findIndex(({ kind }, k) => k > 0 && kind === "holderJoined");
  if (again > 0) return at("order", `entries[${again}]`);
  if (entries.at(-1)!.seq > last.seq || head.seq < last.seq) return at("order", "head");
  return undefined;
}

/** A plan in force, and what of it a position depends on. */
type TermsSince = { readonly sinceSeq: number; readonly terms: Terms };

function readTerms({ plans, programme }: Statement): TermsSince[] | Fault {
  const list: TermsSince[] = [];
  for (const [k, { plan, sinceSeq }] of plans.entries()) {
    const terms = plan["programme"] === programme ? termsOf(plan) : undefined;
    if (terms === undefined) return at("plan", `plans[${k}]`);
    list.push({ sinceSeq, terms });
  }
  return list;
}

/** Works out the position close by close. */
function follow(statement: Statement): Followed | Fault {
  const { closes, entries, before } = statement;
  const wrong = disorder(statement);
  if (wrong !== undefined) return wrong;
  const plans = readTerms(statement);
  if ("code" in plans) return plans;
  const termsAt = (seq: number): Terms => plans.findLast(({ sinceSeq }) => sinceSeq < seq)!.terms;
  const course = beginCourse();
  let next = 0;
  let backing: Backing = before;
  const tally = { dividendDays: 0, redeemedCount: 0 };
  for (const close of closes) {
    if (fell(backing, close)) return at("nav", `${close.seq} (${close.date})`);
    const between: Between = { course, backings: [backing, close] };
    for (; entries[next] !== undefined && entries[next]!.seq < close.seq; next++) {
      const entry = entries[next]!;
      const fault = checkEntry(between, entry, termsAt(entry.seq));
      if (fault !== undefined) return fault;
      if (entry.kind === "sharesRedeemed") tally.redeemedCount += 1;
    }
    const own: Entry[] = [];
    for (; entries[next]?.seq === close.seq; next++) own.push(entries[next]!);
    const dividendE18 = checkClose(between, close, own, termsAt(close.seq));
    if (typeof dividendE18 !== "bigint") return dividendE18;
    if (dividendE18 > 0n) tally.dividendDays += 1;
    backing = close;
  }
  const { dividendsE18 } = course;
  const checked: Checked = {
    ...{ statement, closeCount: closes.length, ...tally, first: before, last: closes.at(-1)! },
    dividendsMinor: walletMinorOf({ dividendsE18, payoutsMinor: 0n, withdrawnMinor: 0n }),
    walletMinor: walletMinorOf(course),
  };
  return { course, checked };
}

/** A position, and what was behind the shares at the closes before and after. */
type Between = { readonly course: Course; readonly backings: readonly [Backing, Backing] };

type Redeemed = EntryOf<"sharesRedeemed"> | EntryOf<"forced">;

/** Redeemed shares are paid at the NAV, less the fee. */
function wrongPrice({ backings }: Between, entry: Redeemed, terms: Terms): Fault | undefined {
  const { sharesMicro, payoutMinor, feeMinor } = entry;
  const valueMinor = payoutMinor + feeMinor;
  if (feeMinorOf(terms, valueMinor) !== feeMinor) return at("fee", placeOfEntry(entry));
  const isPrice = isBetween(sharesMicro, valueMinor, backings);
  return isPrice ? undefined : at("price", placeOfEntry(entry));
}

function checkEntry(between: Between, entry: Entry, terms: Terms): Fault | undefined {
  const { course, backings } = between;
  if (entry.kind === "quotaReached" || entry.kind === "forced") {
    return at("order", placeOfEntry(entry));
  }
  if (entry.kind === "sharesRedeemed") {
    const wrong = wrongPrice(between, entry, terms);
    if (wrong !== undefined) return wrong;
  }
  if (entry.kind === "sharesSpent" && !isBetween(entry.sharesMicro, entry.valueMinor, backings)) {
    return at("price", placeOfEntry(entry));
  }
  followEntry(course, entry, terms);
  const below = belowZero(course);
  return below === undefined ? undefined : at("below", `${placeOfEntry(entry)}: ${below}`);
}

/** Follows a close; answers its dividend. */
function checkClose(
  between: Between,
  close: FileClose,
  entries: readonly Entry[],
  terms: Terms,
): bigint | Fault {
  const { course } = between;
  const where = `${close.seq} (${close.date})`;
  const [first, second] = entries;
  const reached = first?.kind === "quotaReached" ? first : undefined;
  const last = reached === undefined ? first : second;
  const forced = last?.kind === "forced" ? last : undefined;
  const own: Own = { quotaReached: reached, forced };
  const ownCount = (reached === undefined ? 0 : 1) + (forced === undefined ? 0 : 1);
  if (entries.length !== ownCount) return at("order", where);
  const wrong = forced && wrongPrice(between, forced, terms);
  if (wrong !== undefined) return wrong;
  const dividendE18 = followClose(course, close, own, terms);
  if (dividendE18 === undefined) return at("dividend", where);
  const below = belowZero(course);
  return below === undefined ? dividendE18 : at("below", `${where}: ${below}`);
}

/** Checks what was worked out against the position, the totals, and the tree; undefined when it is there. */
function foundIn(statement: Statement, course: Course, sha256: Sha256): Fault | undefined {
  const { position, tree, programme, holder, closes, plans, path } = statement;
  const names = Object.keys(position) as (keyof Position)[];
  const other = names.find((name) => course[name] !== position[name]);
  if (other !== undefined) return at("position", `position.${other}`);
  const last = closes.at(-1)!;
  for (const name of ["reserveE18", "outstandingMicro"] as const) {
    if (tree[name] !== last[name]) return at("outstanding", `tree.${name}`);
  }
  const { foundingMicro, tiersMicro } = termsOf(plans.at(-1)!.plan)!;
  if (tree.headsE18.length !== tiersMicro.length) return at("totals", "tree.headsE18");
  if (tree.figures.sharesMicro + foundingMicro !== last.outstandingMicro) {
    return at("outstanding", "tree.sharesMicro");
  }
  // No close that paid by shares was left out, and none paid them another sum than it says.
  const indexE18 = closes.reduce(
    (sumE18, { indexRiseE18 }) => sumE18 + indexRiseE18,
    statement.before.indexE18,
  );
  if (indexE18 !== tree.indexE18) return at("totals", "tree.indexE18");
  const below = unsound(tree.figures) ?? less(tree.figures, position);
  if (below !== undefined) return at("totals", `tree.${below}`);
  const figures = ownFigures(position);
  const leaf = { id: holder.id, tier: position.tier, sums: sumsOf(figures, tree) };
  const salt = bytesOf(holder.salt, HASH_BYTES)!;
  const standing = { leaf, number: holder.number, salt };
  const fault = checkPath(sha256, standing, path, tree, {
    ...{ programme, date: last.date, indexE18: tree.indexE18, headsE18: tree.headsE18 },
    ...{ reserveE18: tree.reserveE18, outstandingMicro: tree.outstandingMicro },
  });
  return (
    fault &&
    at("path", fault.code === "root" ? "tree.root" : `path[${fault.level}] (${fault.code})`)
  );
}

/** What all have less of than one of them; undefined is nothing. */
function less(all: Figures, own: Position): string | undefined {
  const names = [
    "sharesMicro",
    "quotaE18",
    "dividendsE18",
    "payoutsMinor",
    "withdrawnMinor",
  ] as const;
  return names.find((name) => all[name] < own[name]);
}

/** A holder's figures as a leaf has them. */
function ownFigures({ tier, ...amounts }: Position): Figures {
  const isEligible = amounts.sharesMicro > 0n && amounts.quotaE18 > 0n;
  const heads = Array.from({ length: tier }, (_, k) => (isEligible && k === tier - 1 ? 1 : 0));
  return { ...amounts, holders: 1, heads, eligibleMicro: isEligible ? amounts.sharesMicro : 0n };
}
