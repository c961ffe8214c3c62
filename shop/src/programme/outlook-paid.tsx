/** What has really been paid until now: of all quota, and to buyers by how long they have been here. */
import { countText, moneyText } from "../amounts.ts";
import type { OutlookOfPlan } from "../api/outlook.ts";
import { dayText } from "../days.ts";
import { useLang, useWords } from "../lang.ts";
import { Card } from "../parts/page.tsx";
import { PaidBar } from "../parts/paid-bar.tsx";
import { Row, Rows } from "../parts/rows.tsx";
import { OUTLOOK } from "../words/outlook.ts";
import { BackTable, HUNDRED_MINOR, type BackRow } from "./back-table.tsx";
import css from "./outlook-kind.module.css";

type Programme = OutlookOfPlan["programme"];

export function PaidSoFar({
  programme,
  scaleMinor,
}: {
  readonly programme: Programme;
  readonly scaleMinor: bigint;
}) {
  const lang = useLang();
  const w = useWords(OUTLOOK);
  const { paidSoFar, quotaGranted, quotaPaid, quotaPaidPercent } = programme;
  const { since, buyers, spent, daysLeast, groups } = paidSoFar;
  return (
    <Card title={w.paid} beside={<span className={css["real"]}>{w.real}</span>}>
      {since === null ? (
        <p>{w.nobody}</p>
      ) : groups.length === 0 ? (
        <p>{w.young(daysLeast)}</p>
      ) : (
        <BackTable kind="real" scaleMinor={scaleMinor} rows={rowsOf(paidSoFar, w, lang)} />
      )}
      {since !== null && (
        <Rows>
          <Row label={w.since}>{dayText(since, lang)}</Row>
          <Row label={w.buyers}>{countText(buyers, lang)}</Row>
          <Row label={w.spent}>{moneyText(spent, lang)}</Row>
          <Row label={w.granted}>{moneyText(quotaGranted, lang)}</Row>
          <Row label={w.dividends}>{moneyText(quotaPaid, lang)}</Row>
          {quotaPaidPercent !== null && (
            <Row label={w.ofQuota(moneyText(HUNDRED_MINOR, lang))} isStrong>
              {/* So many percent are so many units of a hundred. */}
              {moneyText(quotaPaidPercent.replace(".", ""), lang)}
            </Row>
          )}
        </Rows>
      )}
      {quotaPaidPercent !== null && (
        <PaidBar part={quotaPaid} whole={quotaGranted} label={w.bar(quotaPaidPercent)} />
      )}
    </Card>
  );
}

type Words = ReturnType<typeof useWords<typeof OUTLOOK>>;

function rowsOf(
  { groups, buyersLeast, daysLeast }: Programme["paidSoFar"],
  w: Words,
  lang: ReturnType<typeof useLang>,
): BackRow[] {
  return groups.map(({ years, buyers, middle, worstTenth }) => ({
    label: w.here(years, daysLeast),
    ...(middle === null ? {} : { hint: w.ofBuyers(countText(buyers, lang)) }),
    ...{ middle, worstTenth, instead: w.tooFew(buyers, buyersLeast) },
  }));
}
