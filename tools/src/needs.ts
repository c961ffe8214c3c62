/**
 * Needs: makes sure that the programs which the tests run, and which npm does not bring, are there.
 *
 * What is missing is installed where that can be done without asking: by root, with apt-get; and a
 * browser, where Debian's cannot be had, as the one that Playwright brings. Where not, one sentence says
 * what to install. It never fails by itself: a test whose program is missing
 * does, and names the package.
 *
 * Usage: node tools/src/needs.ts
 */
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join, resolve } from "node:path";
import { chromium } from "playwright-core";

export type Need = {
  /** The Debian package. */
  readonly package: string;
  /** What it brings: the name of a program on the PATH, or the path of a file. */
  readonly program: string;
  /** Whether Playwright's own browser will do as well. */
  readonly isBrowser?: true;
};

export const NEEDS: readonly Need[] = [
  { package: "hledger", program: "hledger" },
  { package: "chromium", program: "chromium", isBrowser: true },
  // Without them the browser shows boxes for Chinese, and English in a Chinese font.
  {
    package: "fonts-liberation",
    program: "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf",
  },
  {
    package: "fonts-noto-cjk",
    program: "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
  },
  // The second program that checks statement files is written in it.
  { package: "python3", program: "python3" },
];

/** What this machine can do. */
export type Machine = {
  readonly isThere: (program: string) => boolean;
  /** Whether packages can be installed without asking. */
  readonly canInstall: boolean;
  /** Runs apt-get; answers whether it did what it was to do. */
  readonly aptGet: (...args: string[]) => boolean;
  /** Playwright's own browser: whether it is there, and installing it. */
  readonly hasBrowser: () => boolean;
  readonly installBrowser: () => boolean;
  readonly say: (sentence: string) => void;
};

/** Installs what is missing, or says so; answers whether everything is there. */
export function provide(needs: readonly Need[], machine: Machine): boolean {
  const isMet = ({ program, isBrowser }: Need): boolean =>
    machine.isThere(program) || (isBrowser === true && machine.hasBrowser());
  const missing = (): Need[] => needs.filter((need) => !isMet(need));
  const names = (some: readonly Need[]): string[] => some.map((need) => need.package);
  const first = missing();
  if (first.length === 0) return true;
  if (machine.canInstall) {
    const install = (): boolean =>
      machine.aptGet("install", "--no-install-recommends", ...names(first));
    machine.say(`Installing for the tests: ${names(first).join(", ")}.`);
    // A new machine's lists of packages are empty or old: only then are they worth the wait.
    if (!install() && machine.aptGet("update")) install();
  }
  if (missing().some(({ isBrowser }) => isBrowser === true)) {
    machine.say("Installing Playwright's own browser for the tests.");
    machine.installBrowser();
  }
  const left = names(missing());
  if (left.length === 0) return true;
  const packages = left.length === 1 ? "Debian's package" : "Debian's packages";
  machine.say(`Some tests will fail until this is installed: ${packages} ${left.join(", ")}.`);
  return false;
}

/** Whether a program is there: by its path, or by its name on the PATH. */
export function isThere(program: string, path: string): boolean {
  const places = program.includes("/")
    ? [resolve(program)]
    : path
        .split(delimiter)
        .filter((folder) => folder !== "")
        .map((folder) => join(folder, program));
  return places.some((place) => {
    try {
      // Of what is named by its path, some is only read.
      accessSync(place, program.includes("/") ? constants.R_OK : constants.X_OK);
      return statSync(place).isFile();
    } catch {
      return false;
    }
  });
}

/** Quiet, never asking, and waiting a while for another apt-get that is at work. */
const APT_OPTIONS = ["-y", "-qq", "-o", "DPkg::Lock::Timeout=120", "-o", "Dpkg::Use-Pty=0"];

function thisMachine(): Machine {
  const { env } = process;
  const path = env["PATH"] ?? "";
  return {
    isThere: (program) => isThere(program, path),
    canInstall: process.getuid?.() === 0 && isThere("apt-get", path),
    aptGet(...args) {
      const { status, stderr } = spawnSync("apt-get", [...APT_OPTIONS, ...args], {
        env: { ...env, DEBIAN_FRONTEND: "noninteractive" },
        encoding: "utf8",
      });
      if (status !== 0) console.error(stderr);
      return status === 0;
    },
    hasBrowser: () => existsSync(chromium.executablePath()),
    installBrowser() {
      const cli = join(createRequire(import.meta.url).resolve("playwright-core"), "../cli.js");
      const args = [cli, "install", "--no-shell", "--no-progress", "chromium"];
      const { status } = spawnSync(process.execPath, args, { env, stdio: "ignore" });
      return status === 0;
    },
    say: (sentence) => console.log(sentence),
  };
}

if (import.meta.main) provide(NEEDS, thisMachine());
