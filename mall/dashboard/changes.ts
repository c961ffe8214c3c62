/** A row's columns before and after, side by side. */

export type Change = { readonly column: string; readonly before: string; readonly after: string };

function readRow(json: string | null): Map<string, unknown> {
  if (json === null) return new Map();
  try {
    return new Map(Object.entries(JSON.parse(json) as object));
  } catch {
    return new Map([["", json]]);
  }
}

const textOf = (row: Map<string, unknown>, column: string): string => {
  if (!row.has(column)) return "";
  const value = row.get(column);
  return typeof value === "string" ? value : JSON.stringify(value);
};

/** What of a row changed. A new row has nothing before, a removed one nothing after; of
 * those, what is empty is left out. */
export function changesOf(before: string | null, after: string | null): Change[] {
  const [old, now] = [readRow(before), readRow(after)];
  const isWhole = before === null || after === null;
  return [...new Set([...old.keys(), ...now.keys()])]
    .map((column) => ({ column, before: textOf(old, column), after: textOf(now, column) }))
    .filter((change) => !isWhole || change.before + change.after !== "null");
}
