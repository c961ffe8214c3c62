/** A plan's words, line by line as the mall says them, put into the groups they belong to. */
type PlanGroup = {
  readonly category: string;
  readonly lines: readonly string[];
};
type PlanGroups = {
  readonly categories: readonly PlanGroup[];
  readonly rules: readonly string[];
};

/**
 * Each category is a line and the lines indented below it, then an empty one; the rules come last. The
 * categories stand in the order of `names`, as the mall's coverage has them.
 */
export function groupPlanWords(words: readonly string[], names: readonly string[]): PlanGroups {
  const categories: PlanGroup[] = [];
  const rules: string[] = [];
  let lines: string[] = [];
  for (const line of words) {
    const isDetail = line.startsWith(" ");
    const category = names[categories.length];
    if (isDetail) lines.push(line.trim());
    else if (line !== "" && category !== undefined) {
      lines = [];
      categories.push({ category, lines });
    } else if (line !== "") rules.push(line);
  }
  return { categories, rules };
}
