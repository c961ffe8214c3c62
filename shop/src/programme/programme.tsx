/** The rules, the books and the risks, for anybody: what a plan says, what was paid, and how to check it. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { navHistoryQuery, planQuery, programmeQuery } from "../api/programme.ts";
import { useWords } from "../lang.ts";
import { AtBank } from "./at-bank.tsx";
import { Books, QuotaBooks } from "./books.tsx";
import { CheckBooks } from "./check-books.tsx";
import { Column, Columns } from "../parts/columns.tsx";
import { CoverageTable } from "./coverage-table.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { NavCurve } from "../parts/nav-curve.tsx";
import { Card, Page } from "../parts/page.tsx";
import { PlanRules } from "./plan-rules.tsx";
import { Risks } from "./risks.tsx";
import { Roots } from "./roots.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { Skeleton } from "../parts/waiting.tsx";
import { NAV } from "../words/nav.ts";
import { PROGRAMME } from "../words/programme.ts";
import css from "./programme.module.css";

const PLACES = ["books", "coverage", "rules", "risks", "check"] as const;

/** Goes to the place that the address names once what stands above it has its height. */
function useArrival(isThere: boolean): void {
  useEffect(() => {
    const place = PLACES.find((one) => location.hash === `#${one}`);
    if (isThere && place !== undefined) document.getElementById(place)?.scrollIntoView();
  }, [isThere]);
}

const BOOKS_HEIGHT = 360;
const COVERAGE_HEIGHT = 320;
const RULES_HEIGHT = 640;
const CURVE_HEIGHT = 440;

export function ProgrammePage() {
  const w = useWords(PROGRAMME);
  const { title: navTitle } = useWords(NAV);
  const programme = useQuery(programmeQuery);
  const plan = useQuery(planQuery);
  const history = useQuery(navHistoryQuery);
  useArrival(programme.isSuccess && plan.isSuccess && history.isSuccess);
  // One word of trouble, not one for each part of the page.
  const failed = [programme, plan].find(({ data, error }) => data === undefined && error !== null);
  if (failed !== undefined && failed.error !== null) {
    return (
      <Page title={w.title} isWide>
        <Trouble error={failed.error} />
      </Page>
    );
  }
  return (
    <Page title={w.title} isWide>
      <Short />
      <Columns>
        <Column id="books">
          <Loaded query={programme} waiting={<Skeleton height={BOOKS_HEIGHT} />}>
            {(known) => (
              <>
                <Books programme={known} />
                <QuotaBooks programme={known} />
              </>
            )}
          </Loaded>
          <AtBank />
        </Column>
        <Column>
          <Card title={navTitle}>
            {programme.data === undefined ? (
              <Skeleton height={CURVE_HEIGHT} />
            ) : (
              <NavCurve feeRate={programme.data.feeRate} />
            )}
          </Card>
          <Column id="coverage">
            <Loaded query={plan} waiting={<Skeleton height={COVERAGE_HEIGHT} />}>
              {(known) => <CoverageTable plan={known} />}
            </Loaded>
          </Column>
        </Column>
      </Columns>
      <Column id="rules">
        <Loaded query={plan} waiting={<Skeleton height={RULES_HEIGHT} />}>
          {(known) => <PlanRules plan={known} />}
        </Loaded>
      </Column>
      <Column id="risks">
        <Risks />
      </Column>
      <Column id="check">
        <CheckBooks plan={plan} />
        <Roots />
      </Column>
    </Page>
  );
}

function Short() {
  const w = useWords(PROGRAMME);
  const names = {
    books: w.books,
    coverage: w.coverage,
    rules: w.rules,
    risks: w.risks,
    check: w.check,
  };
  return (
    <Card title={w.short}>
      <ol className={css["short"]}>
        {w.shortLines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ol>
      <nav className={css["places"]} aria-label={w.contents}>
        {PLACES.map((place) => (
          <Link key={place} to="/programme" hash={place} replace className={css["place"]}>
            {names[place]}
          </Link>
        ))}
      </nav>
    </Card>
  );
}
