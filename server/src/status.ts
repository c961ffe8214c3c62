/** Status: how a programme is, at a glance. */
import { readStatus, type Status } from "@patronage/ledger";
import { Type } from "typebox";
import { deskOf } from "./access.ts";
import type { App } from "./app.ts";
import { answer, described, IF_NONE_MATCH, NOT_MODIFIED, READS } from "./describe.ts";
import type { Desk } from "./desks.ts";
import type { Reads } from "./reads.ts";
import { amount, count, named, strict, text } from "./schemas.ts";

const statusSchema = named(
  "Status",
  strict({
    programme: text(),
    currency: text(),
    timezone: text("A dividend day ends at midnight there."),
    isWriterHere: Type.Boolean({ description: "Whether this server writes the programme." }),
    seq: count("How many commands were applied."),
    batch: count("In how many batches they were written."),
    lagCount: count("How many commands the read models are behind."),
    inboxCount: count("How many wait in the inbox."),
    lastWrittenAt: Type.Optional(text()),
    lastCloseDate: Type.Optional(text()),
    holderCount: count("How many hold or may hold shares."),
    reserveE18: amount(),
    outstandingMicro: amount(),
    fundsE18: amount("What waits for the next close."),
    dividendsE18: amount("All dividends ever paid."),
    quotaE18Left: amount("What all holders may still receive. A cap, never a promise."),
    followers: Type.Array(
      strict({ follower: text(), behindCount: count("How many commands it is behind.") }),
    ),
  }),
);

export function addStatus(app: App, reads: Reads): void {
  const { schema, config } = described({
    ...{ tag: "Programme", name: "readStatus", scope: "read" },
    summary: "How the programme is",
    description: "It adds up all holders, and is a second old at the most.",
    codes: READS,
    answers: { 200: answer("The status.", statusSchema), 304: NOT_MODIFIED },
  });
  app.get(
    "/v1/status",
    { config: { ...config, hasEtag: true }, schema: { ...schema, headers: IF_NONE_MATCH } },
    async (request) => {
      const desk = deskOf(request);
      return shown(desk, await reads.recent(desk, "status", readStatus));
    },
  );
}

function shown({ programme, currency, timezone, writer }: Desk, status: Status) {
  const { lastCloseDate, reserveE18, outstandingMicro, fundsE18 } = status;
  const { dividendsE18, quotaE18Left } = status;
  return {
    ...{ programme, currency, timezone, isWriterHere: writer !== undefined },
    seq: Number(status.seq),
    batch: Number(status.batch),
    lagCount: Number(status.lagCount),
    inboxCount: Number(status.inboxCount),
    lastWrittenAt: status.lastWrittenAt?.toISOString(),
    holderCount: Number(status.holderCount),
    ...{ lastCloseDate, reserveE18, outstandingMicro, fundsE18, dividendsE18, quotaE18Left },
    followers: status.followers.map(({ follower, behindCount }) => ({
      follower,
      behindCount: Number(behindCount),
    })),
  };
}
