/** The programme at a glance: what backs the shares, what is paid, what waits, whether the books agree. */
import { Badge } from "@vendure/dashboard";
import type { Overview } from "../answers.ts";
import { NavCurve, PaidBars, ReserveCurve } from "../charts.tsx";
import { useAnswer, useDesk } from "../desk.ts";
import { countText, decimalText } from "../format.ts";
import {
  Answered,
  Block,
  Entry,
  Faint,
  Figure,
  Figures,
  Nothing,
  Rows,
  Sheet,
  To,
} from "../parts.tsx";
import { OVERVIEW } from "../questions.ts";

type Shown = { readonly overview: Overview };

export function OverviewPage() {
  const { t } = useDesk();
  const answer = useAnswer<{ patronageOverview: Overview }>(OVERVIEW);
  const programme = answer.data?.patronageOverview.programme ?? "";
  return (
    <Sheet title={t("overview.title", { programme })}>
      <Answered answer={answer}>
        {({ patronageOverview: overview }) => (
          <div className="grid min-w-0 grid-cols-1 gap-4">
            <Backing overview={overview} />
            <div className="grid min-w-0 grid-cols-1 gap-4 xl:grid-cols-2">
              <Waiting overview={overview} />
              <Books overview={overview} />
            </div>
            <Curves overview={overview} />
            <CoverageBlock overview={overview} />
          </div>
        )}
      </Answered>
    </Sheet>
  );
}

function Backing({ overview }: Shown) {
  const { t, money, nav, shares } = useDesk();
  return (
    <Block
      id="patronage-backing"
      title={t("overview.backing")}
      deeds={
        overview.isSample ? <Badge variant="warning">{t("overview.sample")}</Badge> : undefined
      }
    >
      <Figures>
        <Figure
          label={t("overview.reserve")}
          value={<To path="/patronage/closes">{money(overview.reserve)}</To>}
          note={t("overview.reserve.note")}
        />
        <Figure
          label={t("overview.nav")}
          value={<To path="/patronage/closes">{nav(overview.nav)}</To>}
          note={t("overview.nav.note")}
        />
        <Figure
          label={t("overview.outstanding")}
          value={<To path="/patronage/closes">{shares(overview.outstanding)}</To>}
          note={t("overview.issued", { shares: shares(overview.issued) })}
        />
        <Figure
          label={t("overview.holders")}
          value={<To path="/patronage/holders">{countText(overview.holderCount)}</To>}
        />
        <Figure
          label={`${t("overview.funds")}: ${t("overview.proRata")}`}
          value={<To path="/patronage/closes">{money(overview.proRataFund)}</To>}
          note={t("overview.proRata.note")}
        />
        <Figure
          label={`${t("overview.funds")}: ${t("overview.tier")}`}
          value={<To path="/patronage/closes">{money(overview.tierFund)}</To>}
          note={t("overview.tier.note")}
        />
        <Figure
          label={t("overview.paid")}
          value={<To path="/patronage/closes">{money(overview.dividendsPaid)}</To>}
        />
        <Figure
          label={t("overview.quotaLeft")}
          value={<span className="text-muted-foreground">{money(overview.quotaLeft)}</span>}
          note={t("overview.quota.note")}
        />
      </Figures>
    </Block>
  );
}

function Waiting({ overview }: Shown) {
  const { t, money } = useDesk();
  const { pendingWithdrawals, openReturns, openReviews, openFindings, waitingOrders } = overview;
  return (
    <Block id="patronage-waiting" title={t("overview.waits")}>
      <Figures>
        <Figure
          label={t("overview.withdrawals")}
          value={<To path="/patronage/withdrawals">{countText(pendingWithdrawals.count)}</To>}
          note={money(pendingWithdrawals.amount)}
        />
        <Figure
          label={t("overview.returns")}
          value={<To path="/patronage/returns">{countText(openReturns.count)}</To>}
          note={money(openReturns.amount)}
        />
        <Figure
          label={t("overview.reviews")}
          value={<To path="/patronage/reviews">{countText(openReviews)}</To>}
        />
        <Figure label={t("overview.waiting")} value={countText(waitingOrders)} />
        <Figure
          label={t("overview.findings")}
          value={<To path="/patronage/reconciliation">{countText(openFindings)}</To>}
          isCalling={openFindings > 0}
        />
      </Figures>
    </Block>
  );
}

function Books({ overview }: Shown) {
  const { t, at, day } = useDesk();
  const { lag, inbox, reconciliation, history, nextClose, now } = overview;
  const last = history.at(-1);
  const inStep = (count: number) => (count === 0 ? t("overview.inStep") : countText(count));
  return (
    <Block id="patronage-books" title={t("overview.books")}>
      <Figures>
        <Figure
          label={t("overview.lastClose")}
          value={last === undefined ? t("overview.noClose") : day(last.date)}
          note={last === undefined ? undefined : <Entry seq={last.seq} />}
        />
        <Figure
          label={t("overview.nextClose")}
          value={
            nextClose === null ? (
              t("overview.noClose")
            ) : (
              <To path="/patronage/closes">{day(nextClose)}</To>
            )
          }
        />
        <Figure label={t("overview.now")} value={at(now)} note={overview.timezone} />
        <Figure
          label={t("overview.reconciled")}
          value={
            <To path="/patronage/reconciliation">
              {reconciliation === null
                ? t("overview.never")
                : at(reconciliation.endedAt ?? reconciliation.beganAt)}
            </To>
          }
        />
        <Figure label={t("overview.lag")} value={inStep(lag)} />
        <Figure label={t("overview.inbox")} value={inStep(inbox)} />
      </Figures>
    </Block>
  );
}

function Curves({ overview: { history } }: Shown) {
  const { t } = useDesk();
  if (history.length === 0) {
    return (
      <Block id="patronage-curves" title={t("overview.navCurve")}>
        <Nothing>{t("overview.noHistory")}</Nothing>
      </Block>
    );
  }
  return (
    <div className="grid min-w-0 grid-cols-1 gap-4 xl:grid-cols-3">
      <Block id="patronage-nav-curve" title={t("overview.navCurve")}>
        <NavCurve points={history} />
      </Block>
      <Block id="patronage-paid-bars" title={t("overview.paidBars")}>
        <PaidBars points={history} />
      </Block>
      <Block id="patronage-reserve-curve" title={t("overview.reserveCurve")}>
        <ReserveCurve points={history} />
      </Block>
    </div>
  );
}

function CoverageBlock({ overview: { coverage } }: Shown) {
  const { t } = useDesk();
  return (
    <Block
      id="patronage-coverage"
      title={t("overview.coverage")}
      note={t("overview.coverage.note")}
    >
      <Rows
        rows={coverage}
        idOf={({ category }) => category}
        empty={t("page.none")}
        columns={[
          { head: t("overview.category"), cell: ({ category }) => category },
          {
            head: t("overview.coverage"),
            isNumber: true,
            cell: ({ coverage: figure }) =>
              figure === null ? (
                <Faint>{t("overview.coverage.none")}</Faint>
              ) : (
                <span className={isBelowOne(figure) ? "text-destructive" : ""}>
                  {decimalText(figure, 4)}
                </span>
              ),
          },
        ]}
      />
    </Block>
  );
}

/** Whether a decimal is below 1. */
const isBelowOne = (decimal: string): boolean => /^0*(\.|$)/.test(decimal);
