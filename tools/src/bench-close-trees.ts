/**
 * The tree that a close puts into the journal: what it costs after so many holders have changed since the
 * last one, without a quiet moment in between, beside the very close without its tree.
 *
 * A writer works out most of it before the close, while it has nothing else to do; so this is the worst.
 */
import { apply, type Command, type State } from "@patronage/engine";
import {
  holderTree,
  linkClose,
  touchHolders,
  treeJson,
  type HolderTree,
} from "../../ledger/src/trees-kit.ts";
import { close, median, milliseconds, order, seeded, thousands, type Figure } from "./bench-kit.ts";

const CHANGED = [0, 1_000, 100_000];
const DAYS = 5;
/** Little enough for everybody to have it, and worth more than a fen. */
const SOLD_MICRO = 1_000n;

type Taken = { readonly closeMilliseconds: number; readonly treeMilliseconds: number };

/** Applies a command, and tells the tree whom it concerns. */
function give(trees: HolderTree, command: Command, holders: readonly string[]): void {
  const outcome = apply(trees.state, command);
  if (!outcome.ok) throw new Error(`The bench was refused: ${outcome.refusal.code}.`);
  touchHolders(trees, outcome.events, holders);
}

/** Closes a day in which so many holders sold some of a share, after a turnover of 1.00 a holder. */
function measureDay(trees: HolderTree, changed: number, day: number): Taken {
  const { state } = trees;
  const { count } = state.store.holders;
  const at = "2026-01-01T00:00:00Z";
  const buyer = state.store.holders.idOf(day);
  give(trees, order(`tree-${day}`, buyer, "default", BigInt(count) * 100n), [buyer]);
  treeJson(trees);
  // Somewhere else every day, all over the holders.
  const step = Math.floor(count / Math.max(changed, 1));
  const first = seeded(day)(Math.max(step, 1));
  for (let k = 0; k < changed; k++) {
    const holder = state.store.holders.idOf(first + k * step);
    const sold = { id: `sell-${day}-${k}`, at, type: "shares.redeem", holder } as const;
    give(trees, { ...sold, sharesMicro: SOLD_MICRO }, [holder]);
  }
  const closeMilliseconds = milliseconds(() => {
    const outcome = apply(state, close(day));
    const event = outcome.ok ? outcome.events.at(-1) : undefined;
    if (event?.type !== "dayClosed") throw new Error("The day was not closed.");
    touchHolders(
      trees,
      [event],
      [...event.capped, ...event.risen, ...event.forced].map((one) => one.holder),
    );
  });
  linkClose(trees, { seq: BigInt(day), at });
  return { closeMilliseconds, treeMilliseconds: milliseconds(() => treeJson(trees)) };
}

/** Measures closes of a state from a day on. */
export function benchCloseTrees(state: State, from: number): Figure[] {
  const trees = holderTree(state);
  const building = milliseconds(() => treeJson(trees));
  const holders = thousands(state.store.holders.count);
  const rows = CHANGED.map((changed, row): Figure => {
    const days = Array.from({ length: DAYS }, (_, k) =>
      measureDay(trees, changed, from + row * DAYS + k),
    );
    const own = median(days.map(({ treeMilliseconds }) => treeMilliseconds));
    const bare = median(days.map(({ closeMilliseconds }) => closeMilliseconds));
    return {
      what: `the tree at a close, ${thousands(changed)} of ${holders} holders changed, none worked out before`,
      reached: `${own.toFixed(2)} ms`,
      asked: "",
      beside: `the same close without a tree: ${bare.toFixed(2)} ms (with it ${((own + bare) / bare).toFixed(1)} times)`,
    };
  });
  const whole: Figure = {
    what: `the whole tree over ${holders} holders, made at once`,
    reached: `${thousands(building)} ms`,
    asked: "",
    beside: "a writer makes it in slices, beside its commands",
  };
  return [...rows, whole];
}
