/**
 * The entries of a statement file: of an event, what changed this holder's shares, quota or wallet, and
 * nobody else's name.
 */
import type { Event } from "@patronage/engine";
import type { EntryKind } from "@patronage/proof";

/** An entry as it stands in the file. */
export type FileEntry = { [name: string]: string | number };

type When = { readonly seq: bigint; readonly at: string };
type Amounts = { readonly [name: string]: bigint };

function entry(
  kind: EntryKind,
  { seq, at }: When,
  amounts: Amounts,
  texts: { readonly [name: string]: string } = {},
): FileEntry {
  const written = Object.entries(amounts).map(([name, amount]) => [name, String(amount)]);
  return Object.assign(
    { kind, seq: Number(seq), at },
    texts,
    Object.fromEntries(written),
  ) as FileEntry;
}

/** The entries that an event gives a holder. */
export function entriesOf(event: Event, holder: string, when: When): FileEntry[] {
  if ("holder" in event && event.holder !== holder) return [];
  switch (event.type) {
    case "holderJoined":
      return [entry("holderJoined", when, {})];
    case "orderAccrued":
      return event.places
        .filter((one) => one.holder === holder)
        .map(({ place, sharesMicro, owedMicro, quotaMinor }) => {
          const amounts = { sharesMicro, owedMicro, quotaMinor };
          return entry("orderAccrued", when, amounts, { order: event.order, place });
        });
    case "orderRefunded":
      return event.places
        .filter((one) => one.holder === holder)
        .map(({ place, owesMicro, burnedMicro, quotaMinor }) => {
          const givenBackMinor = place === "buyer" ? event.givenBackMinor : 0n;
          const amounts = { owesMicro, burnedMicro, quotaMinor, givenBackMinor };
          return entry("orderRefunded", when, amounts, { order: event.order, place });
        });
    case "sharesRedeemed": {
      const { sharesMicro, payoutMinor, feeMinor } = event;
      return [entry("sharesRedeemed", when, { sharesMicro, payoutMinor, feeMinor })];
    }
    case "sharesSpent": {
      const { sharesMicro, valueMinor, order } = event;
      return [entry("sharesSpent", when, { sharesMicro, valueMinor }, { order })];
    }
    case "spendReturned": {
      const { amountMinor, sharesMicro, toWalletMinor, order } = event;
      return [entry("spendReturned", when, { amountMinor, sharesMicro, toWalletMinor }, { order })];
    }
    case "sharesTransferred": {
      const { from, to, sharesMicro } = event;
      const kind = from === holder ? "sharesGiven" : to === holder ? "sharesReceived" : undefined;
      return kind === undefined ? [] : [entry(kind, when, { sharesMicro })];
    }
    case "walletWithdrawn":
      return [entry("walletWithdrawn", when, { amountMinor: event.amountMinor })];
    case "dayClosed": {
      const capped = event.capped.filter((one) => one.holder === holder);
      const forced = event.forced.filter((one) => one.holder === holder);
      return [
        ...capped.map(({ proRataE18, tierE18 }) =>
          entry("quotaReached", when, { proRataE18, tierE18 }),
        ),
        ...forced.map(({ sharesMicro, payoutMinor, feeMinor }) =>
          entry("forced", when, { sharesMicro, payoutMinor, feeMinor }),
        ),
      ];
    }
    default:
      return [];
  }
}
