/**
 * The dispatcher: sends what waits for each endpoint, in order a holder and several at once.
 *
 * It remembers nothing. What it is killed with in its hands is sent again when its claim has run out, so
 * a delivery happens at least once; of two dispatchers on one database each takes what the other has not.
 */
import { follow, type House } from "@patronage/ledger";
import type { Desk } from "./desks.ts";
import { followerOf, forgetDead, tables, type Disabled, type Place } from "./webhook-endpoints.ts";
import { messageId } from "./webhook-events.ts";
import {
  BacklogError,
  claim,
  filing,
  giveBack,
  readWaiting,
  settleDelivered,
  settleFailed,
  type Claimed,
  type Message,
} from "./webhook-queue.ts";
import { readyOf } from "./webhook-retries.ts";
import { send, type Sent } from "./webhook-send.ts";
import { signaturesOf } from "./webhook-signing.ts";
import { sleeper } from "./sleeper.ts";
import { unwatched, type SpanAsked, type Watch } from "./tracing.ts";
import type { TargetRules } from "./webhook-targets.ts";

export type DispatchEvent =
  | {
      readonly kind: "disabled";
      readonly programme: string;
      readonly endpoint: string;
      readonly why: Disabled;
    }
  | { readonly kind: "failed"; readonly programme: string; readonly error: unknown };

export type DispatchOptions = {
  readonly rules: TargetRules;
  readonly onEvent?: (event: DispatchEvent) => void;
  readonly now?: () => Date;
  /** By how much attempts are spread, in [0, 1). */
  readonly chance?: () => number;
  readonly sendMilliseconds?: number;
  /** How often it looks by itself; a nudge makes it look at once. */
  readonly lookMilliseconds?: number;
  /** Watches each attempt. */
  readonly watch?: Watch;
};

export type Dispatcher = {
  /** Ends; what is being sent is given back. */
  close(): Promise<void>;
};

/** What serves the programmes of a house: their desks, and the house they stand in. */
export type Programmes = { all(): readonly Pick<Desk, "programme" | "schema">[] };

const LOOK_MILLISECONDS = 1_000;
const AT_ONCE_MOST = 16;
const FIRST_MOST = 500;
/** Filing ends with the commit of its follower, a moment after it says so. */
const FILED_MILLISECONDS = 20;
const FORGET_MILLISECONDS = 3_600_000;

type Settings = Required<DispatchOptions>;

/** Sends the events of all programmes to their endpoints until it is closed. */
export function openDispatcher(
  house: Pick<House, "pool" | "listener">,
  programmes: Programmes,
  options: DispatchOptions,
): Dispatcher {
  const settings: Settings = {
    ...{ onEvent: () => undefined, now: () => new Date(), chance: Math.random },
    ...{ sendMilliseconds: 15_000, lookMilliseconds: LOOK_MILLISECONDS },
    watch: unwatched,
    ...options,
  };
  const stopping = new AbortController();
  const open = new Map<string, { readonly stop: () => void; readonly done: Promise<void> }>();
  let forgetsAt = 0;
  const look = async (): Promise<void> => {
    const wanted = new Set<string>();
    const isForgetting = performance.now() >= forgetsAt;
    for (const { programme, schema } of programmes.all()) {
      const place = { pool: house.pool, schema };
      if (isForgetting) await forgetDead(place, settings.now());
      for (const endpoint of await inForce(place)) {
        const key = `${schema} ${endpoint}`;
        wanted.add(key);
        if (open.has(key) || stopping.signal.aborted) continue;
        const ending = new AbortController();
        const signal = AbortSignal.any([ending.signal, stopping.signal]);
        const done = serve({ house, place, programme, endpoint, settings, signal });
        open.set(key, { stop: () => ending.abort(), done });
      }
    }
    if (isForgetting) forgetsAt = performance.now() + FORGET_MILLISECONDS;
    for (const [key, { stop, done }] of open) {
      if (wanted.has(key)) continue;
      stop();
      await done;
      open.delete(key);
    }
  };
  const { sleep } = sleeper(stopping.signal);
  const looking = (async () => {
    while (!stopping.signal.aborted) {
      // A database that is away is asked again at the next look.
      await look().catch(() => undefined);
      await sleep(settings.lookMilliseconds);
    }
  })();
  return {
    async close() {
      stopping.abort();
      await looking;
      await Promise.all(Array.from(open.values(), ({ done }) => done));
    },
  };
}

async function inForce(place: Place): Promise<string[]> {
  const { rows } = await place.pool.query<{ endpoint: string }>(
    `SELECT endpoint FROM ${tables(place).endpoints} WHERE disabled IS NULL`,
  );
  return rows.map(({ endpoint }) => endpoint);
}

type Serving = {
  readonly house: Pick<House, "pool" | "listener">;
  readonly place: Place;
  readonly programme: string;
  readonly endpoint: string;
  readonly settings: Settings;
  readonly signal: AbortSignal;
};

/** Files and sends for one endpoint until `signal`. */
async function serve(serving: Serving): Promise<void> {
  const { house, programme, endpoint, settings, signal } = serving;
  const { sleep, wake } = sleeper(signal);
  const onFiled = (): void => void setTimeout(wake, FILED_MILLISECONDS);
  const onFailure = (error: unknown): void => {
    if (!(error instanceof BacklogError)) settings.onEvent({ kind: "failed", programme, error });
  };
  const handle = filing(programme, endpoint, settings.now, onFiled);
  const following = follow(house, programme, followerOf(endpoint), handle, signal, onFailure);
  const underWay = new Set<Promise<void>>();
  let ready: Message[] = [];
  while (!signal.aborted) {
    try {
      if (ready.length === 0) ready = await findReady(serving);
      while (ready.length > 0 && underWay.size < AT_ONCE_MOST) {
        const sending = deliver(serving, ready.shift()!)
          .catch(onFailure)
          .finally(() => {
            underWay.delete(sending);
            wake();
          });
        underWay.add(sending);
      }
    } catch (error) {
      onFailure(error);
    }
    await sleep(settings.lookMilliseconds);
  }
  await Promise.all([following, ...underWay]);
}

/** What may be sent now. Mostly it is found among the first that wait. */
async function findReady({ place, endpoint, settings }: Serving): Promise<Message[]> {
  for (const most of [FIRST_MOST, Number.MAX_SAFE_INTEGER]) {
    const waiting = await readWaiting(place, endpoint, most);
    const ready = readyOf(waiting, settings.now().getTime());
    if (ready.length > 0 || waiting.length < most) return ready;
  }
  return [];
}

/** Sends one message, if it can be claimed, and settles it. */
async function deliver(serving: Serving, message: Message): Promise<void> {
  const { place, programme, endpoint, settings, signal } = serving;
  const { now, chance, onEvent } = settings;
  const claimed = await claim(place, endpoint, message, now());
  if (claimed === undefined) return;
  let sent: Sent;
  try {
    sent = await sendClaimed(serving, message, claimed);
  } catch (error) {
    if (!signal.aborted) throw error;
    return giveBack(place, endpoint, message, now());
  }
  if (sent.ok) return settleDelivered(place, endpoint, message, now());
  const { failure, isGone } = sent;
  const failed = { attempts: claimed.attempts, failure, isGone, chance: chance() };
  const why = await settleFailed(place, endpoint, message, failed, now());
  if (why !== undefined) onEvent({ kind: "disabled", programme, endpoint, why });
}

/** An attempt as a trace shows it: to which host, and no address, in which there may be a secret. */
const attemptOf = (endpoint: string, { url, attempts }: Claimed): SpanAsked => ({
  name: "webhook delivery",
  kind: "client",
  attributes: {
    "http.request.method": "POST",
    "http.request.resend_count": attempts - 1,
    "server.address": URL.parse(url)?.hostname,
    "patronage.endpoint": endpoint,
  },
});

function sendClaimed(serving: Serving, message: Message, claimed: Claimed): Promise<Sent> {
  const { endpoint, settings } = serving;
  return settings.watch(attemptOf(endpoint, claimed), async ({ traceparent, note, fail }) => {
    const sent = await attempt(serving, message, claimed, traceparent);
    note({ "http.response.status_code": sent.status });
    if (!sent.ok) fail(sent.failure);
    return sent;
  });
}

function attempt(
  serving: Serving,
  { seq, nth }: Message,
  { url, secrets, body }: Claimed,
  traceparent: string | undefined,
): Promise<Sent> {
  const { place, settings, signal } = serving;
  const id = messageId(place.schema, seq, nth);
  const seconds = Math.floor(settings.now().getTime() / 1_000);
  const headers = {
    ...{ "content-type": "application/json", "user-agent": "patronage" },
    ...{ "webhook-id": id, "webhook-timestamp": String(seconds) },
    "webhook-signature": signaturesOf(secrets, { id, seconds, body }),
    ...(traceparent === undefined ? {} : { traceparent }),
  };
  const { rules, sendMilliseconds: milliseconds } = settings;
  return send({ url, headers, body, rules, milliseconds, signal });
}
