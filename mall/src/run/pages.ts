/** Pages that browsers are given: built once for each state of their sources, and kept beside the data. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, rename, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { SettingsError } from "./settings.ts";

const MALL = join(import.meta.dirname, "../..");
const SHOP = join(MALL, "../shop");
/** What stands among the sources and is in no page: what building leaves, tests and what they go by. */
const LEFT = /^(dist|node_modules|looks)$|(\.test|-kit)\.tsx?$/;

export type Pages = {
  /** As a step of the start is called. */
  readonly name: string;
  readonly room: string;
  /** What the pages are made of. */
  readonly sources: readonly string[];
  /** Vite's configuration, and the variable that tells it whither. */
  readonly config: string;
  readonly outVariable: string;
};

export const BACK_OFFICE: Pages = {
  name: "back office",
  room: MALL,
  sources: [
    ...["dashboard", "src/admin-schema.ts", "src/admin-schema-studio.ts", "src/custom-fields.ts"],
    "package.json",
  ],
  config: join(MALL, "dashboard/vite.config.mts"),
  outVariable: "MALL_DASHBOARD_OUT",
};

export const SHOP_PAGES: Pages = {
  name: "shop",
  room: SHOP,
  sources: ["."],
  config: join(SHOP, "vite.config.ts"),
  outVariable: "SHOP_OUT",
};

/** What pages are made of, as one name. */
async function fingerprint({ room, sources }: Pages): Promise<string> {
  const hash = createHash("sha256");
  const add = async (path: string): Promise<void> => {
    const entries = await readdir(join(room, path), { withFileTypes: true }).catch(() => undefined);
    if (entries === undefined) {
      hash.update(path).update(await readFile(join(room, path)));
      return;
    }
    for (const { name } of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (!LEFT.test(name)) await add(join(path, name));
    }
  };
  for (const path of sources) await add(path);
  return hash.digest("hex").slice(0, 16);
}

/** The builder that the Dashboard brings, and that the shop uses as well. */
function vitePath(): string {
  const { resolve } = createRequire(
    createRequire(import.meta.url).resolve("@vendure/dashboard/vite"),
  );
  return join(resolve("vite/package.json"), "../bin/vite.js");
}

/** Builds pages unless they are there; answers their folder. Throws a SettingsError with what went wrong. */
export async function buildPages(
  pages: Pages,
  folder: string,
  signal: AbortSignal,
  tell: (line: string) => void,
): Promise<string> {
  const out = join(folder, await fingerprint(pages));
  if (existsSync(join(out, "index.html"))) return out;
  const making = `${out}-making`;
  await rm(folder, { recursive: true, force: true });
  const hook = pathToFileURL(join(MALL, "src/transpile.ts")).href;
  const child = spawn(
    process.execPath,
    ["--import", hook, vitePath(), "build", "--config", pages.config, "--logLevel", "warn"],
    {
      cwd: join(pages.config, ".."),
      env: { ...process.env, [pages.outVariable]: making, NODE_ENV: "production" },
      stdio: ["ignore", "ignore", "pipe"],
      signal,
    },
  );
  let said = "";
  child.stderr.on("data", (bytes: Buffer) => {
    said = `${said}${bytes.toString()}`.slice(-2_000);
  });
  tell(JSON.stringify({ step: pages.name }));
  const status = await new Promise<number | null>((done, fail) => {
    child.on("close", done);
    child.on("error", fail);
  });
  if (status !== 0) throw new SettingsError(`The ${pages.name} could not be built:\n${said}`);
  await rename(making, out);
  return out;
}
