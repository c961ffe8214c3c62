/**
 * Sending one message: a POST that is over in fifteen seconds, follows no redirect, and of whose answer
 * the status alone counts. What the other side writes into its answer is read a little, and thrown away.
 */
import { request as requestHttp, type IncomingMessage, type RequestOptions } from "node:http";
import { request as requestHttps } from "node:https";
import { guardedLookup, TargetError, writtenProblem, type TargetRules } from "./webhook-targets.ts";

export const SEND_MILLISECONDS = 15_000;
const ANSWER_BYTES_MOST = 4_096;

export type Sending = {
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
  readonly rules: TargetRules;
  readonly milliseconds?: number;
  /** Says that nobody waits any more. */
  readonly signal: AbortSignal;
};

/** What came of it. `failure` is for people and holds nothing that the other side wrote. */
export type Sent =
  | { readonly ok: true; readonly status: number }
  | {
      readonly ok: false;
      readonly failure: string;
      readonly isGone: boolean;
      /** What was answered, if anything was. */
      readonly status: number | undefined;
    };

const failed = (failure: string, status?: number): Sent => ({
  ...{ ok: false, failure, isGone: status === GONE, status },
});
const GONE = 410;

/** Sends a message. Failures are values; only a signal that ended it makes it throw. */
export async function send(sending: Sending): Promise<Sent> {
  const { url, rules, milliseconds = SEND_MILLISECONDS, signal } = sending;
  // An address of digits is never looked up, and so is looked at here.
  const problem = writtenProblem(url, rules);
  if (problem !== undefined) return failed(problem);
  const late = AbortSignal.timeout(milliseconds);
  try {
    const status = await post(sending, AbortSignal.any([late, signal]));
    if (status >= 200 && status < 300) return { ok: true, status };
    return failed(`status ${status}`, status);
  } catch (error) {
    signal.throwIfAborted();
    if (late.aborted) return failed("no answer in time");
    if (error instanceof TargetError) return failed(error.problem);
    const { code } = error as { code?: unknown };
    return failed(typeof code === "string" ? code : "connection lost");
  }
}

function post({ url, headers, body, rules }: Sending, signal: AbortSignal): Promise<number> {
  const target = new URL(url);
  const request = target.protocol === "https:" ? requestHttps : requestHttp;
  const options: RequestOptions = {
    method: "POST",
    headers: { ...headers, "content-length": String(Buffer.byteLength(body)) },
    lookup: guardedLookup(rules),
    signal,
    // A connection of its own: each is looked at, and none outlives its message.
    agent: false,
  };
  return new Promise((done, fail) => {
    const asking = request(target, options, (answer) => {
      readLittle(answer);
      done(answer.statusCode ?? 0);
    });
    asking.on("error", fail);
    asking.end(body);
  });
}

/** Lets a short answer end in peace, and cuts a long one off. */
function readLittle(answer: IncomingMessage): void {
  let left = ANSWER_BYTES_MOST;
  answer.on("error", () => undefined);
  answer.on("data", (part: Buffer) => {
    left -= part.length;
    if (left < 0) answer.destroy();
  });
}
