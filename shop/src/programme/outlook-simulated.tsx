/** What buyers of one kind of goods got back in the futures of the plan. */
import type { Outlook, OutlookOfPlan } from "../api/outlook.ts";
import { instantText } from "../days.ts";
import { useLang, useWords } from "../lang.ts";
import { SelectField } from "../parts/field.tsx";
import { Card } from "../parts/page.tsx";
import { OUTLOOK } from "../words/outlook.ts";
import { BackTable } from "./back-table.tsx";
import { categoryName } from "./category-names.ts";
import css from "./outlook-kind.module.css";

type SimulatedProps = {
  readonly outlook: Outlook;
  readonly collections: OutlookOfPlan["collections"];
  /** As the address has it; whatever is no category of the plan's is the first one. */
  readonly category: string | undefined;
  readonly onCategory: (category: string) => void;
  readonly scaleMinor: bigint;
};

export function Simulated({
  outlook,
  collections,
  category,
  onCategory,
  scaleMinor,
}: SimulatedProps) {
  const lang = useLang();
  const w = useWords(OUTLOOK);
  const { categories, madeAt, futures, years } = outlook;
  const chosen = categories.find((one) => one.category === category) ?? categories[0];
  return (
    <Card title={w.simulated} beside={<span className={css["simulated"]}>{w.noPromise}</span>}>
      <p className={css["soft"]}>{w.madeAt(instantText(madeAt, lang, "day"), futures, years)}</p>
      {chosen === undefined ? (
        <p>{w.unseen}</p>
      ) : (
        <>
          <SelectField
            label={w.category}
            value={chosen.category}
            onChange={({ target }) => onCategory(target.value)}
          >
            {categories.map((one) => (
              <option key={one.category} value={one.category}>
                {categoryName(one.category, collections, w.otherGoods)}
              </option>
            ))}
          </SelectField>
          <BackTable
            kind="simulated"
            scaleMinor={scaleMinor}
            rows={chosen.years.map(({ years: after, ...figures }) => ({
              label: w.years(after),
              ...figures,
            }))}
          />
        </>
      )}
    </Card>
  );
}
