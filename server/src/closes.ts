/** Closes and the NAV: how funds and the backing of shares went, day by day, and how they stand. */
import { SHARE_MICRO } from "@patronage/engine";
import { readCloseHistory, readFund, type CloseRow } from "@patronage/ledger";
import { Type } from "typebox";
import { deskOf } from "./access.ts";
import type { App } from "./app.ts";
import { cursorOf, INT_COUNT, page, readCursor } from "./cursors.ts";
import { answer, described, IF_NONE_MATCH, NOT_MODIFIED, READS } from "./describe.ts";
import type { Reads } from "./reads.ts";
import { amount, count, LIMIT_USUAL, named, PAGE_QUERY, pageOf, strict, text } from "./schemas.ts";

const BACKING = {
  reserveE18: amount("The reserve."),
  outstandingMicro: amount("The shares outstanding."),
  navE18: Type.Optional(
    amount("Reserve over outstanding for one share, rounded down; missing while there are none."),
  ),
};

const closeRow = named(
  "CloseRow",
  strict({
    close: count("Which close it was."),
    seq: Type.Integer({ description: "Its place in the journal." }),
    date: text("The day that was closed."),
    ...BACKING,
    proRataPaidE18: amount(),
    tierPaidE18: amount(),
    carriedE18: amount("In the pro-rata fund after it."),
    cappedCount: count("How many took all the quota they had left."),
    forcedCount: count("How many had to redeem."),
  }),
);

const navNow = named(
  "Nav",
  strict({
    ...BACKING,
    issuedMicro: amount("All shares that were ever issued."),
    proRataE18: amount("In the pro-rata fund."),
    tierE18: amount("In the tier fund."),
    lastCloseDate: Type.Optional(text()),
  }),
);
const navPoint = named("NavPoint", strict({ date: text(), ...BACKING }));

type Backing = { readonly reserveE18: bigint; readonly outstandingMicro: bigint };

const backing = ({ reserveE18, outstandingMicro }: Backing) => ({
  ...{ reserveE18, outstandingMicro },
  ...(outstandingMicro === 0n ? {} : { navE18: (reserveE18 * SHARE_MICRO) / outstandingMicro }),
});

const closeShown = ({ seq, ...row }: CloseRow) => ({ ...row, ...backing(row), seq: Number(seq) });
const pointShown = (row: CloseRow) => ({ date: row.date, ...backing(row) });

export function addCloses(app: App, reads: Reads): void {
  const history = { app, reads };
  addHistory(history, {
    ...{ url: "/v1/closes", tag: "Closes", name: "listCloses", list: "closes" },
    summary: "The closes, oldest first",
    item: closeRow,
    show: closeShown,
  });
  addHistory(history, {
    ...{ url: "/v1/nav/history", tag: "Programme", name: "listNav", list: "nav" },
    summary: "The NAV after each close, oldest first",
    item: navPoint,
    show: pointShown,
  });
  addNav(app, reads);
}

type History = {
  readonly url: string;
  readonly tag: "Closes" | "Programme";
  readonly name: string;
  readonly summary: string;
  readonly list: string;
  readonly item: typeof closeRow | typeof navPoint;
  readonly show: (row: CloseRow) => object;
};

function addHistory({ app, reads }: { app: App; reads: Reads }, history: History): void {
  const { url, tag, name, summary, list, item, show } = history;
  const { schema, config } = described({
    ...{ tag, name, scope: "read", summary },
    codes: [...READS, "cursor_invalid"],
    answers: { 200: answer("Some of them.", pageOf(item)), 304: NOT_MODIFIED },
  });
  const querystring = Type.Object(PAGE_QUERY, { additionalProperties: false });
  app.get(
    url,
    {
      config: { ...config, hasEtag: true },
      schema: { ...schema, querystring, headers: IF_NONE_MATCH },
    },
    async (request) => {
      const { limit = LIMIT_USUAL, after } = request.query;
      const [close] = readCursor(list, after, [INT_COUNT]) ?? [];
      const from =
        close === undefined ? { most: limit + 1 } : { most: limit + 1, after: Number(close) };
      const rows = await reads.in(deskOf(request), (client) => readCloseHistory(client, from));
      return page(rows, limit, show, (last) => cursorOf(list, last.close));
    },
  );
}

function addNav(app: App, reads: Reads): void {
  const { schema, config } = described({
    ...{ tag: "Programme", name: "readNav", scope: "read" },
    summary: "What backs the shares now",
    description:
      "The NAV is the exact ratio of reserve and outstanding shares; `navE18` is for showing it.",
    codes: READS,
    answers: { 200: answer("Reserve, shares and funds.", navNow), 304: NOT_MODIFIED },
  });
  app.get(
    "/v1/nav",
    { config: { ...config, hasEtag: true }, schema: { ...schema, headers: IF_NONE_MATCH } },
    async (request) => {
      const fund = await reads.in(deskOf(request), readFund);
      const { issuedMicro, proRataE18, tierE18, lastCloseDate } = fund;
      return { ...backing(fund), issuedMicro, proRataE18, tierE18, lastCloseDate };
    },
  );
}
