/**
 * Listening: one connection of a house that hears of new commands, answers and journal rows.
 *
 * A notice is only a nudge: whoever waits looks for itself, and now and then also without a nudge, so
 * that a notice lost with its connection costs a moment and nothing else.
 */
import { Client } from "pg";

export type Channel = "patronage_inbox" | "patronage_answers" | "patronage_journal";

export type Listener = {
  /** Calls `heard` at every notice for a schema, and whenever notices may have been missed. */
  readonly on: (channel: Channel, schema: string, heard: () => void) => () => void;
  readonly close: () => Promise<void>;
};

const CHANNELS: readonly Channel[] = ["patronage_inbox", "patronage_answers", "patronage_journal"];
const NUDGE_MILLISECONDS = 1_000;

type Ear = { readonly channel: Channel; readonly schema: string; readonly heard: () => void };

/** Opens the ears of a house at a database. It connects when somebody listens, and again when cut off. */
export function openListener(connectionString: string): Listener {
  const ears = new Set<Ear>();
  let client: Client | undefined;
  let connecting: Promise<void> | undefined;
  let isClosed = false;

  async function connect(): Promise<void> {
    const next = new Client({ connectionString });
    next.on("error", () => undefined);
    next.on("end", () => {
      if (client === next) client = undefined;
    });
    next.on("notification", ({ channel, payload }) => {
      for (const ear of ears) if (ear.channel === channel && ear.schema === payload) ear.heard();
    });
    await next.connect();
    for (const channel of CHANNELS) await next.query(`LISTEN ${channel}`);
    client = next;
    for (const { heard } of ears) heard();
  }

  function keepConnected(): void {
    if (isClosed || client !== undefined || ears.size === 0) return;
    connecting ??= connect()
      .catch(() => undefined)
      .finally(() => {
        connecting = undefined;
      });
  }

  const nudging = setInterval(() => {
    keepConnected();
    for (const { heard } of ears) heard();
  }, NUDGE_MILLISECONDS).unref();

  return {
    on(channel, schema, heard) {
      const ear: Ear = { channel, schema, heard };
      ears.add(ear);
      keepConnected();
      return () => ears.delete(ear);
    },
    async close() {
      isClosed = true;
      clearInterval(nudging);
      await connecting;
      await client?.end();
    },
  };
}

/** Waits for a notice or for a while, or until `signal` says that nobody waits any more. */
export function heardOrLater(
  listener: Listener,
  channel: Channel,
  schema: string,
  signal: AbortSignal,
): { readonly next: () => Promise<void>; readonly off: () => void } {
  let isDue = true;
  let wake: () => void = () => undefined;
  const heard = (): void => {
    isDue = true;
    wake();
  };
  const off = listener.on(channel, schema, heard);
  signal.addEventListener("abort", heard);
  return {
    async next() {
      if (!isDue && !signal.aborted) await new Promise<void>((resolve) => (wake = resolve));
      isDue = false;
    },
    off() {
      off();
      signal.removeEventListener("abort", heard);
    },
  };
}
