/** The back office's pages: built once for each state of their sources, and kept beside the data. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, rename, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { SettingsError } from "./settings.ts";

const ROOM = join(import.meta.dirname, "../..");
const SOURCES = ["dashboard", "src/admin-schema.ts", "src/custom-fields.ts", "package.json"];

/** What the pages are made of, as one name. */
async function fingerprint(): Promise<string> {
  const hash = createHash("sha256");
  const add = async (path: string): Promise<void> => {
    const entries = await readdir(join(ROOM, path), { withFileTypes: true }).catch(() => undefined);
    if (entries === undefined) {
      hash.update(path).update(await readFile(join(ROOM, path)));
      return;
    }
    for (const { name } of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (name !== "dist") await add(join(path, name));
    }
  };
  for (const path of SOURCES) await add(path);
  return hash.digest("hex").slice(0, 16);
}

/** Builds the pages unless they are there; answers their folder. */
export async function buildBackOffice(
  folder: string,
  signal: AbortSignal,
  tell: (line: string) => void,
): Promise<string> {
  const out = join(folder, await fingerprint());
  if (existsSync(join(out, "index.html"))) return out;
  const making = `${out}-making`;
  await rm(folder, { recursive: true, force: true });
  const vite = join(
    createRequire(createRequire(import.meta.url).resolve("@vendure/dashboard/vite")).resolve(
      "vite/package.json",
    ),
    "../bin/vite.js",
  );
  const hook = pathToFileURL(join(ROOM, "src/transpile.ts")).href;
  const config = join(ROOM, "dashboard/vite.config.mts");
  const child = spawn(
    process.execPath,
    ["--import", hook, vite, "build", "--config", config, "--logLevel", "warn"],
    {
      cwd: join(ROOM, "dashboard"),
      env: { ...process.env, MALL_DASHBOARD_OUT: making, NODE_ENV: "production" },
      stdio: ["ignore", "ignore", "pipe"],
      signal,
    },
  );
  let said = "";
  child.stderr.on("data", (bytes: Buffer) => {
    said = `${said}${bytes.toString()}`.slice(-2_000);
  });
  tell(JSON.stringify({ step: "back office" }));
  const status = await new Promise<number | null>((done, fail) => {
    child.on("close", done);
    child.on("error", fail);
  });
  if (status !== 0) throw new SettingsError(`The back office could not be built:\n${said}`);
  await rename(making, out);
  return out;
}
