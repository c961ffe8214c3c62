/** The risks, each by its name and in a sentence or two. */
import { useQuery } from "@tanstack/react-query";
import { programmeQuery } from "../api/programme.ts";
import { useWords } from "../lang.ts";
import { PROGRAMME } from "../words/programme.ts";
import { Card } from "../parts/page.tsx";
import css from "./risks.module.css";

export function Risks() {
  const w = useWords(PROGRAMME);
  // They are told whether or not the figures could be had.
  const { data } = useQuery(programmeQuery);
  const forced = data?.onQuotaReached === "redeem" ? [w.riskForced] : [];
  return (
    <Card title={w.risks}>
      <dl className={css["risks"]}>
        {[...w.riskLines, ...forced].map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
