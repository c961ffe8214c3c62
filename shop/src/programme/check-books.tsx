/** How anybody can check the figures, and the plan itself to read and to keep. */
import type { UseQueryResult } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { announce } from "../announce.ts";
import type { Plan } from "../api/programme.ts";
import { bridge } from "../bridge/bridge.ts";
import { useWords } from "../lang.ts";
import { PROGRAMME } from "../words/programme.ts";
import { Button } from "../parts/button.tsx";
import css from "./check-books.module.css";
import { Loaded } from "../parts/loaded.tsx";
import { Card } from "../parts/page.tsx";

export function CheckBooks({ plan }: { readonly plan: UseQueryResult<Plan> }) {
  const w = useWords(PROGRAMME);
  return (
    <Card title={w.check}>
      <ol className={css["lines"]}>
        {w.checkLines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ol>
      <Link to="/shares/proof" className={css["link"]}>
        {w.checkStatement}
      </Link>
      <h3>{w.plan}</h3>
      <Loaded query={plan}>{({ programme }) => <PlanFile programme={programme} />}</Loaded>
      <p className={css["soft"]}>{w.units}</p>
    </Card>
  );
}

/** With its lines and indents, as it is read best; the file is the same text. */
function laidOut(planText: string): string {
  try {
    return JSON.stringify(JSON.parse(planText), null, 2);
  } catch {
    return planText;
  }
}

function PlanFile({ programme: { name, planText } }: { readonly programme: Plan["programme"] }) {
  const w = useWords(PROGRAMME);
  const save = async (): Promise<void> => {
    try {
      await bridge().save({ name: `${name}.json`, type: "application/json", content: planText });
      announce({ text: w.saved });
    } catch {
      announce({ text: w.notSaved, tone: "bad" });
    }
  };
  return (
    <>
      <div>
        <Button look="second" onClick={() => void save()}>
          {w.savePlan}
        </Button>
      </div>
      <details>
        <summary className={css["summary"]}>{w.readPlan}</summary>
        <pre className={css["plan"]} tabIndex={0} role="region" aria-label={w.plan}>
          {laidOut(planText)}
        </pre>
      </details>
    </>
  );
}
