/** Tables for a terminal: columns as wide as their widest cell. */

/** A Chinese character is two columns wide. */
const widthOf = (text: string): number =>
  [...text].reduce((sum, character) => sum + (character >= "\u2e80" ? 2 : 1), 0);

export type TableShape = {
  /** From this column on cells stand at the right. */
  readonly rightFrom?: number;
  /** Whether a rule stands under the first row. */
  readonly hasRule?: boolean;
};

/** Rows of as many cells each, as lines. */
export function textTable(rows: readonly (readonly string[])[], shape: TableShape = {}): string[] {
  const { rightFrom = Infinity, hasRule = false } = shape;
  const widths = (rows[0] ?? []).map((_, k) => Math.max(...rows.map((row) => widthOf(row[k]!))));
  const lines = rows.map((row) => {
    const cells = row.map((cell, k) => {
      const gap = " ".repeat(widths[k]! - widthOf(cell));
      return k < rightFrom ? cell + gap : gap + cell;
    });
    return cells.join("  ").trimEnd();
  });
  const rule = widths.map((width) => "-".repeat(width)).join("  ");
  return hasRule ? [...lines.slice(0, 1), rule, ...lines.slice(1)] : lines;
}
