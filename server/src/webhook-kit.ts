/** For tests: a programme with its writer, and the other side of webhooks, over real HTTP. */
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Json, JsonObject } from "@patronage/engine";
import { createProgramme, openHouse, openWriter, type House } from "@patronage/ledger";
import { withDatabase } from "../../ledger/src/ledger-kit.ts";
import { planOf } from "./server-kit.ts";
import { openDispatcher, type DispatchEvent, type DispatchOptions } from "./webhook-dispatcher.ts";
import { makeEndpoint, type Asked, type Place } from "./webhook-endpoints.ts";

/** What a message says; the members that tests look at. */
export type Body = {
  readonly type: string;
  readonly timestamp: string;
  readonly data: { readonly programme: string; readonly seq: string } & {
    readonly [Name in "holder" | "order"]?: string;
  } & { readonly places?: readonly { readonly holder: string }[] };
};

/** A message as it came in. */
export type Came = {
  readonly id: string;
  readonly headers: { readonly [name: string]: string };
  readonly text: string;
  readonly body: Body;
};

/** What the other side does with a message: answers with a status, or something worse. */
export type Answering = (came: Came, answer: ServerResponse) => number | "hang" | "close" | "done";

export type Target = {
  readonly url: string;
  /** Everything that came in, answered or not, in order. */
  readonly came: Came[];
  /** What was answered with a status below 300. */
  readonly taken: Came[];
  answering: Answering;
  close(): Promise<void>;
};

export async function openTarget(first: Answering = () => 204): Promise<Target> {
  const came: Came[] = [];
  const taken: Came[] = [];
  const server = createServer((request, answer) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const text = Buffer.concat(parts).toString("utf8");
      const headers = request.headers as Came["headers"];
      const one = { id: headers["webhook-id"]!, headers, text, body: JSON.parse(text) as Body };
      came.push(one);
      const done = target.answering(one, answer);
      if (done === "close") request.socket.destroy();
      if (typeof done !== "number") return;
      if (done < 300) taken.push(one);
      answer.writeHead(done, done === 302 ? { location: target.url } : {}).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const target: Target = {
    ...{ url: `http://127.0.0.1:${port}/hook`, came, taken, answering: first },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return target;
}

export type WebhookDesk = {
  readonly house: House;
  readonly place: Place;
  /** Gives a command, which is to be applied. */
  readonly give: (command: JsonObject) => Promise<void>;
  /** A clock that stands until it is moved on. */
  readonly now: () => Date;
  moveOn(milliseconds: number): void;
  /** Makes an endpoint at the journal's end. */
  endpoint(asked: Asked): Promise<{ endpoint: string; secret: string }>;
  /** Opens a dispatcher; it is closed after the test, if not before. */
  dispatch(options?: Partial<DispatchOptions>): { events: DispatchEvent[]; close(): Promise<void> };
};

/** Runs a test with a programme "tea", into which holders h0 … h9 have joined. */
export async function withWebhooks(
  test: (desk: WebhookDesk) => Promise<void>,
  plan: { [key: string]: Json } = {},
): Promise<void> {
  await withDatabase(async ({ url }) => {
    const house = await openHouse({ databaseUrl: url });
    const closing: (() => Promise<void>)[] = [];
    try {
      await createProgramme(house, planOf("tea", plan));
      let clock = Date.parse("2026-01-01T00:00:00Z");
      const now = (): Date => new Date(clock);
      const writer = await openWriter(house, "tea", () => now().toISOString());
      const give = async (command: JsonObject): Promise<void> => {
        const answer = await writer.sequencer.submit(command);
        if (!answer.ok) throw new Error(answer.refusal.code);
      };
      for (let k = 0; k < 10; k++) {
        await give({ id: `join h${k}`, type: "holder.join", holder: `h${k}` });
      }
      const place = { pool: house.pool, schema: "programme_tea" };
      await test({
        ...{ house, place, give, now },
        moveOn: (milliseconds) => (clock += milliseconds),
        endpoint: (asked) => makeEndpoint(place, asked, now()),
        dispatch(options = {}) {
          const events: DispatchEvent[] = [];
          const programmes = { all: () => [{ programme: "tea", schema: place.schema }] };
          const dispatcher = openDispatcher(house, programmes, {
            ...{ rules: { isLoopbackAllowed: true }, now, chance: () => 0, lookMilliseconds: 20 },
            onEvent: (event) => events.push(event),
            ...options,
          });
          closing.push(() => dispatcher.close());
          return { events, close: () => dispatcher.close() };
        },
      });
    } finally {
      for (const close of closing) await close();
      await house.close();
    }
  });
}

/** Waits until something is so; a test that waits too long says what for. */
export async function until(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (const began = performance.now(); !(await isSo());) {
    if (performance.now() - began > 15_000) throw new Error(`Waited in vain: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
