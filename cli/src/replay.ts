/**
 * `patronage replay`: commands from a file applied to an empty ledger, and the ledger as one JSON
 * object. A refused command is noted and passed by. Spec sections 4 and 11.
 *
 * Neither the file nor the result is ever whole in memory. What stays of a command is its id and a
 * fingerprint of its content.
 */
import {
  apply,
  checkPlan,
  createState,
  isJsonObject,
  memoryStore,
  parseCommand,
  parseJson,
  viewHolders,
  type Command,
  type Event,
  type HolderView,
  type Json,
  type JsonObject,
  type Plan,
  type Refusal,
  type State,
} from "@patronage/engine";
import { issueLine } from "./check.ts";
import { notJson, readJsonLines, readPlanFile, type TextLine } from "./read.ts";
import type { Lang } from "@patronage/words";
import { errorAt, UserError } from "./user-error.ts";

export type Rejected = { readonly id: string; readonly line: number; readonly refusal: Refusal };

export type ReplayOptions = {
  readonly plan: Plan;
  readonly commandsPath: string;
  /** Is told of every command that was applied, just after it was. */
  readonly observe?: (command: Command, events: readonly Event[], state: State) => void;
  /** The total is 0 when it cannot be known. */
  readonly onProgress?: (doneBytes: number, totalBytes: number) => void;
  readonly signal?: AbortSignal;
};

export type Replay = {
  readonly state: State;
  /** In the order of the file; a command refused twice stands twice. */
  readonly rejected: Rejected[];
  readonly appliedCount: number;
  /** Commands that had been applied before with the same content. */
  readonly repeatedCount: number;
  readonly commandCount: number;
};

/** Reads a plan that passes the check. Throws a UserError with every reason when it does not. */
export function readCheckedPlan(path: string, lang: Lang = "en"): Plan {
  const check = checkPlan(readPlanFile(path));
  if (check.ok) return check.plan;
  const problems = check.reasons.map((issue) => issueLine(issue, lang));
  const list = problems.map((problem) => `\n  ${problem}`).join("");
  throw new UserError(`${path}: the check refuses this plan:${list}`, { file: path, problems });
}

/**
 * Applies the commands of a file to an empty ledger under a plan. Throws a UserError at a line that is
 * not a JSON object with a text as its id.
 */
export async function replayCommands(options: ReplayOptions): Promise<Replay> {
  const { plan, commandsPath, observe, onProgress, signal } = options;
  const state = createState(plan, memoryStore());
  const rejected: Rejected[] = [];
  let [appliedCount, repeatedCount, commandCount] = [0, 0, 0];
  for await (const line of readJsonLines(commandsPath, { onProgress, signal })) {
    const json = readCommandLine(commandsPath, line);
    commandCount += 1;
    const read = parseCommand(json);
    const outcome = read.ok ? apply(state, read.command) : read;
    if (!outcome.ok) {
      rejected.push({ id: json.id, line: line.line, refusal: outcome.refusal });
    } else if (outcome.isRepeated) repeatedCount += 1;
    else {
      appliedCount += 1;
      if (read.ok) observe?.(read.command, outcome.events, state);
    }
  }
  return { state, rejected, appliedCount, repeatedCount, commandCount };
}

function readCommandLine(path: string, { line, text }: TextLine): JsonObject & { id: string } {
  let json: Json;
  try {
    json = parseJson(text);
  } catch (error) {
    throw notJson(path, line, text, error);
  }
  if (!isJsonObject(json)) {
    throw errorAt(path, line, "this line is not a JSON object; a command is one, in braces.");
  }
  if (!Object.hasOwn(json, "id")) {
    throw errorAt(path, line, 'this command has no "id"; give each command a text of its own.');
  }
  if (typeof json["id"] !== "string") {
    throw errorAt(path, line, 'the "id" of this command is not a text; put it in double quotes.');
  }
  return json as JsonObject & { id: string };
}

const CHUNK_CHARACTERS = 64 * 1024;

/**
 * The ledger as the JSON object of section 11, in pieces of moderate size. Integers are decimal
 * strings, save money in fen and tiers, which are numbers, digit for digit.
 */
// eslint-disable-next-line @typescript-eslint/require-await -- its readers wait between the pieces
export async function* replayOutput(
  state: State,
  rejectedIds: readonly string[],
): AsyncGenerator<string> {
  let chunk = `{\n${totalsText(state)},\n"holders": {`;
  let separator = "\n";
  for (const view of viewHolders(state)) {
    chunk += `${separator}${JSON.stringify(view.holder)}: ${holderText(view)}`;
    separator = ",\n";
    if (chunk.length < CHUNK_CHARACTERS) continue;
    yield chunk;
    chunk = "";
  }
  chunk += '\n},\n"rejected": [';
  separator = "";
  for (const id of rejectedIds) {
    chunk += `${separator}${JSON.stringify(id)}`;
    separator = ", ";
    if (chunk.length < CHUNK_CHARACTERS) continue;
    yield chunk;
    chunk = "";
  }
  yield `${chunk}]\n}\n`;
}

function totalsText(state: State): string {
  const { merchant } = state;
  return [
    `"reserveE18": "${state.reserveE18}"`,
    `"outstanding": "${state.outstandingMicro}"`,
    `"issued": "${state.issuedMicro}"`,
    `"funds": {"proRataE18": "${state.proRataE18}", "tierE18": "${state.tierE18}"}`,
    `"merchant": {"founded": ${merchant.foundedMinor}, "contributed": ${merchant.contributedMinor}, ` +
      `"returned": ${merchant.returnedMinor}, "refundLoss": ${merchant.refundLossMinor}, ` +
      `"deducted": ${merchant.deductedMinor}, "spent": ${merchant.spentMinor}}`,
  ].join(",\n");
}

function holderText(view: HolderView): string {
  return (
    `{"shares": "${view.sharesMicro}", "held": "${view.heldMicro}", ` +
    `"quotaE18": "${view.quotaE18}", "dividendsE18": "${view.dividendsE18}", ` +
    `"wallet": ${view.walletMinor}, "tier": ${view.tier}, ` +
    `"owedShares": "${view.owedSharesMicro}", "owedQuotaE18": "${view.owedQuotaE18}"}`
  );
}
