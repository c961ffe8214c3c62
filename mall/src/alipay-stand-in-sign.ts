/**
 * How Alipay's stand-in checks and makes RSA2 signatures, written from Alipay's description and not from
 * the SDK, so that the two check each other.
 *
 * What is signed is `name=value` of every field that is not empty, sorted by name and joined by "&":
 * without `sign` in a request, without `sign` and `sign_type` in a notice. Of an answer it is the very
 * text of its inner object.
 */
import { sign, verify } from "node:crypto";

export type Form = Readonly<Record<string, string>>;

/** What is signed of a form, leaving out the fields named. */
export function signedText(form: Form, without: readonly string[]): string {
  return Object.entries(form)
    .filter(([name, value]) => value !== "" && !without.includes(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

/** The RSA2 signature of a text, in base64. */
export function signText(text: string, privateKey: string): string {
  return sign("RSA-SHA256", Buffer.from(text), privateKey).toString("base64");
}

/** Whether a request carries the RSA2 signature of its app. */
export function isSigned(form: Form, publicKey: string): boolean {
  const { sign: signature = "", sign_type: type } = form;
  if (type !== "RSA2") return false;
  const text = Buffer.from(signedText(form, ["sign"]));
  return verify("RSA-SHA256", text, publicKey, Buffer.from(signature, "base64"));
}

/** A form with its type of signature and its signature, as notices and return URLs carry them. */
export function signForm(form: Form, privateKey: string): Record<string, string> {
  const text = signedText(form, ["sign", "sign_type"]);
  return { ...form, sign_type: "RSA2", sign: signText(text, privateKey) };
}

/** The text of an answer: its object under the method's name, and the signature of that text. */
export function signedAnswer(method: string, body: Form, privateKey: string): string {
  const inner = JSON.stringify(body);
  const key = `${method.replaceAll(".", "_")}_response`;
  return `{${JSON.stringify(key)}:${inner},"sign":${JSON.stringify(signText(inner, privateKey))}}`;
}
