/** The statement: whatever changed shares, wallet and quota, by day, the newest first. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Download, ReceiptText, ShieldCheck } from "lucide-react";
import { announce } from "../announce.ts";
import {
  askStatementFile,
  positionQuery,
  statementQuery,
  type Period,
  type StatementLine,
} from "../api/holder.ts";
import { programmeQuery } from "../api/programme.ts";
import { bridge } from "../bridge/bridge.ts";
import { dayText } from "../days.ts";
import { useDeed } from "../deed.ts";
import { useLang, useWords } from "../lang.ts";
import { Button, ButtonLink } from "../parts/button.tsx";
import { dayIn } from "./day-in.ts";
import { LinkRow, Links } from "../parts/links.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Card, Page } from "../parts/page.tsx";
import { PeriodFilter } from "./period-filter.tsx";
import { StatementEntry } from "./statement-entry.tsx";
import { Empty } from "../parts/trouble.tsx";
import { Skeleton } from "../parts/waiting.tsx";
import { statementRoute } from "../routes.tsx";
import { byDay } from "./statement-lines.ts";
import { STATEMENT } from "../words/statement.ts";
import css from "./statement.module.css";

const DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;

/** A day of the address; what is none is left out rather than asked for. */
const readDay = (text: string | undefined): string | undefined =>
  text !== undefined && DAY.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined;

export function StatementPage() {
  const w = useWords(STATEMENT);
  const search = statementRoute.useSearch();
  const period: Period = { from: readDay(search.from), to: readDay(search.to) };
  const position = useQuery(positionQuery);
  const { data: programme } = useQuery(programmeQuery);
  return (
    <Page
      title={w.title}
      up="/shares"
      beside={position.data !== undefined && <SaveFile period={period} />}
    >
      <Loaded query={position} waiting={<StatementWaiting />}>
        {(held) => (
          <>
            <PeriodFilter
              key={`${period.from} ${period.to}`}
              period={period}
              first={held && programme ? dayIn(programme.timezone, held.joinedAt) : undefined}
              today={programme?.today}
            />
            <Card>
              <Links>
                <LinkRow to="/shares/proof" icon={<ShieldCheck />} label={w.proof} />
              </Links>
            </Card>
            <Lines period={period} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Lines({ period }: { readonly period: Period }) {
  const w = useWords(STATEMENT);
  const statement = useInfiniteQuery(statementQuery(period));
  const { hasNextPage, isFetchingNextPage, fetchNextPage, isFetchNextPageError } = statement;
  return (
    <Loaded query={statement} waiting={<Skeleton height={LINES_HEIGHT} />}>
      {({ pages }) => {
        const lines = pages.flatMap((page) => page.lines);
        if (lines.length === 0) return <NoLines period={period} />;
        return (
          <>
            <Days lines={lines} />
            {hasNextPage ? (
              <Button
                look="second"
                isWide
                isBusy={isFetchingNextPage}
                onClick={() => void fetchNextPage()}
              >
                {isFetchNextPageError ? w.olderAgain : w.older}
              </Button>
            ) : (
              <p className={css["end"]}>{w.end}</p>
            )}
          </>
        );
      }}
    </Loaded>
  );
}

function Days({ lines }: { readonly lines: readonly StatementLine[] }) {
  const lang = useLang();
  const w = useWords(STATEMENT);
  return (
    <>
      <Card>
        {byDay(lines).map(({ date, lines: own }) => (
          <section key={date}>
            <h2 className={css["day"]}>{dayText(date, lang)}</h2>
            <ul className={css["lines"]}>
              {own.map((line, index) => (
                <li key={`${line.seq} ${index}`}>
                  <StatementEntry line={line} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </Card>
      <p className={css["note"]}>{w.dayNote}</p>
    </>
  );
}

function NoLines({ period: { from, to } }: { readonly period: Period }) {
  const w = useWords(STATEMENT);
  const isWhole = from === undefined && to === undefined;
  return (
    <Card>
      <Empty
        icon={<ReceiptText />}
        title={isWhole ? w.noneEver : w.none}
        text={isWhole ? w.noneEverText : w.noneText}
      >
        {isWhole ? (
          <ButtonLink to="/">{w.toGoods}</ButtonLink>
        ) : (
          <ButtonLink to="/shares/statement" search={{}} look="second">
            {w.showWhole}
          </ButtonLink>
        )}
      </Empty>
    </Card>
  );
}

function SaveFile({ period }: { readonly period: Period }) {
  const w = useWords(STATEMENT);
  const saving = useDeed({
    mutationFn: async () => {
      const content = await askStatementFile(period);
      const days = [period.from, period.to].filter((day) => day !== undefined).join("_");
      const name = ["statement", days].filter((part) => part !== "").join("_");
      await bridge().save({ name: `${name}.csv`, type: "text/csv;charset=utf-8", content });
    },
    onSuccess: () => announce({ text: w.saved }),
    onError: () => announce({ text: w.notSaved, tone: "bad" }),
  });
  return (
    <Button look="quiet" isBusy={saving.isPending} onClick={() => saving.mutate()}>
      <Download aria-hidden="true" size={18} />
      {w.save}
    </Button>
  );
}

const FILTER_HEIGHT = 90;
const LINES_HEIGHT = 420;

function StatementWaiting() {
  return (
    <>
      <Skeleton height={FILTER_HEIGHT} />
      <Skeleton height={LINES_HEIGHT} />
    </>
  );
}
