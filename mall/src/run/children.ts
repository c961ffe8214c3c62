/** Processes of the mall beside this one: run once to their end, or kept running. */
import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { SettingsError } from "./settings.ts";

const ROOM = join(import.meta.dirname, "../..");
const HOOK = pathToFileURL(join(ROOM, "src/transpile.ts")).href;

/** The engine asks one connection several things at once, which its driver will one day refuse. */
const NODE_OPTIONS = ["--import", HOOK, "--disable-warning=DeprecationWarning"];

type Environment = { readonly [name: string]: string };

function fork(file: string, args: readonly string[], environment: Environment): ChildProcess {
  return spawn(process.execPath, [...NODE_OPTIONS, join(ROOM, file), ...args], {
    cwd: ROOM,
    env: { ...process.env, ...environment },
    // A way to hear that the parent is gone; Ctrl-C at a terminal goes to the parent alone.
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    detached: true,
  });
}

/** Runs a process to its end. Throws a SettingsError with the last it said where it fails. */
export async function runChild(
  file: string,
  args: readonly string[],
  environment: Environment,
  { signal, onLine }: { readonly signal: AbortSignal; readonly onLine: (line: string) => void },
): Promise<void> {
  const child = fork(file, args, environment);
  const stop = (): boolean => child.kill("SIGKILL");
  signal.addEventListener("abort", stop, { once: true });
  let said = "";
  createInterface({ input: child.stdout! }).on("line", onLine);
  createInterface({ input: child.stderr! }).on("line", (line) => {
    said = `${said}\n${line}`.slice(-2_000);
  });
  const status = await new Promise<number | null>((done) => child.on("close", done));
  signal.removeEventListener("abort", stop);
  signal.throwIfAborted();
  if (status !== 0) throw new SettingsError(`${file} failed:${said || ` status ${status}`}`);
}

export type Child = {
  /** Why it does not run, where it ended by itself with a word. */
  readonly failure: string | undefined;
  stop(): Promise<void>;
};

const PAUSE_MILLISECONDS = 500;
const PAUSE_MOST_MILLISECONDS = 10_000;
/** The status of a process that was told something wrong: starting it again would not help. */
const TOLD_STATUS = 2;
const STOP_MILLISECONDS = 10_000;

/** Keeps a process running: one that dies is started again, with growing pauses. */
export function keepChild(
  file: string,
  args: readonly string[],
  environment: Environment,
  log: (line: string) => void,
): Child {
  let child: ChildProcess;
  let isStopping = false;
  let failure: string | undefined;
  let pause = PAUSE_MILLISECONDS;
  let ended: Promise<void>;
  const name = args.join(" ");
  const run = (): void => {
    const began = performance.now();
    child = fork(file, args, environment);
    let said = "";
    createInterface({ input: child.stdout! }).on("line", log);
    createInterface({ input: child.stderr! }).on("line", (line) => {
      said = `${said}\n${line}`.slice(-2_000);
      log(line);
    });
    ended = new Promise((done) => {
      child.on("close", (status, signal) => {
        done();
        if (isStopping) return;
        if (status === TOLD_STATUS) {
          failure = said.trim();
          return;
        }
        log(`The ${name} ended (${signal ?? status}) and is started again.`);
        pause = performance.now() - began > 60_000 ? PAUSE_MILLISECONDS : pause * 2;
        setTimeout(() => isStopping || run(), Math.min(pause, PAUSE_MOST_MILLISECONDS)).unref();
      });
    });
  };
  run();
  return {
    get failure() {
      return failure;
    },
    async stop() {
      isStopping = true;
      child.kill("SIGTERM");
      const killing = setTimeout(() => child.kill("SIGKILL"), STOP_MILLISECONDS);
      await ended;
      clearTimeout(killing);
    },
  };
}
