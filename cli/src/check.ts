/**
 * `patronage check`: every reason to refuse a plan and every warning, a line each; an accepted plan
 * also in plain words, with its promise coverage. Spec sections 3 and 11.
 */
import { checkPlan, type PlanIssue } from "@patronage/engine";
import {
  coverageFigures,
  oneLine,
  planInWords,
  planIssueSentence,
  type CoverageFigures,
  type Lang,
} from "@patronage/words";
import { readPlanFile } from "./read.ts";

export type CheckReport = {
  readonly isAccepted: boolean;
  /** For a person. */
  readonly lines: readonly string[];
  /** For a program. */
  readonly json: {
    readonly accepted: boolean;
    readonly reasons: readonly IssueJson[];
    readonly warnings: readonly IssueJson[];
    /** By category; empty when the plan is refused. */
    readonly coverage: { readonly [category: string]: CoverageFigures };
  };
};

type IssueJson = {
  readonly code: string;
  readonly path: string;
  readonly facts: PlanIssue["facts"];
  readonly sentence: string;
};

/** Colours a text, or leaves it as it is. */
export type Paint = {
  readonly [colour in "red" | "yellow" | "green"]: (text: string) => string;
};

const HEADS = {
  en: { refused: "refused: ", warning: "warning: ", plan: "the plan", accepted: "accepted: " },
  zh: { refused: "拒绝：", warning: "提醒：", plan: "模式", accepted: "通过：" },
};

/** Where, what, and how to mend it, on one line. */
export function issueLine(issue: PlanIssue, lang: Lang): string {
  const where = issue.path === "" ? HEADS[lang].plan : oneLine(issue.path, 200);
  return `${where} — ${planIssueSentence(issue, lang)}`;
}

const issueJson =
  (lang: Lang) =>
  (issue: PlanIssue): IssueJson => ({ ...issue, sentence: planIssueSentence(issue, lang) });

/** Checks the plan in a file. Throws a UserError when there is no readable JSON file. */
export function checkPlanFile(path: string, lang: Lang, paint: Paint): CheckReport {
  const check = checkPlan(readPlanFile(path));
  const reasons = check.ok ? [] : check.reasons;
  const { refused, warning, accepted } = HEADS[lang];
  const lines = [
    ...reasons.map((issue) => `${paint.red(refused)}${issueLine(issue, lang)}`),
    ...check.warnings.map((issue) => `${paint.yellow(warning)}${issueLine(issue, lang)}`),
  ];
  // Without a prototype, so that a category may have any name.
  const coverage = Object.create(null) as { [category: string]: CoverageFigures };
  if (check.ok) {
    const { plan } = check;
    lines.push(`${paint.green(accepted)}${oneLine(plan.programme)}`, "");
    lines.push(...planInWords(plan, lang));
    for (const [name, category] of plan.categories) {
      coverage[name] = coverageFigures(plan, category);
    }
  }
  const toJson = issueJson(lang);
  return {
    isAccepted: check.ok,
    lines,
    json: {
      accepted: check.ok,
      reasons: reasons.map(toJson),
      warnings: check.warnings.map(toJson),
      coverage,
    },
  };
}
