/** What a process of the mall is told by its environment. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { readSettings, SettingsError, type Environment } from "./settings.ts";

const GOOD: Environment = {
  DATABASE_URL: "postgres://localhost/mall",
  MALL_FOLDER: "data",
  MALL_COOKIE_SECRET: "a".repeat(24),
  MALL_DIGEST_SECRET: "b".repeat(24),
  MALL_OWNER: "owner@example.com",
  MALL_OWNER_PASSWORD: "a long password",
};

test("what is left out has a safe default", () => {
  const { host, port, origin, isSecure, proxyCount, origins, alipay } = readSettings(GOOD);
  assert.deepEqual(
    { host, port, origin, isSecure, proxyCount, origins, alipay },
    {
      ...{ host: "127.0.0.1", port: 3000, origin: "http://127.0.0.1:3000", isSecure: false },
      ...{ proxyCount: 0, origins: [], alipay: undefined },
    },
  );
});

test("an address with TLS makes cookies travel by TLS alone", () => {
  const settings = readSettings({ ...GOOD, MALL_ORIGIN: "https://mall.example/" });
  assert.equal(settings.origin, "https://mall.example");
  assert.equal(settings.isSecure, true);
});

test("everything that is missing is said at once, a line each", () => {
  assert.throws(
    () => readSettings({}),
    (error: unknown) => {
      assert.ok(error instanceof SettingsError);
      assert.deepEqual(
        error.message.split("\n").map((line) => line.split(" ")[0]),
        Object.keys(GOOD),
      );
      return true;
    },
  );
});

const BAD: readonly (readonly [string, string, RegExp])[] = [
  ["MALL_PORT", "70000", /MALL_PORT is no whole number from 0 to 65535/],
  ["MALL_ORIGIN", "mall", /MALL_ORIGIN is no address/],
  ["MALL_COOKIE_SECRET", "short", /MALL_COOKIE_SECRET is too short/],
  ["MALL_OWNER_PASSWORD", "superadmin", /MALL_OWNER_PASSWORD is too short/],
  ["SMTP_URL", "mail.example:587", /SMTP_URL is no address/],
];
for (const [name, value, sentence] of BAD) {
  test(`${name} is refused with a sentence`, () => {
    assert.throws(() => readSettings({ ...GOOD, [name]: value }), sentence);
  });
}

test("keys that cannot be read are named", () => {
  const environment = { ...GOOD, ALIPAY_APP_ID: "1", ALIPAY_PRIVATE_KEY_FILE: "no-such-file" };
  assert.throws(() => readSettings(environment), /no-such-file cannot be read \(ENOENT\)/);
});
