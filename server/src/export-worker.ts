/** The thread on which an export is made. It sends a part whenever it is asked for the next. */
import { parentPort, workerData } from "node:worker_threads";
import { parseCommand, parseJson, type State } from "@patronage/engine";
import {
  APPLICATION_ROLE,
  hledgerJournal,
  holdersCsv,
  journalLines,
  loadProgramme,
  programmeCsv,
  readEvents,
  readJournal,
} from "@patronage/ledger";
import { Client, escapeIdentifier } from "pg";

export type ExportFormat = "jsonl" | "hledger" | "holders" | "programme";
export type ExportAsked = {
  readonly url: string;
  readonly schema: string;
  readonly format: ExportFormat;
};
export type ExportPart = { readonly isLast: boolean; readonly text: string };

const PART_CHARACTERS = 65_536;

async function* chunksOf(client: Client, format: ExportFormat): AsyncGenerator<string> {
  if (format === "jsonl") yield* journalLines(client);
  else if (format === "hledger") yield* books(client);
  else {
    const { state } = await loadProgramme(client);
    yield* format === "holders" ? holdersCsv(state) : [programmeCsv(state)];
  }
}

async function* books(client: Client): AsyncGenerator<string> {
  const { state, head, memory } = await loadProgramme(client);
  async function* rows() {
    for await (const { seq, command, events } of readJournal(client)) {
      if (seq > head.seq) return;
      const parsed = parseCommand(parseJson(command));
      if (!parsed.ok) throw new Error(`The journal is damaged at ${seq}.`);
      yield { seq, command: parsed.command, events: readEvents(events) };
    }
  }
  yield* hledgerJournal(memory.plans[0]!.plan, rows(), (): State => state);
}

async function* parts({ url, schema, format }: ExportAsked): AsyncGenerator<string> {
  const client = new Client({
    connectionString: url,
    options: `-c role=${APPLICATION_ROLE}`,
  });
  await client.connect();
  try {
    await client.query(
      `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET search_path TO ${escapeIdentifier(schema)}`,
    );
    let text = "";
    for await (const chunk of chunksOf(client, format)) {
      text += chunk;
      if (text.length < PART_CHARACTERS) continue;
      yield text;
      text = "";
    }
    if (text !== "") yield text;
  } finally {
    await client.end();
  }
}

const port = parentPort!;
const making = parts(workerData as ExportAsked);
port.on("message", () => {
  void (async () => {
    const next = await making.next();
    const part: ExportPart =
      next.done === true ? { isLast: true, text: "" } : { isLast: false, text: next.value };
    port.postMessage(part);
  })();
});
