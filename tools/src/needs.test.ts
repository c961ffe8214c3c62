/** What is missing is installed where it can be, and named where it cannot. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { isThere, provide, type Machine, type Need } from "./needs.ts";

const NEEDS: readonly Need[] = [
  { package: "hledger", program: "hledger" },
  { package: "chromium", program: "chromium", isBrowser: true },
];

/** A machine on which some programs are there; apt-get answers as told, and brings all it installs. */
function machine(there: string[], canInstall: boolean, ...answers: boolean[]) {
  const calls: string[] = [];
  const said: string[] = [];
  const made: Machine = {
    isThere: (program) => there.includes(program),
    canInstall,
    aptGet(...args) {
      calls.push(args.join(" "));
      const isDone = answers.shift() ?? false;
      if (isDone && args[0] === "install") there.push(...args.slice(2));
      return isDone;
    },
    hasBrowser: () => there.includes("own browser"),
    installBrowser() {
      calls.push("own browser");
      const isDone = answers.shift() ?? false;
      if (isDone) there.push("own browser");
      return isDone;
    },
    say: (sentence) => said.push(sentence),
  };
  return { made, calls, said };
}

const INSTALL = "install --no-install-recommends";

test("nothing is done and nothing said when all is there", () => {
  const { made, calls, said } = machine(["hledger", "chromium"], true);
  assert.equal(provide(NEEDS, made), true);
  assert.deepEqual([calls, said], [[], []]);
});

test("what is missing is installed, and the lists are fetched only when that fails", () => {
  const fresh = machine(["chromium"], true, true);
  assert.equal(provide(NEEDS, fresh.made), true);
  assert.deepEqual(fresh.calls, [`${INSTALL} hledger`]);
  assert.deepEqual(fresh.said, ["Installing for the tests: hledger."]);
  const old = machine([], true, false, true, true);
  assert.equal(provide(NEEDS, old.made), true);
  const install = `${INSTALL} hledger chromium`;
  assert.deepEqual(old.calls, [install, "update", install]);
});

test("what cannot be installed is named in one sentence", () => {
  const bare = machine(["hledger"], false);
  assert.equal(provide(NEEDS, bare.made), false);
  assert.deepEqual(bare.calls, ["own browser"]);
  assert.deepEqual(bare.said, [
    "Installing Playwright's own browser for the tests.",
    "Some tests will fail until this is installed: Debian's package chromium.",
  ]);
  const offline = machine([], true);
  assert.equal(provide(NEEDS, offline.made), false);
  assert.deepEqual(offline.calls, [`${INSTALL} hledger chromium`, "update", "own browser"]);
  assert.match(offline.said.at(-1)!, /: Debian's packages hledger, chromium\.$/);
});

test("a browser that Debian does not give comes from Playwright", () => {
  const guest = machine(["hledger"], false, true);
  assert.equal(provide(NEEDS, guest.made), true);
  assert.deepEqual(guest.calls, ["own browser"]);
  const known = machine(["hledger", "own browser"], false);
  assert.equal(provide(NEEDS, known.made), true);
  assert.deepEqual(known.calls, []);
});

test("a program is found on the PATH or by its path, and a folder is none", () => {
  assert.ok(isThere("sh", "/nowhere:/bin"));
  assert.ok(isThere("/bin/sh", ""));
  assert.ok(!isThere("sh", "/nowhere"));
  assert.ok(!isThere("sh", ""));
  assert.ok(!isThere("bin", "/"));
});

test("on a machine with nothing it says its sentence and ends well", () => {
  const script = `${import.meta.dirname}/needs.ts`;
  const env = {
    PATH: "/nowhere",
    PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: "1",
    PLAYWRIGHT_BROWSERS_PATH: "/nowhere",
  };
  const options = { env, encoding: "utf8" } as const;
  const { status, stdout } = spawnSync(process.execPath, [script], options);
  assert.equal(status, 0);
  assert.match(stdout, /^Some tests will fail until this is installed: .* hledger, chromium.*\.$/m);
});
