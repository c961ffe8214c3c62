/** Holders: what each has, all of them a page at a time, their statements and open holds. */
import {
  leaderBoard,
  listAgents,
  listOpenHolds,
  listPositions,
  readOpenHolds,
  readPosition,
  readStatement,
  type Agent,
  type OpenHold,
  type Position,
  type StatementLine,
} from "@patronage/ledger";
import type { PoolClient } from "pg";
import { Type } from "typebox";
import { deskOf } from "./access.ts";
import type { App } from "./app.ts";
import { parametersOf } from "./commands.ts";
import {
  BIGINT_COUNT,
  cursorOf,
  INT_COUNT,
  NUMERIC_COUNT,
  page,
  readCursor,
  readTextCursor,
} from "./cursors.ts";
import { answer, described, IF_NONE_MATCH, NOT_MODIFIED, READS } from "./describe.ts";
import { ProblemError } from "./problems.ts";
import type { Reads } from "./reads.ts";
import {
  amount,
  count,
  dateIn,
  LIMIT_USUAL,
  named,
  PAGE_QUERY,
  pageOf,
  strict,
  text,
} from "./schemas.ts";
import { openTurns } from "./turns.ts";

const positionSchema = named(
  "Position",
  strict({
    holder: text(),
    referrer: Type.Optional(text()),
    number: count("Who joined before has a smaller one."),
    tier: count("The tier reached; 0 before the first."),
    sharesMicro: amount("What the holder has; held shares are among them."),
    heldMicro: amount("Of them, what is set aside."),
    grantedMicro: amount("What orders granted, less what refunds took back."),
    peakMicro: amount("The most of the granted shares held at a close; it decides the tier."),
    quotaE18: amount("The most that may still be received. A cap, never a promise."),
    dividendsE18: amount("All dividends ever received."),
    payoutsMinor: amount(),
    withdrawnMinor: amount(),
    walletMinor: amount("Cash owed to the holder."),
    owedSharesMicro: amount(),
    owedQuotaE18: amount(),
  }),
);

const HOLD = {
  hold: text(),
  sharesMicro: amount(),
  order: text("What they are set aside for."),
  expires: text("When they are free again by themselves."),
};
const openHoldSchema = named("OpenHold", strict(HOLD));

const statementLine = named(
  "StatementLine",
  strict({
    date: text("The day in the plan's time zone; of a close, the day closed."),
    seq: Type.Integer({ description: "Its place in the journal." }),
    kind: text("The event's type, or `dividend` or `forced`."),
    order: Type.Optional(text()),
    hold: Type.Optional(text()),
    place: Type.Optional(text("Where the holder stands in the order.")),
    sharesMicro: amount("What was added; below 0 what was taken."),
    walletMinor: amount(),
    quotaE18: amount(),
    after: strict({
      ...{ sharesMicro: amount(), walletMinor: amount(), quotaE18: amount() },
      tier: count("The tier by then."),
    }),
  }),
);

export function addHolders(app: App, reads: Reads): void {
  addList(app, reads);
  addOne(app, reads);
  addStatement(app, reads);
  addHolds(app, reads);
  addAgents(app, reads);
}

async function positionOf(client: PoolClient, holder: string): Promise<Position> {
  const position = await readPosition(client, holder);
  if (position === undefined) throw new ProblemError({ code: "holder_unknown", facts: { holder } });
  return position;
}

function addList(app: App, reads: Reads): void {
  const { schema, config } = described({
    ...{ tag: "Holders", name: "listHolders", scope: "read" },
    summary: "All holders, a page at a time",
    codes: [...READS, "cursor_invalid"],
    answers: { 200: answer("Some of them.", pageOf(positionSchema)) },
  });
  const querystring = Type.Object(
    {
      ...PAGE_QUERY,
      by: Type.Optional(
        Type.Unsafe<"joined" | "shares">({
          ...Type.Enum(["joined", "shares"]),
          description: "In which order: of joining, or by shares, the most first.",
        }),
      ),
    },
    { additionalProperties: false },
  );
  app.get("/v1/holders", { config, schema: { ...schema, querystring } }, async (request) => {
    const { limit = LIMIT_USUAL, after, by = "joined" } = request.query;
    const most = limit + 1;
    if (by === "joined") {
      const [number] = readCursor("holders", after, [INT_COUNT]) ?? [];
      const from = number === undefined ? { most } : { most, after: Number(number) };
      const found = await reads.in(deskOf(request), (client) => listPositions(client, from));
      return page(found, limit, shown, (last) => cursorOf("holders", last.number));
    }
    const [sharesMicro, number] = readCursor("leaders", after, [NUMERIC_COUNT, INT_COUNT]) ?? [];
    const from =
      sharesMicro === undefined
        ? { most }
        : { most, after: { sharesMicro, number: Number(number) } };
    const found = await reads.in(deskOf(request), (client) => leaderBoard(client, from));
    return page(found, limit, shown, (last) => cursorOf("leaders", last.sharesMicro, last.number));
  });
}

const shown = (position: Position): Position => position;

function addOne(app: App, reads: Reads): void {
  const { schema, config } = described({
    ...{ tag: "Holders", name: "readHolder", scope: "read" },
    summary: "What a holder has",
    description: "With all dividends up to the last close. It follows the journal a moment behind.",
    codes: [...READS, "holder_unknown"],
    answers: { 200: answer("The position.", positionSchema), 304: NOT_MODIFIED },
  });
  const url = "/v1/holders/:holder";
  const parts = { ...parametersOf(url), headers: IF_NONE_MATCH };
  app.get(
    url,
    { config: { ...config, hasEtag: true }, schema: { ...schema, ...parts } },
    async (request) => {
      const { holder } = request.params as { holder: string };
      return reads.in(deskOf(request), (client) => positionOf(client, holder));
    },
  );
}

const lineOf = ({ after, seq, ...line }: StatementLine) => {
  const { sharesMicro, walletMinor, quotaE18, tier } = after;
  return { ...line, seq: Number(seq), after: { sharesMicro, walletMinor, quotaE18, tier } };
};

/** A line, and which of those of its place in the journal it is. */
type Placed = { readonly line: StatementLine; readonly nth: number };

/** A long statement is followed from its beginning, on the writer's own thread: few at once. */
const STATEMENTS_AT_ONCE = 2;
const STATEMENTS_WAITING_MOST = 256;

function addStatement(app: App, reads: Reads): void {
  const inTurn = openTurns(STATEMENTS_AT_ONCE, STATEMENTS_WAITING_MOST);
  const { schema, config } = described({
    ...{ tag: "Holders", name: "readStatement", scope: "read" },
    summary: "What changed a holder's shares, wallet and quota, line by line",
    description: "Oldest first. The lines add up, to the fen, to what the holder has.",
    codes: [...READS, "cursor_invalid", "holder_unknown"],
    answers: { 200: answer("Some of the lines.", pageOf(statementLine)) },
  });
  const url = "/v1/holders/:holder/statement";
  const querystring = Type.Object(
    {
      ...PAGE_QUERY,
      from: Type.Optional(dateIn("The first day")),
      to: Type.Optional(dateIn("The last day")),
    },
    { additionalProperties: false },
  );
  app.get(
    url,
    { config, schema: { ...schema, ...parametersOf(url), querystring } },
    async (request) => {
      const { holder } = request.params as { holder: string };
      const { limit = LIMIT_USUAL, after, from, to } = request.query;
      const [seq = 0n, nth = -1n] = readCursor("statement", after, [BIGINT_COUNT, INT_COUNT]) ?? [];
      const read = async (client: PoolClient): Promise<Placed[]> => {
        await positionOf(client, holder);
        const found: Placed[] = [];
        let before: Placed | undefined;
        for await (const line of readStatement(client, holder, { from, to })) {
          const placed = { line, nth: before?.line.seq === line.seq ? before.nth + 1 : 0 };
          before = placed;
          if (line.seq > seq || (line.seq === seq && placed.nth > nth)) found.push(placed);
          if (found.length > limit) break;
        }
        return found;
      };
      const lines = await inTurn(() => reads.in(deskOf(request), read));
      const cursor = ({ line, nth: last }: Placed): string => cursorOf("statement", line.seq, last);
      return page(lines, limit, ({ line }) => lineOf(line), cursor);
    },
  );
}

const holdShown = ({ hold, sharesMicro, order, expires }: OpenHold): OpenHold => ({
  ...{ hold, sharesMicro, order, expires },
});

function addHolds(app: App, reads: Reads): void {
  const ofOne = described({
    ...{ tag: "Holders", name: "listHoldsOfHolder", scope: "read" },
    summary: "A holder's open holds",
    description: "The next to expire first.",
    codes: [...READS, "holder_unknown"],
    answers: { 200: answer("All of them.", strict({ items: Type.Array(openHoldSchema) })) },
  });
  const url = "/v1/holders/:holder/holds";
  app.get(
    url,
    { config: ofOne.config, schema: { ...ofOne.schema, ...parametersOf(url) } },
    async (request) => {
      const { holder } = request.params as { holder: string };
      const holds = await reads.in(deskOf(request), async (client) =>
        readOpenHolds(client, (await positionOf(client, holder)).number),
      );
      return { items: holds.map(holdShown) };
    },
  );
  const ofAll = described({
    ...{ tag: "Shares", name: "listHolds", scope: "read" },
    summary: "All open holds, the next to expire first",
    codes: [...READS, "cursor_invalid"],
    answers: {
      200: answer(
        "Some of them.",
        pageOf(strict({ ...HOLD, number: count("The holder's number.") })),
      ),
    },
  });
  const querystring = Type.Object(PAGE_QUERY, { additionalProperties: false });
  app.get(
    "/v1/holds",
    { config: ofAll.config, schema: { ...ofAll.schema, querystring } },
    async (request) => {
      const { limit = LIMIT_USUAL, after } = request.query;
      const [expires, hold] = readTextCursor("holds", after, 2) ?? [];
      const most = limit + 1;
      const from = hold === undefined ? { most } : { most, after: { expires: expires!, hold } };
      return page(
        await reads.in(deskOf(request), (client) => listOpenHolds(client, from)),
        limit,
        ({ number, ...hold }) => ({ ...holdShown(hold), number }),
        (last) => cursorOf("holds", last.expires, last.hold),
      );
    },
  );
}

const agentSchema = named("RegionalAgent", strict({ region: text(), holder: text() }));

function addAgents(app: App, reads: Reads): void {
  const { schema, config } = described({
    ...{ tag: "Holders", name: "listAgents", scope: "read" },
    summary: "The regions' agents, by the regions' names",
    description: "A region has one agent, the last who was appointed.",
    codes: [...READS, "cursor_invalid"],
    answers: { 200: answer("Some of them.", pageOf(agentSchema)) },
  });
  const querystring = Type.Object(PAGE_QUERY, { additionalProperties: false });
  app.get("/v1/agents", { config, schema: { ...schema, querystring } }, async (request) => {
    const { limit = LIMIT_USUAL, after } = request.query;
    const [region] = readTextCursor("agents", after, 1) ?? [];
    const from = { after: region, most: limit + 1 };
    const found = await reads.in(deskOf(request), (client) => listAgents(client, from));
    return page(found, limit, agentShown, (last) => cursorOf("agents", last.region));
  });
}

const agentShown = ({ region, holder }: Agent): Agent => ({ region, holder });
