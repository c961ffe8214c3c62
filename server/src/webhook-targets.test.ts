/** Where webhooks may be sent: to the public alone, whatever a name says from one moment to the next. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { send } from "./webhook-send.ts";
import {
  guardedLookup,
  isAllowed,
  targetProblem,
  writtenProblem,
  type Lookup,
} from "./webhook-targets.ts";
import { openTarget } from "./webhook-kit.ts";

const STRICT = { isLoopbackAllowed: false };
const LOOSE = { isLoopbackAllowed: true };

const PRIVATE = [
  ...[
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "168.63.129.16",
  ],
  ...["172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.168.1.1", "198.18.0.1"],
  ...["198.51.100.7", "203.0.113.7", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255"],
  ...["::", "::1", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:10.0.0.1"],
  ...["::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::a00:1", "2002:a00:1::1"],
  ...["2001:0:a00:1::1", "2001:db8::1", "fec0::1", "100::1", "3fff::1", "not an address", ""],
];
const PUBLIC = ["8.8.8.8", "1.1.1.1", "100.63.255.255", "172.32.0.1", "2606:4700:4700::1111"];

test("private, loopback, link-local, multicast, mapped and metadata addresses are refused", () => {
  for (const address of PRIVATE) assert.equal(isAllowed(address, STRICT), false, address);
  for (const address of PUBLIC) assert.equal(isAllowed(address, STRICT), true, address);
  assert.equal(isAllowed("127.0.0.1", LOOSE), true);
  assert.equal(isAllowed("10.0.0.1", LOOSE), false, "the option opens this machine and no network");
});

test("an address is refused as it is written, however it is written", () => {
  const problems: [url: string, problem: string | undefined][] = [
    ["https://example.com/hook", undefined],
    ["http://example.com/hook", "not_https"],
    ["ftp://example.com", "not_https"],
    ["file:///etc/passwd", "not_https"],
    ["no address", "not_url"],
    ["https://user:secret@example.com", "has_credentials"],
    ["https://127.0.0.1/", "not_public"],
    ["https://2130706433/", "not_public"],
    ["https://0x7f.1/", "not_public"],
    ["https://0177.0.0.1/", "not_public"],
    ["https://[::1]/", "not_public"],
    ["https://[::ffff:169.254.169.254]/", "not_public"],
    ["https://169.254.169.254/latest/meta-data", "not_public"],
  ];
  for (const [url, problem] of problems) assert.equal(writtenProblem(url, STRICT), problem, url);
  assert.equal(writtenProblem("http://127.0.0.1:8080/", LOOSE), undefined);
  assert.equal(writtenProblem("http://localhost:8080/", LOOSE), undefined);
  assert.equal(writtenProblem("http://example.com/", LOOSE), "not_https");
});

/** A name that resolves to one list of addresses after another. */
function names(...answers: string[][]): Lookup {
  let turn = 0;
  const resolve = (_name: string, _options: unknown, callback: (...found: unknown[]) => void) => {
    const addresses = answers[Math.min(turn++, answers.length - 1)]!;
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    );
  };
  return resolve as unknown as Lookup;
}

test("a name is refused when any of its addresses is private", async () => {
  const problem = (...answers: string[][]) =>
    targetProblem("https://shop.example/", STRICT, names(...answers));
  assert.equal(await problem(["93.184.215.14"]), undefined);
  assert.equal(await problem(["93.184.215.14", "10.0.0.1"]), "not_public");
  assert.equal(await problem(["::ffff:192.168.0.1"]), "not_public");
  assert.equal(await problem([]), "name_unknown");
  assert.equal(await targetProblem("https://localhost/", STRICT), "not_public");
  assert.equal(await targetProblem("https://nowhere.invalid/", STRICT, failing), "name_unknown");
});

const failing = ((_name: string, _options: unknown, callback: (error: Error) => void) =>
  callback(new Error("ENOTFOUND"))) as unknown as Lookup;

test("a name that was public when it was given and is private now is not connected to", async () => {
  const rebinding = names(["93.184.215.14"], ["127.0.0.1"]);
  assert.equal(await targetProblem("https://shop.example/", STRICT, rebinding), undefined);
  const found = await new Promise((resolve) =>
    guardedLookup(STRICT, rebinding)("shop.example", { all: true }, (error) => resolve(error)),
  );
  assert.equal((found as Error).message, "not_public");
});

test("a connection to a name or to digits of this machine is refused without a packet", async () => {
  const target = await openTarget();
  try {
    const port = new URL(target.url).port;
    const asked = { headers: {}, body: "{}", rules: STRICT, signal: new AbortController().signal };
    for (const url of [`https://localhost:${port}/`, `https://127.0.0.1:${port}/`]) {
      const sent = await send({ ...asked, url });
      assert.deepEqual(sent, {
        ok: false,
        failure: "not_public",
        isGone: false,
        status: undefined,
      });
    }
    assert.equal(target.came.length, 0);
  } finally {
    await target.close();
  }
});
