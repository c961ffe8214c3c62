/**
 * The thread on which holders' statement files are made, for one close.
 *
 * It looks at all holders once, when it is asked for the first file, and is ended with its close. Files are
 * made one after the other; a connection is open while one is made, and no longer.
 */
import { parentPort, workerData } from "node:worker_threads";
import {
  APPLICATION_ROLE,
  attestationOfFile,
  openProver,
  proveHolder,
  ProofError,
  type Attestation,
  type Prover,
} from "@patronage/ledger";
import { Client, escapeIdentifier, type ClientBase } from "pg";

/** Where the programme is kept. */
export type ProofPlace = { readonly url: string; readonly schema: string };

export type ProofAsked = {
  readonly id: number;
  readonly holder: string;
  readonly attestation: Attestation | undefined;
};

/** not_counted: the holder had not joined by the close. no_tree: the close has none. */
export type Proof =
  { readonly is: "made"; readonly text: string } | { readonly is: "not_counted" | "no_tree" };

export type ProofAnswer = {
  readonly id: number;
  readonly found: Proof | { readonly is: "failed"; readonly trouble: string };
};

/** What failed is not tried again before. */
const REST_MILLISECONDS = 15_000;
/** The longest that one question of the database may take. */
const QUESTION_MILLISECONDS = 120_000;

const { url, schema } = workerData as ProofPlace;
let opened: Promise<Prover> | undefined;

async function inProgramme<Result>(work: (client: ClientBase) => Promise<Result>): Promise<Result> {
  const client = new Client({
    ...{ connectionString: url, keepAlive: true, statement_timeout: QUESTION_MILLISECONDS },
    options: `-c role=${APPLICATION_ROLE}`,
  });
  // Whoever asks is told of a connection that dies.
  client.on("error", () => undefined);
  await client.connect();
  try {
    await client.query(`SET search_path TO ${escapeIdentifier(schema)}`);
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The prover of the close: made once, unless that fails. That there is no tree is known for good. */
function proverOfClose(): Promise<Prover> {
  if (opened !== undefined) return opened;
  opened = inProgramme(openProver);
  opened.catch((error: unknown) => {
    if (error instanceof ProofError) return;
    setTimeout(() => (opened = undefined), REST_MILLISECONDS);
  });
  return opened;
}

async function prove({ holder, attestation }: ProofAsked): Promise<ProofAnswer["found"]> {
  try {
    const prover = await proverOfClose();
    const shown = attestation && attestationOfFile(attestation);
    const text = await inProgramme((client) => proveHolder(client, prover, holder, shown));
    return text === undefined ? { is: "not_counted" } : { is: "made", text };
  } catch (error) {
    if (error instanceof ProofError) return { is: "no_tree" };
    return { is: "failed", trouble: error instanceof Error ? error.message : String(error) };
  }
}

const port = parentPort!;
let line: Promise<void> = Promise.resolve();
port.on("message", (asked: ProofAsked) => {
  line = line.then(async () => {
    const answer: ProofAnswer = { id: asked.id, found: await prove(asked) };
    port.postMessage(answer);
  });
});
