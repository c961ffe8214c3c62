/** What the rules can pay of the quota they grant, category by category. */
import { Link } from "@tanstack/react-router";
import { moneyText } from "../amounts.ts";
import type { Plan } from "../api/programme.ts";
import { categoryName } from "./category-names.ts";
import { useLang, useWords } from "../lang.ts";
import { ofHundred } from "../nav.ts";
import { PROGRAMME } from "../words/programme.ts";
import css from "./coverage-table.module.css";
import { Card } from "../parts/page.tsx";

export function CoverageTable({ plan }: { readonly plan: Plan }) {
  const lang = useLang();
  const w = useWords(PROGRAMME);
  const { programme, collections } = plan;
  const isCovered = programme.coverage.every(
    ({ percent }) => percent === null || Number(percent.split(".")[0]) >= 100,
  );
  return (
    <Card title={w.coverage}>
      <p className={css["soft"]}>{isCovered ? w.coverageFull : w.coverageText}</p>
      <table className={css["table"]}>
        <caption className="unseen">{w.coverage}</caption>
        <thead>
          <tr>
            <th scope="col">{w.category}</th>
            <th scope="col">{w.grantedOf}</th>
            <th scope="col">{w.intoFunds}</th>
            <th scope="col">{w.covered}</th>
          </tr>
        </thead>
        <tbody className="figures">
          {programme.coverage.map(({ category, granted, paidOut, percent }) => (
            <tr key={category}>
              <th scope="row">{categoryName(category, collections, w.otherGoods)}</th>
              <td>{moneyText(ofHundred(granted), lang)}</td>
              <td>{moneyText(ofHundred(paidOut), lang)}</td>
              <td>
                <b>{percent === null ? w.noQuota : `${percent}%`}</b>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={css["soft"]}>{w.coverageHow}</p>
      <p>
        <Link to="/outlook">{w.outlook}</Link>
      </p>
    </Card>
  );
}
