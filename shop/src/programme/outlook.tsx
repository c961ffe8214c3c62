/** What buyers got back in simulated futures of the plan, and beside it what has really been paid. */
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { moneyText, rateText } from "../amounts.ts";
import { outlookQuery, type Outlook, type OutlookOfPlan } from "../api/outlook.ts";
import { useLang, useWords } from "../lang.ts";
import { Column, Columns } from "../parts/columns.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Notice } from "../parts/notice.tsx";
import { Card, Page } from "../parts/page.tsx";
import { Row, Rows } from "../parts/rows.tsx";
import { Skeleton } from "../parts/waiting.tsx";
import { outlookRoute } from "../routes.tsx";
import { OUTLOOK } from "../words/outlook.ts";
import { HUNDRED_MINOR } from "./back-table.tsx";
import { PaidSoFar } from "./outlook-paid.tsx";
import { Simulated } from "./outlook-simulated.tsx";
import css from "./outlook.module.css";

const HEIGHT = 900;

export function OutlookPage() {
  const w = useWords(OUTLOOK);
  const query = useQuery(outlookQuery);
  return (
    <Page title={w.title} up="/programme" isWide>
      <Loaded query={query} waiting={<Skeleton height={HEIGHT} />}>
        {(told) => <Shown told={told} />}
      </Loaded>
    </Page>
  );
}

/** A full bar is 100.00, or the most that anybody got where that is more. */
function scaleOf({ outlook, paidSoFar }: OutlookOfPlan["programme"]): bigint {
  const rows = [...(outlook?.categories.flatMap(({ years }) => years) ?? []), ...paidSoFar.groups];
  return rows.reduce((most, { middle }) => {
    const minor = BigInt(middle ?? 0);
    return minor > most ? minor : most;
  }, HUNDRED_MINOR);
}

function Shown({ told }: { readonly told: OutlookOfPlan }) {
  const w = useWords(OUTLOOK);
  const navigate = useNavigate();
  const { category } = outlookRoute.useSearch();
  const { programme, collections } = told;
  const { outlook } = programme;
  const scaleMinor = scaleOf(programme);
  const choose = (chosen: string): void => {
    void navigate({
      to: "/outlook",
      search: { category: chosen },
      ...{ replace: true, resetScroll: false },
    });
  };
  return (
    <>
      {outlook !== null && <p>{w.intro}</p>}
      <Columns>
        <Column>
          {outlook === null ? (
            <Card title={w.simulated}>
              <p>{w.none}</p>
            </Card>
          ) : (
            <Simulated
              {...{ outlook, collections, scaleMinor }}
              category={category}
              onCategory={choose}
            />
          )}
        </Column>
        <Column>
          <PaidSoFar programme={programme} scaleMinor={scaleMinor} />
        </Column>
      </Columns>
      <p className={css["soft"]}>{w.how}</p>
      {outlook !== null && (
        <Columns>
          <Column>
            <Fared outlook={outlook} />
            <RunAgain outlook={outlook} />
          </Column>
          <Column>
            <Asked outlook={outlook} />
          </Column>
        </Columns>
      )}
    </>
  );
}

/** What the gate looked at: the whole plan, in every future. */
function Fared({ outlook }: { readonly outlook: Outlook }) {
  const lang = useLang();
  const w = useWords(OUTLOOK);
  const { coverage, attacks, costOfMargin, floor, usualFloor, loweredBecause } = outlook;
  const hundred = moneyText(HUNDRED_MINOR, lang);
  return (
    <Card title={w.plan}>
      {loweredBecause !== null && (
        <Notice tone="gold">
          {w.lowered(rateText(usualFloor), rateText(floor))}
          {loweredBecause}
        </Notice>
      )}
      <Rows>
        <Row label={w.coverage} hint={w.coverageHint}>
          {coverage === null ? "—" : `${coverage}%`}
        </Row>
        <Row label={w.floor}>{rateText(floor)}</Row>
        {costOfMargin !== null && (
          <Row label={w.cost} hint={w.costHint(hundred)}>
            {moneyText(costOfMargin, lang)}
          </Row>
        )}
        {attacks.map(({ attack, gotOut }) => (
          <Row key={attack} label={w.attack(attack)} hint={w.attackHint(hundred)}>
            {gotOut === null ? "—" : moneyText(gotOut, lang)}
          </Row>
        ))}
      </Rows>
      <p className={css["soft"]}>{w.noPromise}</p>
    </Card>
  );
}

function Asked({ outlook: { asked } }: { readonly outlook: Outlook }) {
  const w = useWords(OUTLOOK);
  return (
    <Card title={w.asked}>
      <ul className={css["asked"]}>
        {asked.map(({ name, asks }) => (
          <li key={name}>{asks}</li>
        ))}
      </ul>
      <p className={css["soft"]}>{w.askedText}</p>
    </Card>
  );
}

function RunAgain({ outlook }: { readonly outlook: Outlook }) {
  const w = useWords(OUTLOOK);
  const [save, run, same] = w.againLines;
  return (
    <Card title={w.again}>
      <ol className={css["steps"]}>
        <li>
          {save}{" "}
          <Link to="/programme" hash="check">
            {w.toRules}
          </Link>
        </li>
        <li>
          {run}
          <code className={css["command"]}>npx patronage simulate plan.json</code>
        </li>
        <li>{same}</li>
      </ol>
      {outlook.isOfShop && <p className={css["soft"]}>{w.ofShop}</p>}
    </Card>
  );
}
