/**
 * The bound: `COPY` of one row of the journal and one position a purchase, over one connection, a
 * thousand in a transaction. Nothing is computed, looked up or answered one by one, so no ledger that
 * writes these rows through one connection can be faster.
 *
 * COPY runs on the driver's own hooks: the lines are sent at once, when Postgres asks for them.
 */
import { MINOR_E18 } from "@patronage/engine";
import { Query, type Client, type Connection } from "pg";
import type { Way } from "./bench-ledger-meter.ts";
import { commandText, connect, eventsText, makeTables } from "./bench-ledger-rivals.ts";
import type { Purchase } from "./bench-ledger-work.ts";

/** What the driver's connection can do, and its types do not say. */
type CopyConnection = Connection & {
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
};

/** One query that copies into several tables, and is one transaction, as every query is. */
class Copies extends Query {
  readonly #parts: readonly Buffer[];
  readonly #whenSent: () => void;
  #sent = 0;

  constructor(
    text: string,
    parts: readonly Buffer[],
    whenSent: () => void,
    answer: (error: Error | null | undefined) => void,
  ) {
    super(text, answer);
    this.#parts = parts;
    this.#whenSent = whenSent;
  }

  /** Called by the driver when Postgres waits for the next table's lines. */
  handleCopyInResponse(connection: CopyConnection): void {
    connection.sendCopyFromChunk(this.#parts[this.#sent]!);
    connection.endCopyFrom();
    this.#sent += 1;
    if (this.#sent === this.#parts.length) this.#whenSent();
  }
}

/** Copies lines in Postgres's text format; `whenSent` runs while they are being written. */
function copyInto(
  client: Client,
  tables: readonly (readonly [name: string, lines: Buffer])[],
  whenSent: () => void,
): Promise<void> {
  const text = tables.map(([name]) => `COPY ${name} FROM STDIN`).join("; ");
  const parts = tables.map(([, lines]) => lines);
  return new Promise((resolve, reject) => {
    const answer = (error: Error | null | undefined): void => (error ? reject(error) : resolve());
    client.query(new Copies(text, parts, whenSent, answer));
  });
}

export const BOUND = "the bound: COPY, a commit per 1000";

const SCHEMA = "bound";
const ORDERS_EACH = 1_000;
/** Stands in the lines where each order's own number goes. */
const NUMBER = "{number}";
/** What a typical order is granted. */
const GRANTED_MICRO = 2_345_678n;

/** The lines of one transaction, cut where the numbers go: to make them is to cost next to nothing. */
function cutLines(purchase: Purchase): { readonly journal: string[]; readonly position: string[] } {
  const { paidMinor } = purchase;
  const numbered = { ...purchase, id: `bound-${NUMBER}` };
  const quotaMinor = paidMinor * 2n;
  const events = eventsText(numbered, {
    intoMinor: (paidMinor * 30n) / 100n,
    proRataMinor: (paidMinor * 20n) / 100n,
    tierMinor: (paidMinor * 10n) / 100n,
    quotaMinor,
    sharesMicro: GRANTED_MICRO,
  });
  const journal = [NUMBER, numbered.id, commandText(numbered), events];
  const position = [`h${NUMBER}`, GRANTED_MICRO, GRANTED_MICRO, quotaMinor * MINOR_E18, 0];
  return {
    journal: `${journal.join("\t")}\n`.split(NUMBER),
    position: `${position.join("\t")}\n`.split(NUMBER),
  };
}

/** Opens the bound over fresh tables. The next lines are made while some are being written. */
export async function openBound(
  url: string,
  next: () => Purchase,
): Promise<{ readonly way: Way; close(): Promise<void> }> {
  await makeTables(url, SCHEMA, 0);
  const client = await connect(url, SCHEMA);
  const cut = Array.from({ length: ORDERS_EACH }, () => cutLines(next()));
  let made = 0;
  const makeLines = (): (readonly [name: string, lines: Buffer])[] => {
    const first = made + 1;
    made += ORDERS_EACH;
    const linesOf = (kind: "journal" | "position"): Buffer =>
      Buffer.from(cut.map((lines, k) => lines[kind].join(`${first + k}`)).join(""));
    return [
      ["journal", linesOf("journal")],
      ["positions", linesOf("position")],
    ];
  };
  let lines = makeLines();
  const pay = (): Promise<void> => copyInto(client, lines, () => (lines = makeLines()));
  const way = { way: BOUND, callers: 1, ordersEach: ORDERS_EACH, pay };
  return { way, close: () => client.end() };
}
