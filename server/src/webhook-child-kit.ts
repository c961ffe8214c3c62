/** For tests: a dispatcher in a process of its own, which a test kills. Argument: the database's address. */
import { openHouse } from "@patronage/ledger";
import { openDispatcher } from "./webhook-dispatcher.ts";

const house = await openHouse({ databaseUrl: process.argv[2]! });
const place = { programme: "tea", schema: "programme_tea" };
openDispatcher(
  house,
  { all: () => [place] },
  {
    ...{ rules: { isLoopbackAllowed: true }, now: () => new Date("2026-01-01T00:00:00Z") },
    lookMilliseconds: 20,
  },
);
