/**
 * Faults, part: a writer as a process of its own, so that kill -9 is real.
 *
 * It is loaded first and opened later, by a message: a spare one stands ready. Commands and answers
 * go by messages, as JSON texts. Once its sequencer has stopped it says so, gives the lease up if it
 * can, and ends. It ends with the process that started it, too.
 */
import { setTimeout as pause } from "node:timers/promises";
import { parseJson } from "@patronage/engine";
import { figuresOf } from "./faults-figures-kit.ts";
import {
  BusyError,
  HouseError,
  openHouse,
  openWriter,
  UnreachableError,
  type House,
  type Writer,
} from "./index.ts";

export type ToWriter =
  | { readonly kind: "open"; readonly url: string; readonly programme: string }
  /** `clock` is the simulated time from now on. */
  | {
      readonly kind: "submit";
      readonly number: number;
      readonly text: string;
      readonly clock: string;
    }
  | { readonly kind: "figures" }
  | { readonly kind: "close" };

export type Verdict =
  | {
      readonly ok: true;
      readonly seq: string;
      readonly events: string;
      readonly isRepeated: boolean;
    }
  | { readonly ok: false; readonly code: string };

export type FromWriter =
  | { readonly kind: "loaded" }
  | { readonly kind: "opened" }
  /** Another holds the lease. */
  | { readonly kind: "kept-out"; readonly reason: string }
  | { readonly kind: "not-opened"; readonly reason: string }
  | { readonly kind: "answered"; readonly number: number; readonly verdict: Verdict }
  | { readonly kind: "unanswered"; readonly number: number; readonly reason: string }
  | { readonly kind: "figures"; readonly text: string }
  | { readonly kind: "stopped"; readonly reason: string };

const CLOSE_MILLISECONDS_MOST = 500;

let clock = "2026-01-01T00:00:00Z";
let house: House | undefined;
let writer: Writer | undefined;
let isEnding = false;

function tell(message: FromWriter): void {
  if (process.connected) process.send?.(message);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? `${error.constructor.name}: ${error.message}` : String(error);
}

async function open(url: string, programme: string): Promise<void> {
  try {
    house = await openHouse({ databaseUrl: url });
    writer = await openWriter(house, programme, () => clock);
    tell({ kind: "opened" });
  } catch (error) {
    await house?.close();
    house = undefined;
    const isKeptOut = error instanceof HouseError && error.message.startsWith("Another process");
    tell({ kind: isKeptOut ? "kept-out" : "not-opened", reason: reasonOf(error) });
  }
}

function submit(number: number, text: string): void {
  writer?.sequencer.submit(parseJson(text)).then(
    (answer) => {
      const verdict: Verdict = answer.ok
        ? { ...answer, seq: answer.seq.toString() }
        : { ok: false, code: answer.refusal.code };
      tell({ kind: "answered", number, verdict });
    },
    (error: unknown) => {
      tell({ kind: "unanswered", number, reason: reasonOf(error) });
      if (!(error instanceof BusyError)) void end(reasonOf(error));
    },
  );
}

/** What is in memory; nothing while the connection is lost and nobody waits. */
function figures(): string {
  try {
    return writer === undefined ? "" : figuresOf(writer.sequencer.state);
  } catch (error) {
    if (error instanceof UnreachableError) return "";
    throw error;
  }
}

async function end(reason: string): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  const closing = writer?.close().catch(() => undefined);
  await Promise.race([closing, pause(CLOSE_MILLISECONDS_MOST)]);
  process.send?.({ kind: "stopped", reason } satisfies FromWriter, () => process.exit(0));
}

function serve(): void {
  process.on("disconnect", () => process.exit(0));
  // A Ctrl-C is for the one who started us, who ends us too.
  process.on("SIGINT", () => undefined);
  process.on("message", (message: ToWriter) => {
    if (message.kind === "open") void open(message.url, message.programme);
    else if (message.kind === "submit") {
      clock = message.clock;
      submit(message.number, message.text);
    } else if (message.kind === "figures") {
      tell({ kind: "figures", text: figures() });
    } else void end("asked to close");
  });
  tell({ kind: "loaded" });
}

if (import.meta.main) serve();
