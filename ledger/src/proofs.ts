/**
 * Proofs: the file by which a holder can check alone, with nothing of ours, what it was paid and that the
 * last close counts it.
 *
 * A prover stands at the last close. It is opened once after each, at the cost of looking at all holders;
 * a file then costs the holder's own rows. The read models may have gone on since the close: who changed
 * after it is followed through the journal up to it. What comes out is checked before it is given away.
 */
import {
  beginTrail,
  canonicalJson,
  closeTrail,
  followTrail,
  parseCommand,
  parseJson,
  viewTrail,
  type DayClosed,
  type Event,
  type HolderView,
  type Trail,
} from "@patronage/engine";
import {
  beforeJson,
  chainAfter,
  checkStatement,
  closeJson,
  createTree,
  NO_CHAIN,
  pathText,
  readTreeClose,
  saltOf,
  siblingsOf,
  STATEMENT_KIND,
  STATEMENT_VERSION,
  statementText,
  sumsOf,
  topOf,
  treeClose,
  treeCloseJson,
  type Attestation,
  type Leaf,
  type Tree,
  type TreeClose,
} from "@patronage/proof";
import type { ClientBase } from "pg";
import { readEvents } from "./encoding.ts";
import { keyText, textOfKey } from "./journal.ts";
import { treeIn } from "./kept.ts";
import { atOneMoment, DamagedError, loadReadModels, publicClose } from "./load.ts";
import type { PastClose } from "./load.ts";
import type { Memory } from "./memory.ts";
import { entriesOf, type FileEntry } from "./proof-entries.ts";
import { readPlanHistory, type PlanVersion } from "./queries.ts";
import { holderKey } from "./subjects.ts";
import { growTree, leafAt, sha256 } from "./trees.ts";

export type Prover = {
  readonly programme: string;
  readonly plans: readonly PlanVersion[];
  /** Every close up to the last, and what there was before the first. */
  readonly closes: readonly PastClose[];
  /** The chain before each of them. */
  readonly chains: readonly string[];
  readonly tree: Tree;
  readonly close: TreeClose;
  readonly head: { readonly batch: bigint; readonly seq: bigint; readonly hash: Buffer };
  /** The number of a holder that had joined by the close. */
  readonly find: (holder: string) => number | undefined;
};

/** There is nothing to prove yet: a sentence for whoever asked. */
export class ProofError extends Error {}

/**
 * Opens a prover at the last close, of as much as the read models know. It costs a look at all holders, and
 * lets others go on in between.
 */
export async function openProver(client: ClientBase): Promise<Prover> {
  return atOneMoment(client, async () => {
    const { memory, closes } = await loadReadModels(client);
    const last = closes.at(-1);
    if (last === undefined || last.date === "") {
      throw new ProofError("No day was closed yet; there is nothing to prove before.");
    }
    const { seq, date } = last;
    const close = await readKept(client, seq);
    const { key, chain } = memory.trees;
    if (close === undefined || key === undefined) {
      throw new ProofError(`The close of ${date} has no tree over its holders.`);
    }
    const plans = await readPlanHistory(client);
    const programme = plans[0]!.plan.programme;
    const head = await readHeadAt(client, seq);
    const changed = await leavesAt(client, { memory, closes, plans, close, seq });
    const { state } = memory;
    const tree = createTree(
      ...[sha256, key],
      (number) => changed.get(number) ?? leafAt(state, number),
      close.figures.holders,
    );
    await growTree(tree);
    const day = { ...publicClose(last), programme, chain };
    const again = treeClose(sha256, topOf(tree), day);
    if (again.root !== close.root) {
      throw new DamagedError(`The tree of ${date} is not what the read models hold.`);
    }
    const find = (holder: string): number | undefined => {
      const number = state.store.holders.find(holder);
      return number !== undefined && number < close.figures.holders ? number : undefined;
    };
    return { programme, plans, closes, chains: chainsBefore(closes), tree, close, head, find };
  });
}

function chainsBefore(closes: readonly PastClose[]): string[] {
  let chain = NO_CHAIN;
  return closes.map((close) => {
    const before = chain;
    chain = chainAfter(sha256, chain, publicClose(close));
    return before;
  });
}

/** The tree that a close put into the journal. */
async function readKept(client: ClientBase, seq: bigint): Promise<TreeClose | undefined> {
  const { rows } = await client.query<{ events: string }>(
    "SELECT events FROM journal WHERE seq = $1",
    [seq],
  );
  const json = rows[0] && treeIn(rows[0].events);
  if (json === undefined) return undefined;
  const { key, ...rest } = JSON.parse(canonicalJson(json)) as { [name: string]: never };
  return key === undefined ? undefined : readTreeClose(rest);
}

async function readHeadAt(client: ClientBase, seq: bigint): Promise<Prover["head"]> {
  const { rows } = await client.query<{ batch: string; last_seq: string; hash: Buffer }>(
    "SELECT batch, last_seq, hash FROM batches WHERE batch = (SELECT batch FROM journal WHERE seq = $1)",
    [seq],
  );
  const [row] = rows;
  if (row === undefined) throw new DamagedError(`The batch of ${seq} has no hash.`);
  return { batch: BigInt(row.batch), seq: BigInt(row.last_seq), hash: row.hash };
}

type AtClose = {
  readonly memory: Memory;
  readonly closes: readonly PastClose[];
  readonly plans: readonly PlanVersion[];
  readonly close: TreeClose;
  readonly seq: bigint;
};

/** The leaves, at the close, of those who have changed since. */
async function leavesAt(
  client: ClientBase,
  { memory, closes, plans, close, seq }: AtClose,
): Promise<Map<number, Leaf>> {
  const { rows } = await client.query<{ key: string }>(
    "SELECT DISTINCT key FROM touches WHERE seq > $1 AND key >= 'h:' AND key < 'h;'",
    [seq],
  );
  const leaves = new Map<number, Leaf>();
  for (const { key } of rows) {
    const holder = textOfKey(key.slice(2));
    const number = memory.store.holders.find(holder);
    if (number === undefined || number >= close.figures.holders) continue;
    const { trail } = await walk(client, { closes, plans }, holder);
    leaves.set(number, leafOfView(viewTrail(trail), close));
  }
  return leaves;
}

function leafOfView(view: HolderView, close: TreeClose): Leaf {
  const { holder, tier, sharesMicro, quotaE18, dividendsE18, payoutsMinor, withdrawnMinor } = view;
  const isEligible = sharesMicro > 0n && quotaE18 > 0n;
  const figures = {
    ...{ sharesMicro, quotaE18, dividendsE18, payoutsMinor, withdrawnMinor, holders: 1 },
    eligibleMicro: isEligible ? sharesMicro : 0n,
    heads: close.headsE18.map((_, k) => (isEligible && k === tier - 1 ? 1 : 0)),
  };
  return { id: holder, tier, sums: sumsOf(figures, close) };
}

/** What a holder did and was paid up to the last close. */
type Walk = {
  readonly trail: Trail;
  readonly entries: readonly FileEntry[];
  /** The place of the first close after the holder joined. */
  readonly from: number;
};

type Past = Pick<Prover, "closes" | "plans">;

type OwnRow = { readonly seq: bigint; readonly at: string; readonly events: readonly Event[] };

async function readOwnRows(client: ClientBase, holder: string, seqLast: bigint): Promise<OwnRow[]> {
  const { rows } = await client.query<{ seq: string; command: string; events: string }>({
    name: "patronage-own-rows",
    text:
      "SELECT t.seq, j.command, j.events FROM touches t JOIN journal j USING (seq) " +
      "WHERE t.key = $1 AND t.seq <= $2 ORDER BY t.seq",
    values: [holderKey(holder), seqLast],
  });
  return rows.map(({ seq, command, events }) => {
    const parsed = parseCommand(parseJson(command));
    if (!parsed.ok) {
      throw new DamagedError(`The journal is damaged at ${seq}: no command is there.`);
    }
    return { seq: BigInt(seq), at: parsed.command.at, events: readEvents(events) };
  });
}

/** Follows a holder that had joined by the last close up to it. */
async function walk(client: ClientBase, { closes, plans }: Past, holder: string): Promise<Walk> {
  const rows = await readOwnRows(client, holder, closes.at(-1)!.seq);
  const planAt = (seq: bigint) => plans.findLast(({ sinceSeq }) => sinceSeq < seq)!.plan;
  const entries: FileEntry[] = [];
  let next = 1;
  let from = 0;
  let trail: Trail | undefined;
  const closeNext = (event: DayClosed | undefined): void => {
    const totals = closes[next]!;
    if (trail !== undefined) closeTrail(trail, totals, event, planAt(totals.seq));
    next += 1;
  };
  for (const { seq, at, events } of rows) {
    while (closes[next]!.seq < seq) closeNext(undefined);
    for (const event of events) {
      if (event.type === "holderJoined" && event.holder === holder) {
        from = next;
        trail = beginTrail(planAt(seq), holder, closes.slice(0, next));
      }
      if (trail === undefined) continue;
      if (event.type === "dayClosed") closeNext(event);
      else followTrail(trail, event, planAt(seq));
      entries.push(...entriesOf(event, holder, { seq, at }));
    }
  }
  while (next < closes.length) closeNext(undefined);
  if (trail === undefined) throw new DamagedError(`"${keyText(holder)}" never joined.`);
  return { trail, entries, from };
}

/**
 * The text of a holder's statement file at the prover's close; undefined for whoever had not joined by
 * then. An attestation of the cash at the bank may stand in it: it is shown, and nothing proves it.
 */
export async function proveHolder(
  client: ClientBase,
  prover: Prover,
  holder: string,
  attestation?: Attestation,
): Promise<string | undefined> {
  const number = prover.find(holder);
  if (number === undefined) return undefined;
  const { closes, chains, tree, close, head, programme } = prover;
  const { trail, entries, from } = await walk(client, prover, holder);
  const { tier, ...view } = viewTrail(trail);
  const amounts = [
    "sharesMicro",
    "quotaE18",
    "dividendsE18",
    "payoutsMinor",
    "withdrawnMinor",
  ] as const;
  const text = statementText(
    {
      ...{ kind: STATEMENT_KIND, version: STATEMENT_VERSION, programme },
      attestation: attestation ? { ...attestation, cashMinor: `${attestation.cashMinor}` } : null,
      before: beforeJson({ ...publicClose(closes[from - 1]!), chain: chains[from - 1]! }),
      closes: closes.slice(from).map((one) => closeJson(publicClose(one))),
      entries: [...entries],
      head: { batch: Number(head.batch), hash: head.hash.toString("hex"), seq: Number(head.seq) },
      holder: {
        ...{ id: holder, number },
        salt: Buffer.from(saltOf(sha256, tree.key, holder)).toString("hex"),
      },
      path: pathText(siblingsOf(tree, number)),
      plans: plansSince(prover, entries),
      position: { tier, ...Object.fromEntries(amounts.map((name) => [name, String(view[name])])) },
      tree: treeCloseJson(close),
    },
    sha256,
  );
  const verdict = checkStatement(text, sha256);
  if (verdict.ok) return text;
  const { code, where } = verdict.fault;
  throw new DamagedError(
    `The statement of "${keyText(holder)}" does not fit: ${code} at ${where}.`,
  );
}

/** The plan under which the holder joined, and those that came after it up to the close. */
function plansSince({ plans, closes }: Past, entries: readonly FileEntry[]) {
  const joined = BigInt(entries[0]!["seq"] as number);
  const first = plans.findLastIndex(({ sinceSeq }) => sinceSeq < joined);
  return plans
    .slice(first)
    .filter(({ sinceSeq }) => sinceSeq < closes.at(-1)!.seq)
    .map(({ sinceSeq, text }) => ({ sinceSeq: Number(sinceSeq), plan: JSON.parse(text) as never }));
}
