/**
 * Signatures: a key that asks for them takes no command without. A key that was overheard, in a log or at
 * a proxy, then moves no money.
 *
 *     HMAC-SHA256(signing secret, timestamp LF method LF address LF Idempotency-Key LF SHA-256 of the body)
 *
 * in hexadecimal, the body's digest too; the timestamp is in seconds since 1970. A command that is sent a
 * second time within the five minutes has the same Idempotency-Key, and so changes nothing; of what has
 * none, each signature is taken once.
 */
import { createHmac, hash, timingSafeEqual } from "node:crypto";

export const SIGNATURE_SECONDS = 300;

export type Signed = {
  readonly timestamp: string;
  readonly method: string;
  /** Path and query, as they are sent. */
  readonly url: string;
  readonly idempotencyKey: string;
  readonly body: string;
};

/** The signature of a request. */
export function signatureOf(secret: Buffer, signed: Signed): string {
  const { timestamp, method, url, idempotencyKey, body } = signed;
  const lines = [timestamp, method, url, idempotencyKey, hash("sha256", body)];
  return createHmac("sha256", secret).update(lines.join("\n"), "utf8").digest("hex");
}

const TIMESTAMP = /^[0-9]{1,12}$/;
const SIGNATURE = /^[0-9a-f]{64}$/;

/** What is wrong with a signature; undefined where nothing is. */
export function signatureProblem(
  secret: Buffer,
  signed: Signed,
  signature: string,
  nowSeconds: number,
): "signature_invalid" | "signature_outdated" | undefined {
  if (!TIMESTAMP.test(signed.timestamp) || !SIGNATURE.test(signature)) return "signature_invalid";
  const expected = signatureOf(secret, signed);
  if (!timingSafeEqual(Buffer.from(expected), Buffer.from(signature))) return "signature_invalid";
  const isRecent = Math.abs(nowSeconds - Number(signed.timestamp)) <= SIGNATURE_SECONDS;
  return isRecent ? undefined : "signature_outdated";
}
