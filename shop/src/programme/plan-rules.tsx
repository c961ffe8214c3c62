/** The rules in plain words, as the plan in force says them: per category, and for all. */
import type { Plan } from "../api/programme.ts";
import { categoryName } from "./category-names.ts";
import { dayText } from "../days.ts";
import { useLang, useWords } from "../lang.ts";
import { groupPlanWords } from "./plan-words.ts";
import { PROGRAMME } from "../words/programme.ts";
import { Card } from "../parts/page.tsx";
import css from "./plan-rules.module.css";

export function PlanRules({ plan }: { readonly plan: Plan }) {
  const lang = useLang();
  const w = useWords(PROGRAMME);
  const { planSince, planWords, coverage } = plan.programme;
  const names = coverage.map(({ category }) => category);
  const { categories, rules } = groupPlanWords(planWords, names);
  return (
    <Card title={w.rules}>
      <p className={css["soft"]}>{w.since(dayText(planSince, lang))}</p>
      <h3>{w.forAll}</h3>
      <ul className={css["rules"]}>
        {rules.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <h3>{w.perCategory}</h3>
      <div>
        {categories.map(({ category, lines }) => (
          <details key={category} className={css["category"]}>
            <summary className={css["summary"]}>
              {categoryName(category, plan.collections, w.otherGoods)}
            </summary>
            <ul className={css["lines"]}>
              {lines.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </details>
        ))}
      </div>
    </Card>
  );
}
