/** Signatures, held against the library of the specification, which nobody here wrote. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Webhook } from "standardwebhooks";
import { isSigned, newSecret, readSecret, secretText, signaturesOf } from "./webhook-signing.ts";

const seconds = Math.floor(Date.now() / 1_000);
const message = { id: "programme_tea_12_0", seconds, body: '{"name":"林"}' };
const headersOf = (signatures: string) => ({
  "webhook-id": message.id,
  "webhook-timestamp": String(seconds),
  "webhook-signature": signatures,
});

test("the specification's library takes our signature, and refuses another body, id and secret", () => {
  const secret = newSecret();
  const theirs = new Webhook(secretText(secret));
  const headers = headersOf(signaturesOf([secret], message));
  assert.deepEqual(theirs.verify(message.body, headers), { name: "林" });
  assert.throws(() => theirs.verify(`${message.body} `, headers));
  assert.throws(() => theirs.verify(message.body, { ...headers, "webhook-id": "another" }));
  const other = new Webhook(secretText(newSecret()));
  assert.throws(() => other.verify(message.body, headers));
});

test("the vector of the specification", () => {
  const secret = readSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")!;
  const example = {
    id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
    seconds: 1614265330,
    body: '{"test": 2432232314}',
  };
  assert.equal(signaturesOf([secret], example), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
});

test("during a rotation whoever has either secret can check", () => {
  const [old, young] = [newSecret(), newSecret()];
  const headers = headersOf(signaturesOf([young, old], message));
  for (const secret of [old, young]) new Webhook(secretText(secret)).verify(message.body, headers);
});

test("we take the library's signature, and none that is old, or of the future", () => {
  const secret = newSecret();
  const theirs = new Webhook(secretText(secret)).sign(
    message.id,
    new Date(seconds * 1_000),
    message.body,
  );
  assert.ok(isSigned(secret, message, theirs, seconds + 300));
  assert.ok(!isSigned(secret, message, theirs, seconds + 301));
  assert.ok(!isSigned(secret, message, theirs, seconds - 301));
  assert.ok(!isSigned(newSecret(), message, theirs, seconds));
  assert.ok(!isSigned(secret, { ...message, seconds: Number.NaN }, theirs, seconds));
  assert.equal(readSecret("whsec_short"), undefined);
  assert.equal(readSecret(secretText(secret).slice(6)), undefined);
});
