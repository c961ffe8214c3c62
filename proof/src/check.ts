/**
 * Checking a statement file: every dividend to the fen, the NAV of every day, and that the position is
 * counted in the root of the last close. It needs the file alone, and stops at the first thing that does
 * not fit.
 *
 * What it cannot know: whether the root, the figures of the closes and the head are those that everybody
 * else was given (compare them with what was published), and whether the cash is at the bank.
 */
import { bytesOf, HASH_BYTES, type Sha256 } from "./bytes.ts";
import { chainAfter, type Backing, type Close } from "./chain.ts";
import {
  beginCourse,
  belowZero,
  feeMinorOf,
  fell,
  followClose,
  followEntry,
  followForced,
  isBetween,
  termsOf,
  walletMinorOf,
  type Course,
  type Terms,
} from "./follow.ts";
import { checkPath } from "./path.ts";
import { instantKey } from "./read.ts";
import { readStatementText, type Statement, type Unreadable } from "./statement.ts";
import type { Entry, EntryOf, Position } from "./statement.ts";
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
  readonly last: Close;
};

/** The first thing that does not fit, and where: a place in the file, or a sequence number and a date. */
export type Fault = {
  readonly code:
    | Unreadable["code"]
    | ("range" | "plan" | "order" | "closes" | "below" | "dividend" | "fee" | "price")
    | ("forced" | "nav" | "position" | "totals" | "outstanding" | "path");
  readonly where: string;
};

export type Verdict =
  { readonly ok: true; readonly checked: Checked } | { ok: false; fault: Fault };

/** Checks the text of a statement file. */
export function checkStatement(text: string, sha256: Sha256): Verdict {
  const statement = readStatementText(text, sha256);
  if ("code" in statement) return { ok: false, fault: statement };
  try {
    const found = follow(statement, sha256);
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

type Key = string | number;

/** The first place in a list at which a key does not rise; below 0 is nowhere. */
function unrisen<Member>(list: readonly Member[], keyOf: (member: Member) => Key): number {
  return list.findIndex((member, k) => k > 0 && keyOf(member) <= keyOf(list[k - 1]!));
}

/** The first place at which it falls. */
function fallen<Member>(list: readonly Member[], keyOf: (member: Member) => Key): number {
  return list.findIndex((member, k) => k > 0 && keyOf(member) < keyOf(list[k - 1]!));
}

/** What is wrong with the order in which things stand; undefined is nothing. */
function disorder({ plans, before, closes, entries, head }: Statement): Fault | undefined {
  const all = [before, ...closes];
  const lists = {
    plans: unrisen(plans, ({ sinceSeq }) => sinceSeq),
    // Of both the first is the one before.
    closes: unrisen(all, ({ seq }) => seq) - 1,
    dates: unrisen(all, ({ date }) => date) - 1,
    entries: fallen(entries, ({ seq }) => seq),
  };
  const wrong = Object.entries(lists).find(([, place]) => place >= 0);
  if (wrong !== undefined) return at("order", `${wrong[0]}[${wrong[1]}]`);
  const [first] = entries;
  const last = closes.at(-1);
  if (plans.length === 0 || last === undefined) return at("order", "closes");
  // Else the first close after the joining could pass for the one before it, which pays nothing.
  const isFirst = first?.kind === "holderJoined" && first.seq > before.seq;
  if (!isFirst || first.seq >= closes[0]!.seq) return at("order", "entries[0]");
  if (plans[0]!.sinceSeq >= first.seq) return at("order", "plans[0]");
  const again = entries.findIndex(({ kind }, k) => k > 0 && kind === "holderJoined");
  if (again > 0) return at("order", `entries[${again}]`);
  if (entries.at(-1)!.seq > last.seq || head.seq < last.seq) return at("order", "head");
  // Instants go with places: an entry that was moved across a close needs another instant too.
  const inTime = [...all, ...entries].sort((one, other) => one.seq - other.seq);
  const untimely = inTime[fallen(inTime, (one) => instantKey(one.at))];
  return untimely && at("order", `${untimely.seq} (${untimely.at})`);
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

/**
 * What is wrong with the closes as such; undefined when they are, one after the other, those that the root
 * knows of, none left out, put in or changed.
 */
function unchained(
  { before, closes, tree }: Statement,
  tiers: number,
  sha256: Sha256,
): Fault | undefined {
  let chain = before.chain;
  let last: Close = before;
  for (const close of [before, ...closes]) {
    const isFallen = close.headsE18.some((headE18, k) => headE18 < (last.headsE18[k] ?? 0n));
    const isSound = close.headsE18.length === tiers && close.indexE18 >= last.indexE18;
    if (isFallen || !isSound) return at("closes", placeOfClose(close));
    chain = chainAfter(sha256, chain, close);
    last = close;
  }
  return chain === tree.chain ? undefined : at("closes", "tree.chain");
}

const placeOfClose = ({ seq, date }: Close): string => `${seq} (${date})`;

/** Works out the position close by close. */
function follow(statement: Statement, sha256: Sha256): Followed | Fault {
  const { closes, entries, before } = statement;
  const wrong = disorder(statement);
  if (wrong !== undefined) return wrong;
  const plans = readTerms(statement);
  if ("code" in plans) return plans;
  const other = unchained(statement, plans[0]!.terms.tiersMicro.length, sha256);
  if (other !== undefined) return other;
  // Without findLast, which the oldest browsers that are promised do not have.
  const termsAt = (seq: number): Terms =>
    plans.filter(({ sinceSeq }) => sinceSeq < seq).at(-1)!.terms;
  const course = beginCourse();
  let next = 0;
  let last: Close = before;
  const tally = { dividendDays: 0, redeemedCount: 0 };
  for (const close of closes) {
    if (fell(last, close)) return at("nav", placeOfClose(close));
    const between: Between = { course, closes: [last, close] };
    for (; entries[next] !== undefined && entries[next]!.seq < close.seq; next++) {
      const entry = entries[next]!;
      const fault = checkEntry(between, entry, termsAt(entry.seq));
      if (fault !== undefined) return fault;
      if (entry.kind === "sharesRedeemed") tally.redeemedCount += 1;
    }
    const own: Entry[] = [];
    for (; entries[next]?.seq === close.seq; next++) own.push(entries[next]!);
    const dividendE18 = checkClose(between, own, termsAt(close.seq));
    if (typeof dividendE18 !== "bigint") return dividendE18;
    if (dividendE18 > 0n) tally.dividendDays += 1;
    last = close;
  }
  const { dividendsE18 } = course;
  const checked: Checked = {
    ...{ statement, closeCount: closes.length, ...tally, first: before, last },
    dividendsMinor: walletMinorOf({ dividendsE18, payoutsMinor: 0n, withdrawnMinor: 0n }),
    walletMinor: walletMinorOf(course),
  };
  return { course, checked };
}

/** A position, and the closes before and after. */
type Between = { readonly course: Course; readonly closes: readonly [Close, Close] };

type Redeemed = EntryOf<"sharesRedeemed"> | EntryOf<"forced">;

/** Redeemed shares are paid at the NAV, less the fee. */
function wrongPrice({ closes }: Between, entry: Redeemed, terms: Terms): Fault | undefined {
  const { sharesMicro, payoutMinor, feeMinor } = entry;
  const valueMinor = payoutMinor + feeMinor;
  if (feeMinorOf(terms, valueMinor) !== feeMinor) return at("fee", placeOfEntry(entry));
  const isPrice = isBetween(sharesMicro, valueMinor, closes);
  return isPrice ? undefined : at("price", placeOfEntry(entry));
}

function checkEntry(between: Between, entry: Entry, terms: Terms): Fault | undefined {
  const { course, closes } = between;
  if (entry.kind === "quotaReached" || entry.kind === "forced") {
    return at("order", placeOfEntry(entry));
  }
  if (entry.kind === "sharesRedeemed") {
    const wrong = wrongPrice(between, entry, terms);
    if (wrong !== undefined) return wrong;
  }
  if (entry.kind === "sharesSpent" && !isBetween(entry.sharesMicro, entry.valueMinor, closes)) {
    return at("price", placeOfEntry(entry));
  }
  followEntry(course, entry, terms);
  const below = belowZero(course);
  return below === undefined ? undefined : at("below", `${placeOfEntry(entry)}: ${below}`);
}

/** Follows a close with the entries that are its own; answers its dividend. */
function checkClose(between: Between, own: readonly Entry[], terms: Terms): bigint | Fault {
  const { course, closes } = between;
  const [, close] = closes;
  const where = placeOfClose(close);
  const [first, second] = own;
  const reached = first?.kind === "quotaReached" ? first : undefined;
  const rest = reached === undefined ? first : second;
  const forced = rest?.kind === "forced" ? rest : undefined;
  const ownCount = (reached === undefined ? 0 : 1) + (forced === undefined ? 0 : 1);
  if (own.length !== ownCount) return at("order", where);
  const wrong = forced && wrongPrice(between, forced, terms);
  if (wrong !== undefined) return wrong;
  const dividendE18 = followClose(course, closes, reached, terms);
  if (dividendE18 === undefined) return at("dividend", where);
  if (forced !== undefined && !followForced(course, forced, close, terms)) {
    return at("forced", placeOfEntry(forced));
  }
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
  const { foundingMicro } = termsOf(plans.at(-1)!.plan)!;
  for (const name of ["reserveE18", "outstandingMicro"] as const) {
    if (tree[name] !== last[name]) return at("outstanding", `tree.${name}`);
  }
  if (tree.figures.sharesMicro + foundingMicro !== last.outstandingMicro) {
    return at("outstanding", "tree.sharesMicro");
  }
  if (tree.indexE18 !== last.indexE18) return at("totals", "tree.indexE18");
  if (String(tree.headsE18) !== String(last.headsE18)) return at("totals", "tree.headsE18");
  const below = unsound(tree.figures) ?? less(tree.figures, position);
  if (below !== undefined) return at("totals", `tree.${below}`);
  const figures = ownFigures(position);
  const leaf = { id: holder.id, tier: position.tier, sums: sumsOf(figures, tree) };
  const salt = bytesOf(holder.salt, HASH_BYTES)!;
  const standing = { leaf, number: holder.number, salt };
  const fault = checkPath(sha256, standing, path, tree, {
    ...{ programme, date: last.date, indexE18: tree.indexE18, headsE18: tree.headsE18 },
    ...{ reserveE18: tree.reserveE18, outstandingMicro: tree.outstandingMicro, chain: tree.chain },
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
