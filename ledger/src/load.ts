/**
 * Loading: a programme's state in memory, from its journal. It is dropped and loaded again on any doubt.
 *
 * In the ledger a retry carries no instant of its own, since the ledger stamps it; so retries are told
 * by their content without it.
 */
import {
  apply,
  checkPlan,
  createState,
  fingerprint,
  memoryStore,
  memoryTable,
  parseCommand,
  parseJson,
} from "@patronage/engine";
import type { Applied, Command, Plan, State } from "@patronage/engine";
import type { ClientBase } from "pg";
import { eventsText, readHead, readJournal, type Head } from "./journal.ts";

/** Which commands were applied, told by their content without their instant. */
function appliedWithoutTime(): Applied {
  const known = memoryTable<number>();
  const contentOf = (command: Command): number => fingerprint({ ...command, at: "" });
  return {
    recall(command) {
      const first = known.get(command.id);
      if (first === undefined) return "new";
      return first === contentOf(command) ? "same" : "other";
    },
    remember: (command) => known.set(command.id, contentOf(command)),
  };
}

/** A programme at its beginning. */
export function beginState(plan: Plan): State {
  return createState(plan, { ...memoryStore(), applied: appliedWithoutTime() });
}

/** Reads a plan that was checked when the programme began. */
export function readPlan(text: string): Plan {
  const check = checkPlan(parseJson(text));
  if (!check.ok) throw new Error("The plan with which this programme began is damaged.");
  return check.plan;
}

/** What is wrong with a row of the journal, applied to the state before it; undefined is nothing. */
export function applyRow(
  state: State,
  row: { readonly command: string; readonly events: string },
): string | undefined {
  const parsed = parseCommand(parseJson(row.command));
  if (!parsed.ok) return `its command cannot be read (${parsed.refusal.code})`;
  const outcome = apply(state, parsed.command);
  if (!outcome.ok) return `its command would be refused (${outcome.refusal.code})`;
  if (outcome.isRepeated) return "its command stands in the journal before";
  return eventsText(outcome.events) === row.events ? undefined : "its events are not what it does";
}

/** Loads a programme: the state after the whole journal, and the head it belongs to. */
export async function loadProgramme(client: ClientBase): Promise<{ state: State; head: Head }> {
  const head = await readHead(client);
  const state = beginState(readPlan(head.plan));
  for await (const row of readJournal(client)) {
    if (row.seq > head.seq) break;
    const fault = applyRow(state, row);
    if (fault !== undefined) throw new Error(`The journal is damaged at ${row.seq}: ${fault}.`);
  }
  return { state, head };
}
