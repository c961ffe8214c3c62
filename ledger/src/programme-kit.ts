/** For tests: a programme in a database of its own, and its writer, opened again and again. */
import {
  canonicalJson,
  viewHolders,
  type Json,
  type JsonObject,
  type State,
} from "@patronage/engine";
import { escapeIdentifier, Pool } from "pg";
import { KEPT_LEAST } from "./fetched.ts";
import { openGate } from "./gate-kit.ts";
import { calmly } from "./house.ts";
import { withDatabase, type TestDatabase } from "./ledger-kit.ts";
import { migrate, PROGRAMME_SQL, programmeSchema } from "./migrate.ts";
import { beginProgramme } from "./programme.ts";
import { openSequencer, type Sequencer } from "./sequencer.ts";

export type ProgrammeDesk = {
  readonly open: (epoch?: bigint, keptLeast?: number) => Promise<Sequencer>;
  readonly database: TestDatabase;
  /** The SQL that makes a connection look into the programme's schema. */
  readonly search: string;
  /** Stops the clock at an instant; until then it moves on by a second at every look. */
  readonly stopClock: (at: string) => void;
  /** Lets it activate the plans of some commands, as far as they can pass the gate at all. */
  readonly openGate: (commands: readonly Json[]) => Promise<void>;
};

/** A begun programme, whose writer can be opened again and again. */
export async function withProgramme(
  plan: Json,
  work: (desk: ProgrammeDesk) => Promise<void>,
): Promise<void> {
  await withDatabase(async (database) => {
    const schema = programmeSchema("shop");
    const client = await database.connect();
    await migrate(client, { folder: PROGRAMME_SQL, schema });
    const search = `SET search_path TO ${escapeIdentifier(schema)}`;
    await client.query(search);
    await beginProgramme(client, plan);
    const pool = calmly(new Pool({ connectionString: database.url }));
    let clock = Date.parse("2026-01-01T00:00:00Z");
    let stopped: string | undefined;
    const now = (): string => stopped ?? new Date((clock += 1000)).toISOString();
    const opened: Sequencer[] = [];
    const open = async (epoch = 1n, keptLeast = KEPT_LEAST): Promise<Sequencer> => {
      const quoted = escapeIdentifier(schema);
      opened.push(await openSequencer({ pool, schema: quoted, epoch, now, keptLeast }));
      return opened.at(-1)!;
    };
    try {
      await work({
        ...{ open, database, search, stopClock: (at) => (stopped = at) },
        openGate: (commands) => openGate(client, "shop", commands),
      });
    } finally {
      await Promise.all(opened.map((sequencer) => sequencer.stop()));
      await pool.end();
    }
  });
}

/** What a state holds, as one text to compare. */
export function figures(state: State): string {
  const { reserveE18, outstandingMicro, issuedMicro, proRataE18, tierE18 } = state;
  const holders = [...viewHolders(state)].map((view) => ({
    ...view,
    referrer: view.referrer ?? null,
  }));
  const json = { reserveE18, outstandingMicro, issuedMicro, proRataE18, tierE18, holders };
  return canonicalJson(json);
}

/** The command by which a holder joins. */
export const join = (holder: string): JsonObject => ({
  id: `join-${holder}`,
  type: "holder.join",
  holder,
});
