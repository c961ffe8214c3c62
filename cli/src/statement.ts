/**
 * Statements: what happened to one holder, kept so compactly that a page can hold thousands.
 *
 * Dividends are not listed: between two entries they follow from the holder's shares and tier and from
 * the index and head totals after each close, which the page has once for all. It multiplies them out
 * itself, exactly, and holds the sum against the wallet.
 */
import { closeCount, type Event, type HolderNumber, type State } from "@patronage/engine";

export const ENTRY_KINDS = [
  "joined",
  "order",
  "referral",
  "refund",
  "redeemed",
  "spent",
  "returned",
  "received",
  "gave",
  "withdrawn",
  "capped",
  "tier",
  "forced",
] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** Closes before it, its instant or date, its kind, its amounts; then shares, tier and eligibility. */
export type Entry = readonly [
  closes: number,
  when: string,
  kind: number,
  amounts: readonly string[],
  sharesMicro: string,
  tier: number,
  isEligible: 0 | 1,
];

export type Statements = {
  readonly entries: Map<HolderNumber, Entry[]>;
  /** Whose entries are kept. */
  readonly isKept: (holder: HolderNumber, id: string) => boolean;
};

/** Holders whose statements are kept unless others are named: the first so many to join. */
export const STATEMENTS_MOST = 5_000;

export function keepStatements(named: readonly string[]): Statements {
  const names = new Set(named);
  return {
    entries: new Map(),
    isKept: (holder, id) => holder < STATEMENTS_MOST || names.has(id),
  };
}

type Line = readonly [holder: string, kind: EntryKind, ...amounts: bigint[]];

/** The lines of one event: whom it touches, and with which amounts. */
function linesOf(event: Event): Line[] {
  switch (event.type) {
    case "holderJoined":
      return [[event.holder, "joined"]];
    case "orderAccrued": {
      const paidMinor = event.categories.reduce((sum, part) => sum + part.paidMinor, 0n);
      return event.places.map(({ place, holder, sharesMicro, quotaMinor }) =>
        place === "buyer"
          ? [holder, "order", paidMinor, sharesMicro, quotaMinor]
          : [holder, "referral", paidMinor, sharesMicro, quotaMinor],
      );
    }
    case "orderRefunded": {
      const backMinor = event.lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
      const withheldMinor = event.givenBackMinor + event.missingMinor;
      return event.places.map(({ place, holder, burnedMicro, quotaMinor }) => {
        const isBuyer = place === "buyer";
        const amounts = [isBuyer ? backMinor : 0n, burnedMicro, quotaMinor];
        return [holder, "refund", ...amounts, isBuyer ? withheldMinor : 0n];
      });
    }
    case "sharesRedeemed":
      return [[event.holder, "redeemed", event.sharesMicro, event.payoutMinor, event.feeMinor]];
    case "sharesSpent":
      return [[event.holder, "spent", event.sharesMicro, event.valueMinor]];
    case "spendReturned":
      return [
        [event.holder, "returned", event.amountMinor, event.sharesMicro, event.toWalletMinor],
      ];
    case "sharesTransferred":
      return [
        [event.from, "gave", event.sharesMicro],
        [event.to, "received", event.sharesMicro],
      ];
    case "walletWithdrawn":
      return [[event.holder, "withdrawn", event.amountMinor]];
    case "dayClosed":
      return [
        ...event.capped.map((capped): Line => [
          capped.holder,
          "capped",
          capped.proRataE18,
          capped.tierE18,
        ]),
        ...event.risen.map(({ holder, tier }): Line => [holder, "tier", BigInt(tier)]),
        ...event.forced.map(({ holder, sharesMicro, payoutMinor, feeMinor }): Line => [
          holder,
          "forced",
          sharesMicro,
          payoutMinor,
          feeMinor,
        ]),
      ];
    default:
      return [];
  }
}

/** Keeps the entries of an event that was just applied. */
export function noteEntries(statements: Statements, state: State, event: Event, at: string): void {
  const { holders } = state.store;
  const when = event.type === "dayClosed" ? event.date : at;
  for (const [id, kind, ...amounts] of linesOf(event)) {
    const holder = holders.find(id)!;
    if (!statements.isKept(holder, id)) continue;
    const sharesMicro = holders.sharesMicro.get(holder);
    const entry: Entry = [
      closeCount(state),
      when,
      ENTRY_KINDS.indexOf(kind),
      amounts.map(String),
      `${sharesMicro}`,
      holders.tier.get(holder),
      sharesMicro > 0n && holders.quotaE18.get(holder) > 0n ? 1 : 0,
    ];
    const kept = statements.entries.get(holder);
    if (kept === undefined) statements.entries.set(holder, [entry]);
    else kept.push(entry);
  }
}
