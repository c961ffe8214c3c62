/** Which days of a statement are shown: all, a month, or any days. It stands in the address. */
import { useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import type { Period } from "../api/holder.ts";
import { useLang, useWords } from "../lang.ts";
import { monthOf, monthsBetween, monthText, periodOfMonth } from "./statement-lines.ts";
import { STATEMENT } from "../words/statement.ts";
import { Button } from "../parts/button.tsx";
import { SelectField, TextField } from "../parts/field.tsx";
import { Card } from "../parts/page.tsx";
import css from "./period-filter.module.css";

type PeriodFilterProps = {
  readonly period: Period;
  /** The first day there may be lines of, and the day it is now. */
  readonly first: string | undefined;
  readonly today: string | undefined;
};

const WHOLE = "whole";
const OWN = "own";

function choiceOf(period: Period, months: readonly string[]): string {
  if (period.from === undefined && period.to === undefined) return WHOLE;
  const month = monthOf(period);
  return month !== undefined && months.includes(month) ? month : OWN;
}

export function PeriodFilter({ period, first, today }: PeriodFilterProps) {
  const lang = useLang();
  const w = useWords(STATEMENT);
  const navigate = useNavigate();
  const months = first === undefined || today === undefined ? [] : monthsBetween(first, today);
  const [choice, setChoice] = useState<string>();
  const chosen = choice ?? choiceOf(period, months);
  const show = ({ from, to }: Period): void =>
    void navigate({
      to: "/shares/statement",
      search: {
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
      },
    });
  const choose = (next: string): void => {
    setChoice(next);
    if (next === WHOLE) show({});
    else if (next !== OWN) show(periodOfMonth(next));
  };
  return (
    <Card>
      <SelectField label={w.period} value={chosen} onChange={({ target }) => choose(target.value)}>
        <option value={WHOLE}>{w.whole}</option>
        {months.map((month) => (
          <option key={month} value={month}>
            {monthText(month, lang)}
          </option>
        ))}
        <option value={OWN}>{w.own}</option>
      </SelectField>
      {chosen === OWN && <OwnDays period={period} today={today} onShow={show} />}
    </Card>
  );
}

function OwnDays({
  period,
  today,
  onShow,
}: {
  readonly period: Period;
  readonly today: string | undefined;
  readonly onShow: (period: Period) => void;
}) {
  const w = useWords(STATEMENT);
  const [from, setFrom] = useState(period.from ?? "");
  const [to, setTo] = useState(period.to ?? "");
  const isWrong = from !== "" && to !== "" && from > to;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isWrong) return;
    onShow({ from: from === "" ? undefined : from, to: to === "" ? undefined : to });
  };
  return (
    <form className={css["days"]} onSubmit={submit}>
      <TextField
        type="date"
        label={w.from}
        value={from}
        max={today}
        onChange={({ target }) => setFrom(target.value)}
      />
      <TextField
        type="date"
        label={w.to}
        value={to}
        max={today}
        error={isWrong ? w.wrongOrder : undefined}
        onChange={({ target }) => setTo(target.value)}
      />
      <Button type="submit" look="second" disabled={isWrong}>
        {w.show}
      </Button>
    </form>
  );
}
