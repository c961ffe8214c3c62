/**
 * Read models: what changed is written down beside the journal, a little behind it.
 *
 * A capture is taken at one moment and rendered in slices, so that nobody waits for it: a holder that
 * is about to change is rendered first, and a close waits until all are. It is written when everything
 * up to its moment is in the journal, in one statement that moves `progress` on from where it was.
 */
import { closeCount, closeTotals, KEPT_AMOUNTS, takeSnapshot, type State } from "@patronage/engine";
import type { ClientBase } from "pg";
import { keyText } from "./journal.ts";
import { noChanges, type CloseNote, type Memory } from "./memory.ts";

type Columns = { readonly [name: string]: string[] };

const HOLDER_TYPES = {
  number: "integer",
  holder: "text",
  referrer: "integer",
  tier: "integer",
  settled_close: "integer",
  has_grown: "integer",
  written_close: "integer",
  ...Object.fromEntries(KEPT_AMOUNTS.map((name) => [columnName(name), "numeric"])),
};
const HOLD_TYPES = {
  hold: "text",
  number: "integer",
  shares_micro: "numeric",
  order: "text",
  expires: "text",
  is_open: "boolean",
};
const TOUCH_TYPES = { key: "text", seq: "bigint" };
const CLOSE_TYPES = {
  close: "integer",
  seq: "bigint",
  date: "text",
  index_e18: "numeric",
  heads_e18: "text",
  reserve_e18: "numeric",
  outstanding_micro: "numeric",
  pro_rata_paid_e18: "numeric",
  tier_paid_e18: "numeric",
  carried_e18: "numeric",
  capped: "integer",
  forced: "integer",
};

type Types = { readonly [column: string]: string };

/** The name in SQL of a column of the store: quotaE18 is quota_e18. */
export function columnName(name: string): string {
  return name.replace(/E18$/, "_e18").replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

const emptyColumns = (types: Types): Columns =>
  Object.fromEntries(Object.keys(types).map((name) => [name, []]));

/** An INSERT of columns that come as texts, one parameter each from `first` on. */
function insertText(table: string, types: Types, first: number, selected: Types = {}): string {
  const names = Object.keys(types).map((name) => `"${name}"`);
  const arrays = Object.values(types).map(
    (type, index) => `string_to_array($${first + index}, E'\\n', '\\N')::${type}[]`,
  );
  const values = Object.keys(types).map((name) => selected[name] ?? `x."${name}"`);
  return (
    `INSERT INTO ${table} (${names.join(", ")}) SELECT ${values.join(", ")} ` +
    `FROM moved, unnest(${arrays.join(", ")}) AS x (${names.join(", ")})`
  );
}

function updateText(types: Types, key: string): string {
  const changed = Object.keys(types).filter((name) => name !== key);
  const set = changed.map((name) => `"${name}" = EXCLUDED."${name}"`);
  return ` ON CONFLICT ("${key}") DO UPDATE SET ${set.join(", ")}`;
}

const HOLDERS_FROM = 6;
const HOLDS_FROM = HOLDERS_FROM + Object.keys(HOLDER_TYPES).length;
const TOUCHES_FROM = HOLDS_FROM + Object.keys(HOLD_TYPES).length;
const CLOSES_FROM = TOUCHES_FROM + Object.keys(TOUCH_TYPES).length;

const WRITE = {
  name: "patronage-read-models",
  text: `
WITH moved AS (
  UPDATE progress SET seq = $1, closes = $2, figures = $3
  WHERE seq = $4 AND EXISTS (SELECT FROM head WHERE epoch = $5) RETURNING 1
), new_holders AS (
  ${insertText("holders", HOLDER_TYPES, HOLDERS_FROM)}${updateText(HOLDER_TYPES, "number")}
), new_holds AS (
  ${insertText("holds", HOLD_TYPES, HOLDS_FROM)}${updateText(HOLD_TYPES, "hold")}
), new_touches AS (
  ${insertText("touches", TOUCH_TYPES, TOUCHES_FROM)}
), new_closes AS (
  ${insertText("closes", CLOSE_TYPES, CLOSES_FROM, { heads_e18: "x.heads_e18::numeric[]" })}
)
SELECT 1 FROM moved`,
};

/** What is written down at once, and how far the read models come by it. */
export type Capture = {
  readonly seq: bigint;
  /** Renders the rest in slices. */
  finish(): Promise<void>;
  /** The parameters of the writing, after the epoch and the sequence number before. */
  values(): unknown[];
};

const SLICE_HOLDERS = 250;

/** The figures of a state as a text; `readFigures` reads it back. */
function figuresText(state: State): string {
  return JSON.stringify(takeSnapshot(state), (_name, value: unknown) =>
    typeof value === "bigint" ? value.toString() : value,
  );
}

/** The names of amounts, which JSON holds as decimal strings. */
export const AMOUNT_NAME = /(Minor|E18|Micro)$/;

/** Reads what a state is beside its store. */
export function readFigures(text: string): ReturnType<typeof takeSnapshot> {
  return JSON.parse(text, (name, value: unknown) =>
    AMOUNT_NAME.test(name) ? BigInt(value as string) : value,
  ) as ReturnType<typeof takeSnapshot>;
}

/** Takes what changed since the last capture, as it is now. */
export function capture(memory: Memory): Capture {
  const { state, store, seq, changes } = memory;
  const { holders } = store;
  const waiting = changes.holders;
  const holderColumns = emptyColumns(HOLDER_TYPES);
  const closes = closeCount(state);
  const figures = figuresText(state);
  const amounts = KEPT_AMOUNTS.map(
    (name) => [holders[name], holderColumns[columnName(name)]!] as const,
  );
  const render = (holder: number): void => {
    holderColumns["number"]!.push(String(holder));
    holderColumns["holder"]!.push(keyText(holders.idOf(holder)));
    holderColumns["referrer"]!.push(String(holders.referrer.get(holder)));
    holderColumns["tier"]!.push(String(holders.tier.get(holder)));
    holderColumns["settled_close"]!.push(String(holders.settledClose.get(holder)));
    holderColumns["has_grown"]!.push(String(holders.hasGrown.get(holder)));
    holderColumns["written_close"]!.push(String(closes));
    for (const [column, texts] of amounts) texts.push(column.get(holder).toString());
  };
  const renderSome = (most: number): void => {
    let count = 0;
    for (const holder of waiting) {
      if (count++ >= most) return;
      waiting.delete(holder);
      render(holder);
    }
  };
  memory.changes = noChanges();
  memory.beforeChange = (holder) => {
    if (holder === undefined) renderSome(Infinity);
    else if (waiting.delete(holder)) render(holder);
  };
  for (const table of [store.orders, store.spends, store.contents]) table.age();
  store.holds.age(state.openHolds);
  const rest = [
    ...columnTexts(holdColumns(memory, changes.holds)),
    changes.touches.keys.join("\n"),
    changes.touches.seqs.join("\n"),
    ...columnTexts(closeColumns(state, changes.closes)),
  ];
  return {
    seq,
    async finish() {
      while (waiting.size > 0) {
        renderSome(SLICE_HOLDERS);
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    values: () => [closes, figures, columnTexts(holderColumns), rest],
  };
}

const columnTexts = (columns: Columns): string[] =>
  Object.values(columns).map((texts) => texts.join("\n"));

function holdColumns({ store: { holds } }: Memory, ids: ReadonlySet<string>): Columns {
  const columns = emptyColumns(HOLD_TYPES);
  for (const id of ids) {
    const hold = holds.get(id)!;
    columns["hold"]!.push(keyText(id));
    columns["number"]!.push(String(hold.holder));
    columns["shares_micro"]!.push(hold.sharesMicro.toString());
    columns["order"]!.push(keyText(hold.order));
    columns["expires"]!.push(hold.expires);
    columns["is_open"]!.push(String(hold.isOpen));
  }
  return columns;
}

function closeColumns(state: State, notes: readonly CloseNote[]): Columns {
  const columns = emptyColumns(CLOSE_TYPES);
  for (const note of notes) {
    const { indexE18, headsE18 } = closeTotals(state, note.close);
    columns["close"]!.push(String(note.close));
    columns["seq"]!.push(note.seq.toString());
    columns["date"]!.push(note.date ?? "\\N");
    columns["index_e18"]!.push(indexE18.toString());
    columns["heads_e18"]!.push(`{${headsE18.join(",")}}`);
    columns["reserve_e18"]!.push(note.reserveE18.toString());
    columns["outstanding_micro"]!.push(note.outstandingMicro.toString());
    columns["pro_rata_paid_e18"]!.push(note.proRataPaidE18.toString());
    columns["tier_paid_e18"]!.push(note.tierPaidE18.toString());
    columns["carried_e18"]!.push(note.carriedE18.toString());
    columns["capped"]!.push(String(note.capped));
    columns["forced"]!.push(String(note.forced));
  }
  return columns;
}

/** Writes a finished capture after `seqBefore`; answers whether the read models were there. */
export async function writeReadModels(
  client: ClientBase,
  captured: Capture,
  { epoch, seqBefore }: { readonly epoch: bigint; readonly seqBefore: bigint },
): Promise<boolean> {
  const [closes, figures, holders, rest] = captured.values();
  const { rowCount } = await client.query({
    ...WRITE,
    values: [
      ...[captured.seq, closes, figures, seqBefore, epoch],
      ...(holders as string[]),
      ...(rest as string[]),
    ],
  });
  return rowCount === 1;
}
