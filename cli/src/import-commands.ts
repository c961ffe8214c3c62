/**
 * Events in the order of time, written as commands with a close after every day.
 *
 * At one instant the order is: the close of the day before, then joins, pays, completes, refunds.
 * A holder joins before its first order. A referrer who has not bought yet joins with it, under
 * whoever its own first order names. Spec section 4.
 */
import { keyOf } from "./external-sort.ts";
import type { Note } from "./import-report.ts";
import { addDays, type Zone } from "./zone.ts";

/** [line, category, paidMinor]: money as a text, since it may be larger than a JSON number. */
export type PaidLine = readonly [line: string, category: string, paidMinor: string];

export type Event =
  | readonly ["join", instantMs: number, row: number, holder: string, referrer: string]
  | readonly [
      kind: "pay",
      instantMs: number,
      row: number,
      order: string,
      holder: string,
      region: string,
      lines: readonly PaidLine[],
    ]
  | readonly ["complete", instantMs: number, row: number, order: string]
  | readonly [
      kind: "refund",
      instantMs: number,
      row: number,
      document: string,
      order: string,
      line: string,
      amountMinor: string,
    ];

const RANKS = { join: 1, pay: 2, complete: 3, refund: 4 } as const;

/** Where an event stands in time. The lines of one refund come to stand together. */
export function eventKey(event: Event): string {
  const [kind, instantMs, row] = event;
  return event[0] === "refund"
    ? keyOf(instantMs, RANKS[kind], event[3], event[4], event[5], row)
    : keyOf(instantMs, RANKS[kind], row);
}

export type FirstOrder = {
  readonly instantMs: number;
  readonly row: number;
  readonly referrer: string;
};

export type Timeline = {
  readonly zone: Zone;
  /** The day of the last pay or refund; undefined when there is none. */
  readonly lastDay: string | undefined;
  /** Whether orders complete after that day too. */
  readonly completeAtEnd: boolean;
  /** Of every holder who ever ordered; empty when nobody names referrers. */
  readonly firstOrders: ReadonlyMap<string, FirstOrder>;
  readonly note: (note: Note, row: number) => void;
};

const text = (value: string): string => JSON.stringify(value);

/** An instant as the ledger reads it; a fraction only where there is one. */
export function instantText(instantMs: number): string {
  return new Date(instantMs).toISOString().replace(".000Z", "Z");
}

/** An id inside a longer one: what would make two ids look the same is escaped. */
const idPart = (id: string): string => id.replaceAll("%", "%25").replaceAll(":", "%3A");

function command(id: string, instantMs: number, type: string, fields: string): string {
  return `{"id":${text(id)},"at":"${instantText(instantMs)}","type":"${type}",${fields}}\n`;
}

type Refund = {
  readonly instantMs: number;
  readonly document: string;
  readonly order: string;
  readonly amountsMinor: Map<string, bigint>;
};

/** Writes commands from events that come in the order of `eventKey`. */
export class CommandWriter {
  readonly counts = { joins: 0, pays: 0, completes: 0, refunds: 0, closes: 0 };
  waitingOrders = 0;
  firstDay: string | undefined;
  lastDay: string | undefined;

  readonly #timeline: Timeline;
  readonly #endMs: number;
  readonly #joined = new Set<string>();
  #refund: Refund | undefined;
  #day: string | undefined;
  #dayEndMs = 0;
  #text = "";

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
    this.#endMs =
      timeline.lastDay === undefined ? 0 : timeline.zone.startOfDay(addDays(timeline.lastDay, 1));
  }

  /** Takes an event; answers the text of the commands that are ready. */
  write(event: Event): string {
    const [kind, instantMs] = event;
    if (kind === "complete" && instantMs >= this.#endMs && !this.#timeline.completeAtEnd) {
      this.waitingOrders += 1;
      return "";
    }
    if (!this.#continuesRefund(event)) this.#flushRefund();
    this.#closeDaysBefore(instantMs);
    if (event[0] === "join") this.#join(event[1], event[2], event[3], event[4]);
    else if (event[0] === "pay") this.#pay(event);
    else if (event[0] === "complete") {
      this.counts.completes += 1;
      const order = event[3];
      this.#text += command(
        `complete-${order}`,
        instantMs,
        "order.complete",
        `"order":${text(order)}`,
      );
    } else this.#addRefund(event[1], event[3], event[4], event[5], BigInt(event[6]));
    return this.#take();
  }

  /** Closes the last day; answers the text of the last commands. */
  end(): string {
    this.#flushRefund();
    if (this.#day !== undefined) this.#closeDay(this.#day);
    return this.#take();
  }

  #take(): string {
    const ready = this.#text;
    this.#text = "";
    return ready;
  }

  #closeDaysBefore(instantMs: number): void {
    const { zone } = this.#timeline;
    if (this.#day === undefined) {
      this.#day = zone.dateOf(instantMs);
      this.#dayEndMs = zone.startOfDay(addDays(this.#day, 1));
      this.firstDay = this.#day;
    }
    while (instantMs >= this.#dayEndMs) {
      this.#closeDay(this.#day);
      const startMs = this.#dayEndMs;
      this.#day = addDays(this.#day, 1);
      this.#dayEndMs = zone.startOfDay(addDays(this.#day, 1));
      // A zone that crossed the date line left out a whole day: there is nothing to close.
      if (this.#dayEndMs > startMs) continue;
      this.#day = addDays(this.#day, 1);
      this.#dayEndMs = zone.startOfDay(addDays(this.#day, 1));
    }
  }

  #closeDay(day: string): void {
    this.counts.closes += 1;
    this.lastDay = day;
    this.#text += command(`close-${day}`, this.#dayEndMs, "day.close", `"date":"${day}"`);
  }

  /** Joins a holder, and before it everyone above it who has not joined. */
  #join(instantMs: number, row: number, holder: string, referrer: string): void {
    const { firstOrders, note } = this.#timeline;
    if (this.#joined.has(holder)) {
      const joinedUnder = firstOrders.get(holder)?.referrer ?? "";
      if (referrer !== "" && referrer !== joinedUnder) note("referrer_differs", row);
      return;
    }
    const chain = new Set<string>([holder]);
    let above = firstOrders.get(holder)?.referrer ?? "";
    while (above !== "" && !this.#joined.has(above) && !chain.has(above)) {
      chain.add(above);
      above = firstOrders.get(above)?.referrer ?? "";
    }
    if (chain.has(above)) {
      note("referrer_circle", row);
      above = "";
    }
    for (const member of [...chain].reverse()) {
      const under = above === "" ? "" : `,"referrer":${text(above)}`;
      this.#text += command(
        `join-${member}`,
        instantMs,
        "holder.join",
        `"holder":${text(member)}${under}`,
      );
      this.#joined.add(member);
      this.counts.joins += 1;
      above = member;
    }
  }

  #pay(event: Event & { readonly 0: "pay" }): void {
    const [, instantMs, , order, holder, region, lines] = event;
    const paid = lines.map(
      ([line, category, paidMinor]) =>
        `{"line":${text(line)},"category":${text(category)},"paid":${paidMinor}}`,
    );
    const place = region === "" ? "" : `,"region":${text(region)}`;
    this.counts.pays += 1;
    this.#text += command(
      `pay-${order}`,
      instantMs,
      "order.pay",
      `"order":${text(order)},"holder":${text(holder)},"lines":[${paid.join(",")}]${place}`,
    );
  }

  #continuesRefund(event: Event): boolean {
    const refund = this.#refund;
    return (
      refund !== undefined &&
      event[0] === "refund" &&
      event[1] === refund.instantMs &&
      event[3] === refund.document &&
      event[4] === refund.order
    );
  }

  #addRefund(
    instantMs: number,
    document: string,
    order: string,
    line: string,
    amountMinor: bigint,
  ): void {
    this.#refund ??= { instantMs, document, order, amountsMinor: new Map() };
    const { amountsMinor } = this.#refund;
    amountsMinor.set(line, (amountsMinor.get(line) ?? 0n) + amountMinor);
  }

  #flushRefund(): void {
    if (this.#refund === undefined) return;
    const { instantMs, document, order, amountsMinor } = this.#refund;
    const lines = [...amountsMinor].map(
      ([line, amountMinor]) => `{"line":${text(line)},"amount":${amountMinor}}`,
    );
    this.counts.refunds += 1;
    this.#text += command(
      `refund-${idPart(document)}:${idPart(order)}:${instantText(instantMs)}`,
      instantMs,
      "order.refund",
      `"order":${text(order)},"lines":[${lines.join(",")}]`,
    );
    this.#refund = undefined;
  }
}
