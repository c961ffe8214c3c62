/**
 * What the journal keeps of a command's events beside what the engine decides, and how that is compared
 * when the journal is run again.
 *
 * A plan stands there with the result of the gate it passed, which only the journal knows from then on;
 * a close with the tree over all holders, which everybody works out again.
 */
import {
  canonicalJson,
  isJsonObject,
  parseJson,
  type Event,
  type Json,
  type JsonObject,
} from "@patronage/engine";
import { eventsText, readEvents } from "./encoding.ts";
import { gateIn, gateJson, type Gate } from "./gates.ts";
import { treeJsonAgain, type HolderTree } from "./trees.ts";

/** What the ledger adds to events: each to the one event it belongs to. */
export type Additions = { readonly gate?: Gate | undefined; readonly tree?: Json | undefined };

/** The text of events as the journal keeps it. */
export function keptText(events: readonly Event[], { gate, tree }: Additions): string {
  const kept = events.map((event): Event => {
    if (event.type === "planActivated" && gate !== undefined) {
      return { ...event, gate: gateJson(gate) } as Event;
    }
    if (event.type === "dayClosed" && tree !== undefined) return { ...event, tree } as Event;
    return event;
  });
  return eventsText(kept);
}

/**
 * The text that the journal should keep of events which the engine came to again, in a state that they
 * were just applied to. `kept` is what it keeps.
 */
export function keptTextAgain(events: readonly Event[], kept: string, trees: HolderTree): string {
  const has = (type: Event["type"]): boolean => events.some((event) => event.type === type);
  return keptText(events, {
    gate: has("planActivated") ? gateIn(kept) : undefined,
    tree: has("dayClosed") ? treeJsonAgain(trees, treeIn(kept)) : undefined,
  });
}

/** The tree in the text of a close's events; undefined without one. */
export function treeIn(text: string): Json | undefined {
  let events: readonly Event[];
  try {
    events = readEvents(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const closed = events.find(({ type }) => type === "dayClosed");
  return (closed as { readonly tree?: Json } | undefined)?.tree;
}

/** Whether texts of a close's events differ in nothing but their trees. */
export function differInTree(events: readonly Event[], kept: string): boolean {
  const tree = treeIn(kept);
  return isJsonObject(tree) && keptText(events, { tree }) === kept;
}

/**
 * The text of events as others may see it: without the key of the tree, by which a holder's neighbours could
 * be told from their names.
 */
export function eventsForOthers(text: string): string {
  if (!text.includes('"type":"dayClosed"')) return text;
  const events = (parseJson(text) as JsonObject[]).map((event) => {
    if (!isJsonObject(event["tree"])) return event;
    const shown = Object.entries(event["tree"]).filter(([name]) => name !== "key");
    return { ...event, tree: Object.fromEntries(shown) };
  });
  return canonicalJson(events);
}
