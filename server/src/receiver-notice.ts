/**
 * Notices: what a shop told of an order, in one form for all shops, and without anything of a person.
 *
 * It holds ids, amounts and what categories are chosen by, and is all that is kept of a delivery. Numbers
 * are decimal texts, exactly as they come; what was paid for a line is net of tax, shipping and discounts.
 */
import { createHmac } from "node:crypto";
import { ReadingError } from "./receiver-reading.ts";
import { isSameText } from "./webhook-signing.ts";

export type NoticeLine = {
  readonly line: string;
  readonly quantity: string;
  readonly paid: string;
  /** What a category is chosen by, as far as the shop tells. */
  readonly sku?: string | undefined;
  readonly product?: string | undefined;
  readonly variant?: string | undefined;
  readonly title?: string | undefined;
  readonly vendor?: string | undefined;
  readonly type?: string | undefined;
  readonly collection?: string | undefined;
  readonly tags?: readonly string[] | undefined;
};

export type NoticeRefund = {
  readonly refund: string;
  /** The money that went back, with tax and shipping, where the shop tells it. */
  readonly total?: string | undefined;
  /** Of that money, where it is not the order's. */
  readonly currency?: string | undefined;
  readonly lines: readonly {
    readonly line: string;
    readonly quantity?: string | undefined;
    /** How many pieces are left by now, where the shop tells that and not what came back. */
    readonly kept?: string | undefined;
    /** Net of tax. */
    readonly amount?: string | undefined;
  }[];
};

export type Region = {
  readonly country?: string | undefined;
  readonly province?: string | undefined;
  readonly city?: string | undefined;
};

export type Notice =
  | {
      readonly told: "order";
      readonly order: string;
      /** The shop's id of the buyer; undefined for a guest. */
      readonly customer?: string | undefined;
      readonly currency: string;
      /** When the shop last changed it: of two notices the younger one knows better. */
      readonly at?: string | undefined;
      /** What the whole order came to, with tax and shipping. */
      readonly total: string;
      readonly isTest: boolean;
      readonly isPaid: boolean;
      readonly isFulfilled: boolean;
      readonly isCancelled: boolean;
      readonly region: Region;
      readonly lines: readonly NoticeLine[];
      readonly refunds: readonly NoticeRefund[];
    }
  | { readonly told: "refund"; readonly order: string; readonly refund: NoticeRefund };

/** A notice with no more of the address than one part, or nothing of it. */
export const onlyRegion = (notice: Notice, part: keyof Region | "none"): Notice =>
  notice.told === "refund"
    ? notice
    : { ...notice, region: part === "none" ? {} : { [part]: notice.region[part] } };

/** That all of an order came back, whatever was told of it in parts. */
export const allBack = (lines: readonly NoticeLine[]): NoticeRefund => ({
  refund: "all",
  lines: lines.map(({ line }) => ({ line, kept: "0" })),
});

/** What was read of a delivery. */
export type Read =
  | { readonly kind: "notice"; readonly topic: string; readonly notice: Notice }
  /** It is about something else, or nothing yet. */
  | { readonly kind: "ignored"; readonly topic: string; readonly reason: "topic" | "ping" }
  | { readonly kind: "unreadable"; readonly topic: string; readonly reason: string };

export type Headers = { readonly [name: string]: string | readonly string[] | undefined };

/** What comes in at a receiver. */
export type Incoming = { readonly headers: Headers; readonly body: string };

/** How one kind of shop is understood. */
export type Shop = {
  /** Whether it is the shop that sent this. */
  isFrom(incoming: Incoming, secret: string, nowSeconds: number): boolean;
  read(incoming: Incoming): Read;
  /** The shop's own name for the delivery. */
  sourceOf(incoming: Incoming): string | undefined;
};

/** A header of which there is one. */
export function headerOf({ headers }: Incoming, name: string): string | undefined {
  const value = headers[name];
  return typeof value === "string" ? value : undefined;
}

/** Whether a header holds the base64 HMAC-SHA256 of the raw body, by a shop's secret. */
export function isHmacOf(incoming: Incoming, header: string, secret: string): boolean {
  const expected = createHmac("sha256", secret).update(incoming.body, "utf8").digest("base64");
  return isSameText(headerOf(incoming, header) ?? "", expected);
}

/** Reads a notice; what is not as the shop's documentation says is unreadable, with its place. */
export function readNotice(topic: string, read: () => Notice): Read {
  try {
    return { kind: "notice", topic, notice: read() };
  } catch (error) {
    if (!(error instanceof ReadingError)) throw error;
    return { kind: "unreadable", topic, reason: error.message };
  }
}
