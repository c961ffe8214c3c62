/**
 * The work of `patronage serve`: the server, until it is told to stop. Then it takes nothing more, and
 * what is under way is answered before it ends; a second Ctrl-C ends it at once.
 */
import { listProgrammes } from "@patronage/ledger";
import { openServer, type DeskEvent } from "@patronage/server";
import { inHouse, NO_PROGRAMME } from "./ledger-work.ts";
import type { ServeOptions } from "./serve-commands.ts";
import { fromSystemError, UserError } from "./user-error.ts";

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** Resolves at the first signal to stop. */
function stopped(): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      // From here on a signal does what it does by itself.
      for (const signal of SIGNALS) process.off(signal, stop);
      resolve();
    };
    for (const signal of SIGNALS) process.on(signal, stop);
  });
}

/** For the person at the keyboard; the log is for machines. */
const tell = (sentence: string): void => void process.stderr.write(`${sentence}\n`);

function tellEvent(event: DeskEvent): void {
  switch (event.kind) {
    case "writing":
      return tell(`${event.programme}: writing.`);
    case "standingBy":
      return tell(`${event.programme}: another process writes it; standing by.`);
    case "fenced":
      return tell(`${event.programme}: another process has taken over.`);
    case "closed":
      return tell(`${event.programme}: closed ${event.dates.join(", ")}.`);
    case "failed":
      return tell(`${event.programme}: ${(event.error as Error).message}`);
  }
}

const LOCAL_WEBHOOKS =
  "Webhooks may go to this very machine, and without TLS there: for trying out, never in real use.";
/** So long after its end the process may still be held by spans that no collector takes. */
const HELD_MILLISECONDS = 1_000;

export async function serve(options: ServeOptions): Promise<void> {
  const { host, port, rate, write, log, trustProxy, localWebhooks = false } = options;
  await inHouse(options, async (house) => {
    const server = await openServer(house, {
      ...{ isWriting: write, perMinute: rate, logging: { level: log }, onEvent: tellEvent },
      ...{ isLoopbackAllowed: localWebhooks, isTracing: true },
      ...(trustProxy === undefined ? {} : { trustProxy }),
    });
    // Until here there is nothing to finish, and a signal does what it does by itself.
    const stop = stopped();
    try {
      const address = await server.listen({ host, port }).catch(async (error: unknown) => {
        throw await unheard(error, host, port);
      });
      if (localWebhooks) tell(LOCAL_WEBHOOKS);
      tell(`Serving at ${address}; the reference is at ${address}/docs. Ctrl-C ends it.`);
      if ((await listProgrammes(house)).length === 0) tell(NO_PROGRAMME);
      await stop;
      tell("Stopping: what is under way is finished.");
    } finally {
      await server.close();
    }
  });
  setTimeout(() => process.exit(), HELD_MILLISECONDS).unref();
}

async function unheard(error: unknown, host: string, port: number): Promise<unknown> {
  const place = `${host}:${port}`;
  const { code } = error as { code?: unknown };
  if (code === "EADDRINUSE" && (await isOurs(place))) {
    return new UserError(
      `Another "patronage serve" is still at work at ${place}: end it (on Linux: ` +
        `fuser -k -INT ${port}/tcp), or choose another port with --port.`,
    );
  }
  if (code === "EADDRINUSE") {
    return new UserError(`${place} is in use; choose another with --port, or end what uses it.`);
  }
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") {
    return new UserError(`This machine has no address ${place}; choose another with --host.`);
  }
  return fromSystemError(error, place);
}

const ASK_MILLISECONDS = 1_000;

/** Whether it is a server like this one that listens at a place. */
async function isOurs(place: string): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(ASK_MILLISECONDS);
    const answer = await fetch(`http://${place}/health`, { signal, redirect: "error" });
    return (await answer.text()) === '{"status":"alive"}';
  } catch {
    return false;
  }
}
