/**
 * Copying: rows to a table as one stream of text, which Postgres takes in at half the cost of an
 * INSERT. What stands before the COPY in the same query belongs to the same transaction: every query of
 * several statements is one.
 *
 * It runs on the driver's own hooks; `Query` is public in it, and answers Postgres when that asks for
 * the lines.
 */
import { Query, type ClientBase, type Submittable } from "pg";

/** What the driver's connection can do, and its types do not say. */
type CopyConnection = {
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
};

type Answer = (error: Error | null | undefined) => void;

/** The driver's query, as it takes part in what is said between the driver and Postgres. */
const DriverQuery = Query as unknown as new (
  text: string,
  answer: Answer,
) => { submit(connection: CopyConnection): Error | null };

class CopyQuery extends DriverQuery {
  readonly #lines: Buffer;

  constructor(text: string, lines: Buffer, answer: Answer) {
    super(text, answer);
    this.#lines = lines;
  }

  /**
   * The lines follow at once: to wait until Postgres asks would cost a turn of a busy event loop. When
   * the statements before them fail, Postgres passes over them.
   */
  override submit(connection: CopyConnection): Error | null {
    const error = super.submit(connection);
    if (error !== null) return error;
    connection.sendCopyFromChunk(this.#lines);
    connection.endCopyFrom();
    return null;
  }

  /** Called by the driver when Postgres is ready for the lines, which are under way. */
  handleCopyInResponse(): void {
    // Nothing is left to do.
  }
}

/** Runs statements of which the last is a COPY FROM STDIN, with its lines; whole or not at all. */
export function copyIn(client: ClientBase, text: string, lines: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const answer: Answer = (error) => (error ? reject(error) : resolve());
    client.query(new CopyQuery(text, Buffer.from(lines, "utf8"), answer) as unknown as Submittable);
  });
}

/** A text as a field of a line: COPY gives a meaning to backslashes, and our texts hold no control character. */
export function copyField(text: string): string {
  return text.includes("\\") ? text.replaceAll("\\", "\\\\") : text;
}
