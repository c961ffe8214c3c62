#!/usr/bin/env node
/**
 * The `patronage` command. It is written in TypeScript, which Node 24 runs as it is: an older Node
 * hands over to the Node that `npm ci` installed. This file itself is for any Node from 18 on.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import module from "node:module";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath, URL } from "node:url";

const NODE_MAJOR_LEAST = 24;
const SIGNALS = ["SIGINT", "SIGTERM"];
/** Set for the Node that is handed over to, so that an old one cannot hand over for ever. */
const HANDED_OVER = "PATRONAGE_HANDED_OVER";

/** The Node 24 in the nearest node_modules, looking upwards from here. */
function findNode() {
  const places = ["node_modules/node/bin/node", "node_modules/node/bin/node.exe"];
  places.push("node_modules/.bin/node");
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    for (const place of places) {
      const path = join(folder, place);
      if (existsSync(path)) return path;
    }
    const above = dirname(folder);
    if (above === folder) return undefined;
    folder = above;
  }
}

function handOver(node) {
  const args = [fileURLToPath(import.meta.url), ...process.argv.slice(2)];
  const child = spawn(node, args, {
    // The last is a way to hear that this process is gone.
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { ...process.env, [HANDED_OVER]: "1" },
  });
  for (const signal of SIGNALS) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => {
    console.error(`error: ${node} could not be started (${error.message}); run "npm ci" again.`);
    process.exitCode = 70;
  });
  child.on("exit", (status, signal) => {
    if (signal === null) process.exitCode = status;
    else {
      for (const handled of SIGNALS) process.removeAllListeners(handled);
      process.kill(process.pid, signal);
    }
  });
}

/** Ends with the Node that handed over, even where that one is killed and can pass nothing on. */
function endWithParent() {
  if (process.env[HANDED_OVER] === undefined || process.channel === undefined) return;
  process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
  process.channel.unref();
}

const major = Number(process.versions.node.split(".")[0]);
if (major >= NODE_MAJOR_LEAST) {
  // What was compiled once need not be compiled again; where it cannot be kept, nothing is lost.
  const cache = new URL("../../node_modules/.cache/patronage", import.meta.url);
  module.enableCompileCache(fileURLToPath(cache));
  endWithParent();
  const { main } = await import("../src/main.ts");
  await main(process.argv.slice(2));
} else {
  const node = process.env[HANDED_OVER] === undefined ? findNode() : undefined;
  if (node !== undefined) handOver(node);
  else {
    console.error(
      `error: patronage needs Node ${NODE_MAJOR_LEAST} and this is ${process.version}; ` +
        'run "npm ci", which installs it beside the code.',
    );
    process.exitCode = 2;
  }
}
