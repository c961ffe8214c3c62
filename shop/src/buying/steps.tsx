/** What has happened and what is to come, one below the other. */
import { Check } from "lucide-react";
import { useWords } from "../lang.ts";
import { ORDER } from "../words/orders.ts";
import css from "./steps.module.css";

export type Step = {
  readonly title: string;
  readonly text?: string | undefined;
  readonly state: "done" | "now" | "ahead";
};

export function Steps({ steps }: { readonly steps: readonly Step[] }) {
  const w = useWords(ORDER);
  const told = { done: w.stepDone, now: w.stepNow, ahead: w.stepAhead } as const;
  return (
    <ol className={css["steps"]}>
      {steps.map(({ title, text, state }) => (
        <li key={title} className={css[state]} aria-current={state === "now" ? "step" : undefined}>
          <span className={css["mark"]} aria-hidden="true">
            {state === "done" && <Check />}
          </span>
          <p>
            <span className={css["title"]}>{title}</span>
            <span className="unseen"> {told[state]}</span>
            {text !== undefined && <span className={css["text"]}>{text}</span>}
          </p>
        </li>
      ))}
    </ol>
  );
}
