/**
 * Faults, part: a proxy between a writer and Postgres, which can stop the world at a chosen moment.
 *
 * It follows the frontend's messages (a type, a length, a body), so that a moment is exact: before a
 * message is passed on, with half of it passed on, with a statement done and its transaction still open
 * because the Sync behind it is missing, after a message and before any answer, or with the answer
 * here and not yet passed on: then a commit has happened and its writer does not know.
 */
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { once } from "node:events";

export const MOMENTS = ["before", "half", "unsynced", "sent", "answered"] as const;
export type Moment = (typeof MOMENTS)[number];

/** One connection that stands still. */
export type Hold = {
  /** Passes on what was held, and goes on. */
  pass(): void;
  /** Drops the connection on both sides, with what was held. */
  cut(): void;
};

export type Proxy = {
  readonly port: number;
  /** Holds the connection that comes to a moment next, after `skip` messages at which it could. */
  arm(moment: Moment, skip: number): Promise<Hold>;
  /** Takes back what was not reached. */
  disarm(): void;
  /** Drops every connection. */
  cutAll(): void;
  close(): Promise<void>;
};

type Armed = { readonly moment: Moment; skip: number; readonly reach: (hold: Hold) => void };

type Link = {
  readonly client: Socket;
  readonly server: Socket;
  /** What the client sent and is not passed on. */
  up: Buffer;
  /** What the server answered and is not passed on. */
  down: Buffer[];
  isStarted: boolean;
  isHeld: boolean;
  /** Told once the server has answered. */
  onAnswer: (() => void) | undefined;
};

/** Message types after which the server answers: a simple query, and Sync. */
const ENDING = /^[QS]$/;
const PASSWORD = "p";
const HEADER_BYTES = 5;

type State = { armed: Armed | undefined; readonly links: Set<Link> };

/** Opens a proxy on a free port of this machine; `target` is asked at every connection. */
export async function openProxy(target: () => { host: string; port: number }): Promise<Proxy> {
  const state: State = { armed: undefined, links: new Set() };
  const dropAll = (): void => [...state.links].forEach((link) => drop(state, link));
  const listener = createServer((client) => joinSockets(state, client, connect(target())));
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  return {
    port: (listener.address() as AddressInfo).port,
    arm: (moment, skip) => new Promise((reach) => (state.armed = { moment, skip, reach })),
    disarm: () => void (state.armed = undefined),
    cutAll: dropAll,
    async close() {
      dropAll();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}

/** Joins a client's connection and the server's. */
function joinSockets(state: State, client: Socket, server: Socket): void {
  const link: Link = {
    ...{ client, server, up: Buffer.alloc(0), down: [] },
    ...{ isStarted: false, isHeld: false, onAnswer: undefined },
  };
  state.links.add(link);
  client.setNoDelay(true);
  server.setNoDelay(true);
  client.on("data", (bytes) => {
    link.up = Buffer.concat([link.up, bytes]);
    feed(state, link);
  });
  server.on("data", (bytes) => {
    if (!link.isHeld) return client.write(bytes);
    link.down.push(bytes);
    if (isReady(bytes)) link.onAnswer?.();
  });
  client
    .on("error", () => undefined)
    .on("close", () => (link.isHeld ? undefined : drop(state, link)));
  server
    .on("error", () => undefined)
    .on("close", () => {
      link.onAnswer?.();
      if (!link.isHeld) client.end(() => drop(state, link));
    });
}

/** Passes on whole messages from the client, unless one comes to the armed moment. */
function feed(state: State, link: Link): void {
  for (;;) {
    const size = link.isHeld ? undefined : messageBytes(link);
    if (size === undefined) return;
    const message = link.up.subarray(0, size);
    const type = link.isStarted ? String.fromCharCode(message[0]!) : "";
    link.up = link.up.subarray(size);
    link.isStarted = true;
    const isCounted = type !== "" && type !== PASSWORD && state.armed !== undefined;
    if (isCounted && isDue(state.armed!, type)) holdAt(state, link, message);
    else link.server.write(message);
  }
}

function holdAt(state: State, link: Link, message: Buffer): void {
  const { moment, reach } = state.armed!;
  state.armed = undefined;
  const whole = message.length;
  const passed = { before: 0, half: whole >> 1, unsynced: 0, sent: whole, answered: whole }[moment];
  link.server.write(message.subarray(0, passed));
  link.isHeld = true;
  const hold: Hold = {
    pass() {
      link.isHeld = false;
      link.server.write(message.subarray(passed));
      for (const part of link.down.splice(0)) link.client.write(part);
      if (link.server.destroyed) link.client.end();
      feed(state, link);
    },
    cut: () => drop(state, link),
  };
  if (moment === "answered") link.onAnswer = () => reach(hold);
  else reach(hold);
}

function drop({ links }: State, link: Link): void {
  link.client.destroy();
  link.server.destroy();
  links.delete(link);
}

/** The length of the first message that is wholly here; the very first one has no type. */
function messageBytes({ up, isStarted }: Link): number | undefined {
  const first = isStarted ? 1 : 0;
  if (up.length < (isStarted ? HEADER_BYTES : HEADER_BYTES - 1)) return undefined;
  const size = first + up.readInt32BE(first);
  return up.length < size ? undefined : size;
}

/** Whether a message is the one that is waited for; counts it if it could have been. */
function isDue(armed: Armed, type: string): boolean {
  const types = { before: /./, half: /./, unsynced: /S/, sent: ENDING, answered: ENDING };
  if (!types[armed.moment].test(type)) return false;
  armed.skip -= 1;
  return armed.skip < 0;
}

/** Whether bytes from the server end with ReadyForQuery. */
function isReady(bytes: Buffer): boolean {
  return bytes.length >= 6 && bytes.subarray(-6, -1).equals(Buffer.from([0x5a, 0, 0, 0, 5]));
}
