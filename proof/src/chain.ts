/**
 * The chain of closes: one hash over every close there was, in their order. It is under the root of the
 * last one, so whoever knows that root knows all closes before it: none can be left out of a statement
 * file, put in, moved or merged with another, whether it paid anybody or not. Version 1:
 *
 *     chain = SHA-256(0x04 · chain before · close)
 *
 * A close is its canonical JSON in UTF-8, as it stands in a statement file. The first link is the
 * beginning, a close without a date and an instant; the chain before it is 32 bytes of zero.
 */
import { bytesOf, HASH_BYTES, hexOf, utf8, type Sha256 } from "./bytes.ts";
import { canonicalText, type Json, type JsonObject } from "./canonical.ts";
import { readAmounts, readAmountText, readDate, readInstant, readSeq } from "./read.ts";
import { TIERS_MOST, type Earned } from "./sums.ts";

/** What was behind the shares. */
export type Backing = { readonly reserveE18: bigint; readonly outstandingMicro: bigint };

/** What everybody may know of a close: what it came to, when, and what was behind the shares after it. */
export type Close = Earned &
  Backing & {
    /** Its place in the journal, and the instant that it has there. */
    readonly seq: number;
    readonly at: string;
    readonly date: string;
  };

/** What there was at the beginning: no close yet, so that nothing was ever earned. */
export function beginning(backing: Backing, tiers: number): Close {
  const headsE18 = Array.from({ length: tiers }, () => 0n);
  return { ...backing, seq: 0, at: "", date: "", indexE18: 0n, headsE18 };
}

/** A close as it stands in a file. */
export function closeJson(close: Close): JsonObject {
  const { at, date, seq, headsE18, indexE18, outstandingMicro, reserveE18 } = close;
  return {
    ...{ at, date, seq, headsE18: headsE18.map(String), indexE18: String(indexE18) },
    ...{ outstandingMicro: String(outstandingMicro), reserveE18: String(reserveE18) },
  };
}

/** Before the beginning there is nothing. */
export const NO_CHAIN = "0".repeat(2 * HASH_BYTES);

/** The chain after a close, as hexadecimal digits. */
export function chainAfter(sha256: Sha256, chainBefore: string, close: Close): string {
  const text = utf8(canonicalText(closeJson(close)));
  const bytes = new Uint8Array(1 + HASH_BYTES + text.length);
  bytes[0] = LINK;
  bytes.set(bytesOf(chainBefore, HASH_BYTES)!, 1);
  bytes.set(text, 1 + HASH_BYTES);
  return hexOf(sha256(bytes));
}

const LINK = 4;

/** Reads a close; undefined when it is none. Only the beginning, at place 0, has no date and no instant. */
export function readClose(json: Json): Close | undefined {
  const others = ["at", "date", "seq", "headsE18"];
  const amounts = readAmounts(json, ["indexE18", "reserveE18", "outstandingMicro"], others);
  if (amounts === undefined) return undefined;
  const { headsE18: heads } = json as JsonObject;
  const { at, date, seq } = json as { [name: string]: Json };
  if (!Array.isArray(heads) || heads.length > TIERS_MOST) return undefined;
  const headsE18 = heads.map(readAmountText);
  if (headsE18.includes(undefined)) return undefined;
  const place = readSeq(seq);
  const when = { at: readInstant(at), date: readDate(date) };
  const isBeginning = place === 0 && at === "" && date === "";
  if (isBeginning) return { ...amounts, headsE18: headsE18 as bigint[], seq: 0, at, date };
  if (place === undefined || when.at === undefined || when.date === undefined) return undefined;
  return { ...amounts, headsE18: headsE18 as bigint[], seq: place, at: when.at, date: when.date };
}
