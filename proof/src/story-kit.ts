/**
 * For tests: a holder's story, and the file that tells it, in books that were made to fit it. A teller may
 * lie: everything in the file then goes with the lie, the position, the holder's leaf, the tree and its
 * root, save the chain of closes, which is the one that everybody else is shown.
 */
import type { Json, JsonObject } from "./canonical.ts";
import { beginning, chainAfter, closeJson, NO_CHAIN, type Close } from "./chain.ts";
import { beginCourse, followClose, followEntry, followForced, termsOf } from "./follow.ts";
import { saltOf, type Leaf } from "./node.ts";
import { hexOf } from "./bytes.ts";
import { pathText } from "./path.ts";
import { treeClose, treeCloseJson } from "./root.ts";
import { sha256 } from "./sha256.ts";
import { beforeJson, statementText, type Entry, type EntryOf, type Position } from "./statement.ts";
import { sumsOf, type Figures } from "./sums.ts";
import { createTree, siblingsOf, topOf } from "./tree.ts";

const KEY = new Uint8Array(32).fill(9);
export const E18 = 10n ** 18n;

export type Story = {
  readonly plans: readonly { readonly sinceSeq: number; readonly plan: JsonObject }[];
  /** The first is the last close before the holder joined, or the beginning. */
  readonly closes: readonly Close[];
  readonly chainBefore: string;
  readonly entries: readonly Entry[];
};

export const PLAN: JsonObject = {
  ...{ programme: "tea", currency: "CNY", foundingShares: "100", tiers: ["10", "20"] },
  ...{ onQuotaReached: "redeem", redemption: { feeRate: "0.10", consumesQuota: false } },
};

const at = (day: number, time: string): string => `2026-01-0${day}T${time}Z`;

/** A close at five past midnight after its day; the NAV is 1.00 until shares are redeemed. */
function closeOf(day: number, seq: number, [index, ...heads]: readonly number[]): Close {
  const shares = seq < 30 ? 120 : seq < 90 ? 150 : 145;
  const reserveMinor = 100 * shares + (shares === 145 ? 50 : 0);
  return {
    ...{ seq, at: at(day + 1, "00:05:00"), date: `2026-01-0${day}` },
    indexE18: BigInt(index!) * 10n ** 12n,
    headsE18: heads.map((head) => BigInt(head) * E18),
    ...{ reserveE18: BigInt(reserveMinor) * E18, outstandingMicro: BigInt(shares) * 1_000_000n },
  };
}

/** Every close of the programme, after its beginning. */
export const CLOSES: readonly Close[] = [
  beginning({ reserveE18: 10_000n * E18, outstandingMicro: 100_000_000n }, 2),
  closeOf(1, 20, [7, 0, 0]),
  closeOf(2, 60, [17, 3, 5]),
  // By heads alone, by shares alone, nothing at all, and both.
  closeOf(4, 70, [17, 13, 25]),
  closeOf(5, 80, [29, 13, 25]),
  closeOf(6, 120, [29, 13, 25]),
  closeOf(8, 130, [40, 20, 60]),
];

/** The chain before a close of the programme. */
export const chainTo = (closes: readonly Close[]): string =>
  closes.reduce((chain, close) => chainAfter(sha256, chain, close), NO_CHAIN);

const ORDER = { order: "o1", place: "buyer", owedMicro: 0n };

/** A holder that joined after the first close, bought 30 shares, redeemed five and withdrew 2.00. */
export const STORY: Story = {
  plans: [{ sinceSeq: 0, plan: PLAN }],
  closes: CLOSES.slice(1),
  chainBefore: chainTo(CLOSES.slice(0, 1)),
  entries: [
    { kind: "holderJoined", seq: 40, at: at(2, "12:00:00") },
    {
      ...{ kind: "orderAccrued", seq: 50, at: at(2, "12:30:00"), ...ORDER },
      ...{ sharesMicro: 30_000_000n, quotaMinor: 100_000n },
    },
    {
      ...{ kind: "sharesRedeemed", seq: 100, at: at(6, "12:00:00.5") },
      ...{ sharesMicro: 5_000_000n, payoutMinor: 450n, feeMinor: 50n },
    },
    { kind: "walletWithdrawn", seq: 110, at: at(6, "12:00:00.50"), amountMinor: 200n },
  ],
};

/** What a story comes to, whatever is wrong with it. */
function positionOf({ plans, closes, entries }: Story): Position {
  const terms = termsOf(plans[0]!.plan)!;
  const course = beginCourse();
  const rest = [...entries];
  const isOf = (seq: number) => (entry: Entry | undefined) => entry?.seq === seq;
  for (const [k, close] of closes.entries()) {
    if (k === 0) continue;
    while (rest[0] !== undefined && rest[0].seq < close.seq) {
      followEntry(course, rest.shift()!, terms);
    }
    const own = rest.filter(isOf(close.seq));
    const reached = own.find(({ kind }) => kind === "quotaReached");
    const forced = own.find(({ kind }) => kind === "forced");
    const between = [closes[k - 1]!, close] as const;
    followClose(course, between, reached as EntryOf<"quotaReached"> | undefined, terms);
    if (forced) followForced(course, forced as EntryOf<"forced">, close, terms);
    rest.splice(0, own.length);
  }
  const { sharesMicro, quotaE18, dividendsE18, payoutsMinor, withdrawnMinor, tier } = course;
  return { sharesMicro, quotaE18, dividendsE18, payoutsMinor, withdrawnMinor, tier };
}

const NUMBER = 1;

/** A file that tells a story under the last of the true closes, whose chain is given, beside one other holder. */
export function tell(
  story: Story,
  truth = CLOSES,
  chain = chainTo(truth),
  beside: Partial<Figures> = {},
): string {
  const last = truth.at(-1)!;
  const { tier, ...amounts } = positionOf(story);
  const terms = termsOf(story.plans[0]!.plan)!;
  const restMicro = last.outstandingMicro - terms.foundingMicro - amounts.sharesMicro;
  const ownTier = (own: number): number[] => last.headsE18.map((_, k) => (k + 1 === own ? 1 : 0));
  const isEligible = amounts.sharesMicro > 0n && amounts.quotaE18 > 0n;
  const own: Figures = {
    ...{ ...amounts, holders: 1, heads: ownTier(isEligible ? tier : 0) },
    eligibleMicro: isEligible ? amounts.sharesMicro : 0n,
  };
  const other: Figures = {
    ...{ holders: 1, heads: ownTier(1), sharesMicro: restMicro, eligibleMicro: restMicro },
    ...{ dividendsE18: 10n ** 21n, quotaE18: 10n ** 24n, payoutsMinor: 0n, withdrawnMinor: 0n },
    ...beside,
  };
  const leafOf = (number: number): Leaf =>
    number === NUMBER
      ? { id: "anna", tier, sums: sumsOf(own, last) }
      : { id: "bo", tier: 1, sums: sumsOf(other, last) };
  const tree = createTree(sha256, KEY, leafOf, 2);
  const day = { ...last, programme: "tea", chain };
  const [before, ...closes] = story.closes;
  const written = ([name, value]: [string, string | number | bigint]) =>
    [name, typeof value === "bigint" ? String(value) : value] as const;
  const json: { [part: string]: Json } = {
    ...{ kind: "patronage-statement", version: 1, programme: "tea", attestation: null },
    before: beforeJson({ ...before!, chain: story.chainBefore }),
    closes: closes.map(closeJson),
    entries: story.entries.map((entry) => Object.fromEntries(Object.entries(entry).map(written))),
    head: { batch: 9, hash: "0".repeat(64), seq: last.seq },
    holder: { id: "anna", number: NUMBER, salt: hexOf(saltOf(sha256, KEY, "anna")) },
    path: pathText(siblingsOf(tree, NUMBER)),
    plans: story.plans.map(({ sinceSeq, plan }) => ({ sinceSeq, plan })),
    position: { ...Object.fromEntries(Object.entries(amounts).map(written)), tier },
    tree: treeCloseJson(treeClose(sha256, topOf(tree), day)),
  };
  return statementText(json, sha256);
}
