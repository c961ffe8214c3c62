/**
 * Statement files for shoppers: what each can check alone, up to the last close (docs/reference/proofs.md).
 *
 * To make any, all holders are looked at once; so there is one desk a close, opened when somebody first asks
 * and ended after the next close. It makes one file at a time and keeps the last ones, so that whoever asks
 * again and again is given the same file, and makes nobody work.
 */
import { programmeSchema, type Attestation } from "@patronage/ledger";
import { lastAttestation } from "./attested.ts";
import { MallError, type Mall } from "./mall.ts";
import type { Member } from "./members.ts";
import { programmeFigures } from "./programme.ts";
import { openProofDesk, type ProofDesk } from "./proof-desk.ts";
import type { Proof } from "./proof-thread.ts";

/** So many files are kept, of some 100 kB each. */
const FILES_MOST = 200;
/** So many may be on their way; whoever comes beyond that comes again. */
const WAITING_MOST = 50;
/** How often is looked whether a desk's close is still the last. */
const LOOK_MILLISECONDS = 60_000;
/** A desk that broke is not opened again before. */
const REST_MILLISECONDS = 15_000;

/** The desk of a close, and what was made at it. */
type AtClose = {
  readonly date: string;
  readonly desk: ProofDesk;
  readonly openedAt: number;
  readonly files: Map<string, Promise<Proof>>;
  readonly look: NodeJS.Timeout;
};
const desks = new WeakMap<Mall, AtClose>();

/**
 * The member's own file. Refuses: proof_no_close, proof_busy, proof_no_tree, proof_not_counted.
 */
export async function statementProof(mall: Mall, { holder }: Member): Promise<string> {
  const date = await lastCloseDate(mall);
  if (date === undefined) throw new MallError("proof_no_close");
  const attestation = await lastAttestation(mall);
  const proof = await proofAt(deskAt(mall, date), holder, attestation);
  if (proof.is === "made") return proof.text;
  if (proof.is === "no_tree") throw new MallError("proof_no_tree", { date });
  throw new MallError("proof_not_counted", { date });
}

async function lastCloseDate(mall: Mall): Promise<string | undefined> {
  return (await programmeFigures(mall)).fund.lastCloseDate;
}

function deskAt(mall: Mall, date: string): AtClose {
  const known = desks.get(mall);
  const isResting =
    known?.desk.hasEnded() === true && performance.now() - known.openedAt > REST_MILLISECONDS;
  if (known?.date === date && !isResting) return known;
  if (known !== undefined) endDesk(mall, known);
  const { cluster } = mall.house;
  const opened: AtClose = {
    date,
    desk: openProofDesk({ url: cluster.url, schema: programmeSchema(mall.programme) }),
    openedAt: performance.now(),
    files: new Map(),
    look: setInterval(() => void endIfOver(mall, opened), LOOK_MILLISECONDS).unref(),
  };
  desks.set(mall, opened);
  return opened;
}

function endDesk(mall: Mall, at: AtClose): void {
  clearInterval(at.look);
  at.desk.end();
  if (desks.get(mall) === at) desks.delete(mall);
}

/** Ends a desk after the next close, also where nobody asks for a file any more. */
async function endIfOver(mall: Mall, at: AtClose): Promise<void> {
  const date = await lastCloseDate(mall).catch(() => at.date);
  if (date !== at.date) endDesk(mall, at);
}

/** A file with what the attestation says, made once. Refuses: proof_busy. */
function proofAt(
  { desk, files }: AtClose,
  holder: string,
  attestation: Attestation | undefined,
): Promise<Proof> {
  const key = JSON.stringify([holder, attestation?.id, attestation?.explanations.length]);
  const known = files.get(key);
  if (known !== undefined) return known;
  if (desk.waitingCount() >= WAITING_MOST) throw new MallError("proof_busy");
  const making = desk.prove(holder, attestation);
  files.set(key, making);
  making.catch(() => files.delete(key));
  const [oldest] = files.keys();
  if (files.size > FILES_MOST) files.delete(oldest!);
  return making;
}
