/**
 * What the person at the keyboard can mend: a file that is not there, a line that cannot be read.
 *
 * The message is whole in itself: what is wrong, where (file:line), and what to do about it.
 */

export type UserErrorFacts = {
  readonly file?: string;
  readonly line?: number;
  /** When several things are wrong at once: each as one sentence. The message holds them all too. */
  readonly problems?: readonly string[];
  readonly cause?: unknown;
};

/** An error whose message is meant to be read by a user, without a stack trace. */
export class UserError extends Error {
  override readonly name = "UserError";
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly problems: readonly string[];

  constructor(message: string, facts: UserErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.file = facts.file;
    this.line = facts.line;
    this.problems = facts.problems ?? [];
  }
}

/** A UserError about one place: "orders.csv:12: what is wrong". */
export function errorAt(file: string, line: number | undefined, text: string): UserError {
  const place = line === undefined ? file : `${file}:${line}`;
  return new UserError(`${place}: ${text}`, line === undefined ? { file } : { file, line });
}

const SYSTEM_REASONS: { readonly [code: string]: string } = {
  ENOENT: "there is no such file or folder",
  ENOTDIR: "part of the path is not a folder",
  EISDIR: "this is a folder, not a file",
  EACCES: "reading or writing here is not allowed",
  EPERM: "reading or writing here is not allowed",
  EROFS: "this disk cannot be written to",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  ENAMETOOLONG: "the path is too long",
  EMFILE: "too many files are open",
};

/** The sentence for an error of the file system, or the error itself when it is of another kind. */
export function fromSystemError(error: unknown, file: string): unknown {
  if (!(error instanceof Error) || !("code" in error) || error instanceof UserError) return error;
  const reason = SYSTEM_REASONS[String(error.code)];
  return reason === undefined
    ? error
    : new UserError(`${file}: ${reason}.`, { file, cause: error });
}
