/** A plan as people read it: its sentences, what the check says of it, and its text on many lines. */
import type { PlanCheck, PlanIssue } from "../answers.ts";
import { useDesk } from "../desk.ts";

/** A plan on many lines, to be read and changed. Plans have no numbers, only texts: nothing is lost. */
export function pretty(plan: string): string {
  try {
    return JSON.stringify(JSON.parse(plan), undefined, 2);
  } catch {
    return plan;
  }
}

/** What the check says, each with where in the plan it is. */
export function Issues(props: { readonly title: string; readonly issues: readonly PlanIssue[] }) {
  const { lang } = useDesk();
  return (
    <div className="text-sm">
      <div className="font-medium">{props.title}</div>
      <ul className="list-disc space-y-1 pl-5">
        {props.issues.map((issue) => (
          <li key={`${issue.code} ${issue.path} ${issue.en}`}>
            {issue.path === "" ? null : (
              <>
                <span className="font-mono text-xs break-all">{issue.path}</span>
                {" — "}
              </>
            )}
            {lang === "zh" ? issue.zh : issue.en}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What no sentence ends is a heading, such as that of a category. */
const isHeading = (paragraph: string): boolean => !/[.;。；]$/.test(paragraph.trim());

/** A plan's sentences, a paragraph each. */
export function PlainWords({ check }: { readonly check: PlanCheck }) {
  const { lang } = useDesk();
  const words = lang === "zh" ? check.wordsZh : check.wordsEn;
  return (
    <div className="max-w-3xl space-y-2 text-sm leading-relaxed">
      {words.map((paragraph, index) => (
        <p key={index} className={`break-words ${isHeading(paragraph) ? "pt-2 font-medium" : ""}`}>
          {paragraph}
        </p>
      ))}
    </div>
  );
}

export function PlanText({ plan }: { readonly plan: string }) {
  return (
    <pre className="bg-muted mt-2 max-h-96 overflow-auto rounded-md p-3 font-mono text-xs">
      {pretty(plan)}
    </pre>
  );
}
