/** Dividends by day: bars for the shape of it, and a list for the figures. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { countText, fraction, moneyText } from "../amounts.ts";
import { dividendsQuery, type Dividend } from "../api/holder.ts";
import type { Programme } from "../api/programme.ts";
import { dayText } from "../days.ts";
import { dayIn } from "./day-in.ts";
import { highestOf, lastDays, totalOf, type DividendDay } from "./dividend-series.ts";
import { useLang, useWords } from "../lang.ts";
import { SHARES } from "../words/shares.ts";
import { Button } from "../parts/button.tsx";
import css from "./dividend-days.module.css";
import { Money } from "../parts/figures.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Card } from "../parts/page.tsx";
import { Skeleton } from "../parts/waiting.tsx";

const DAYS_SHOWN = 30;
const DAYS_LISTED = 7;
const WAITING_HEIGHT = 420;

type DividendDaysProps = { readonly joinedAt: string; readonly programme: Programme };

export function DividendDays({ joinedAt, programme }: DividendDaysProps) {
  const w = useWords(SHARES);
  const dividends = useQuery(dividendsQuery);
  const { lastClose, timezone } = programme;
  return (
    <Card title={w.dividends}>
      {lastClose === null ? (
        <p>{w.noClose}</p>
      ) : (
        <Loaded query={dividends} waiting={<Skeleton height={WAITING_HEIGHT} />}>
          {(paid) => <Days paid={paid} lastClose={lastClose} first={dayIn(timezone, joinedAt)} />}
        </Loaded>
      )}
      <p className={css["soft"]}>{w.dividendsVary}</p>
    </Card>
  );
}

function Days({
  paid,
  lastClose,
  first,
}: {
  readonly paid: readonly Dividend[];
  readonly lastClose: string;
  readonly first: string;
}) {
  const lang = useLang();
  const w = useWords(SHARES);
  const [isWhole, setWhole] = useState(false);
  const days = lastDays(paid, lastClose, first, DAYS_SHOWN);
  if (days.length === 0) return <p>{w.noDividends}</p>;
  const listed = isWhole ? days : days.slice(0, DAYS_LISTED);
  return (
    <>
      <Bars days={days} />
      <ul className={css["list"]}>
        {listed.map(({ date, amountMinor }) => (
          <li key={date} className={css["day"]}>
            <span>{dayText(date, lang)}</span>
            {BigInt(amountMinor) === 0n ? (
              <span className={css["soft"]}>{w.nothingThatDay}</span>
            ) : (
              <Money minor={amountMinor} />
            )}
          </li>
        ))}
      </ul>
      {days.length > DAYS_LISTED && (
        <Button look="quiet" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? w.showFewer : w.showAllDays(countText(days.length, lang))}
        </Button>
      )}
    </>
  );
}

function Bars({ days }: { readonly days: readonly DividendDay[] }) {
  const lang = useLang();
  const w = useWords(SHARES);
  const total = totalOf(days);
  const highest = highestOf(days);
  const count = countText(days.length, lang);
  const paidCount = countText(days.filter((day) => BigInt(day.amountMinor) > 0n).length, lang);
  const told = w.bars(count, moneyText(total, lang), paidCount);
  return (
    <div>
      <div className={css["head"]}>
        <span className={css["soft"]}>
          {w.lastDays(count)} · {w.inAll}
        </span>
        <Money minor={total} size="l" />
      </div>
      <div className={css["bars"]} role="img" aria-label={told}>
        {[...days].reverse().map(({ date, amountMinor }) => (
          <span
            key={date}
            className={css["bar"]}
            title={`${dayText(date, lang)}: ${moneyText(amountMinor, lang)}`}
          >
            <i style={{ height: `${fraction(amountMinor, highest) * 100}%` }} />
          </span>
        ))}
      </div>
      <div className={css["ends"]} aria-hidden="true">
        <span>{dayText(days.at(-1)!.date, lang, "short")}</span>
        <span>{w.highest(moneyText(highest, lang))}</span>
        <span>{dayText(days[0]!.date, lang, "short")}</span>
      </div>
    </div>
  );
}
