/** One holder whole: position, orders with what they granted, statement, referrals, holds, withdrawals. */
import type { AnyRoute } from "@vendure/dashboard";
import type { Holder, PlanVersion } from "../answers.ts";
import { paramsOf, useAnswer, useDesk, type Desk } from "../desk.ts";
import { feeRateOf, payoutOf } from "../fee.ts";
import { changeText } from "../format.ts";
import {
  Answered,
  Block,
  Entry,
  Faint,
  Figure,
  Figures,
  Nothing,
  Person,
  Rows,
  Sheet,
  State,
  To,
  type Column,
} from "../parts.tsx";
import { HOLDER, PLAN_TEXTS } from "../questions.ts";
import { WithdrawalTrail } from "./withdrawals.tsx";

type Shown = { readonly holder: Holder };

export function HolderPage(route: AnyRoute) {
  const { t } = useDesk();
  const { holder: id } = paramsOf<{ holder: string }>(route);
  const answer = useAnswer<{ patronageHolder: Holder | null }>(
    HOLDER,
    { holder: id },
    { isKept: false },
  );
  const name = answer.data?.patronageHolder?.row.name ?? id;
  return (
    <Sheet title={name === "" ? id : name}>
      <Answered answer={answer}>
        {({ patronageHolder: holder }) =>
          holder === null ? (
            <Nothing>{t("page.missing")}</Nothing>
          ) : (
            <div className="grid min-w-0 grid-cols-1 gap-4">
              <Position holder={holder} />
              <Orders holder={holder} />
              <Statement holder={holder} />
              <div className="grid min-w-0 grid-cols-1 gap-4 2xl:grid-cols-2">
                <Referrals holder={holder} />
                <Holds holder={holder} />
              </div>
              <Withdrawals holder={holder} />
            </div>
          )
        }
      </Answered>
    </Sheet>
  );
}

/** What redeeming everything would pay, as far as it is known. */
function Redeems({ holder: { row } }: Shown) {
  const { t, money } = useDesk();
  const { data } = useAnswer<{ patronagePlans: { versions: PlanVersion[] } }>(PLAN_TEXTS);
  const rate = feeRateOf(data?.patronagePlans.versions ?? []);
  if (rate === undefined || row.shares === "0") return null;
  return (
    <>
      {t("holder.redeems", { amount: money(payoutOf(row.value, rate)), fee: rate.text })}{" "}
      {row.held === "0" ? null : t("holder.redeemsHeld")}
    </>
  );
}

function Position({ holder }: Shown) {
  const { t, money, shares, at } = useDesk();
  const { row, referrer, referralCode, owedShares, owedQuota } = holder;
  const owes = owedShares !== "0" || owedQuota !== "0";
  return (
    <Block
      id="patronage-position"
      title={t("holder.position")}
      note={[row.emailAddress, row.holder].filter((text) => text !== "").join(" · ")}
      deeds={
        row.customerId === null ? undefined : (
          <To path={`/customers/${row.customerId}`}>{t("holder.customer")}</To>
        )
      }
    >
      <Figures>
        <Figure
          label={t("holders.shares")}
          value={shares(row.shares)}
          note={row.held === "0" ? undefined : `${shares(row.held)} ${t("holders.held")}`}
        />
        <Figure
          label={t("holders.value")}
          value={money(row.value)}
          note={<Redeems holder={holder} />}
        />
        <Figure
          label={t("holders.quotaLeft")}
          value={<span className="text-muted-foreground">{money(row.quotaLeft)}</span>}
          note={t("holder.quota.note")}
        />
        <Figure label={t("holders.wallet")} value={money(row.wallet)} />
        <Figure label={t("holders.dividends")} value={money(row.dividends)} />
        <Figure
          label={t("holders.tier")}
          value={row.tier === 0 ? t("page.none") : `V${row.tier}`}
        />
        <Figure
          label={t("holders.joined")}
          value={row.joinedAt === null ? t("holders.notJoined") : at(row.joinedAt)}
        />
        <Figure
          label={t("holder.referrer")}
          value={
            referrer === null ? (
              t("holder.nobody")
            ) : (
              <Person holder={referrer.holder} name={referrer.name} />
            )
          }
          note={referralCode === "" ? undefined : `${t("holder.code")}: ${referralCode}`}
        />
        {owes ? (
          <Figure
            label={t("holder.owed")}
            value={
              <span className="text-base">
                {owedShares === "0" ? null : t("holder.owedShares", { shares: shares(owedShares) })}{" "}
                {owedQuota === "0" ? null : t("holder.owedQuota", { amount: money(owedQuota) })}
              </span>
            }
            note={t("holder.owed.note")}
          />
        ) : null}
      </Figures>
    </Block>
  );
}

type Order = Holder["orders"][number];

function Grants({ order }: { readonly order: Order }) {
  const { t, code, money, shares } = useDesk();
  return (
    <ul className="space-y-1">
      {order.grants.map(({ seq, place, shares: granted, quota }) => (
        <li key={`${seq} ${place}`}>
          <Entry seq={seq}>
            {t("holder.grant", {
              place: code("place", place),
              shares: shares(granted),
              quota: money(quota),
            })}
          </Entry>
        </li>
      ))}
    </ul>
  );
}

function orderColumns({ t, money, at }: Desk): Column<Order>[] {
  const matures = ({ completedAt, dueAt }: Order): string => {
    if (completedAt !== null) return t("holder.matured", { at: at(completedAt) });
    return dueAt === null ? t("holder.undelivered") : t("holder.due", { at: at(dueAt) });
  };
  return [
    {
      head: t("holder.order"),
      cell: ({ id, code, paidAt }) => (
        <div>
          <To path={`/orders/${id}`}>{code}</To>
          <div>
            <Faint>{t("holder.paidAt", { at: at(paidAt) })}</Faint>
          </div>
        </div>
      ),
    },
    {
      head: t("holder.gross"),
      isNumber: true,
      cell: ({ gross, returned }) => (
        <div>
          {money(gross)}
          {returned === "0" ? null : (
            <div>
              <Faint>{t("holder.returned", { amount: money(returned) })}</Faint>
            </div>
          )}
        </div>
      ),
    },
    { head: t("holder.counted"), isNumber: true, cell: ({ paid }) => money(paid) },
    {
      head: t("holder.state"),
      cell: (order) => (
        <div>
          <State state={order.state} />
          <div>
            <Faint>{matures(order)}</Faint>
          </div>
        </div>
      ),
    },
    { head: t("holder.grants"), isText: true, cell: (order) => <Grants order={order} /> },
  ];
}

function Orders({ holder: { orders } }: Shown) {
  const desk = useDesk();
  const { t } = desk;
  return (
    <Block id="patronage-orders" title={t("holder.orders")} note={t("holder.counted.note")}>
      <Rows
        rows={orders}
        idOf={({ id }) => id}
        empty={t("holder.orders.empty")}
        columns={orderColumns(desk)}
      />
    </Block>
  );
}

type StatementLine = Holder["statement"][number];

function statementColumns({ t, code, day, money, shares }: Desk): Column<StatementLine>[] {
  const change = (amount: string, after: string) => (
    <div>
      <div>{changeText(amount)}</div>
      <Faint>{t("holder.after", { amount: after })}</Faint>
    </div>
  );
  return [
    { head: t("holder.date"), cell: ({ date }) => day(date) },
    {
      head: t("holder.kind"),
      cell: ({ kind, order }) => (
        <div>
          {code("kind", kind)}
          {order === null ? null : (
            <div>
              <Faint>{order}</Faint>
            </div>
          )}
        </div>
      ),
    },
    {
      head: t("holders.shares"),
      isNumber: true,
      cell: (line) => change(shares(line.shares), shares(line.sharesAfter)),
    },
    {
      head: t("holders.wallet"),
      isNumber: true,
      cell: (line) => change(money(line.wallet), money(line.walletAfter)),
    },
    {
      head: t("holder.quota"),
      isNumber: true,
      cell: (line) => change(money(line.quota), money(line.quotaAfter)),
    },
    { head: t("holder.entry"), isNumber: true, cell: ({ seq }) => <Entry seq={seq} /> },
  ];
}

const STATEMENT_MOST = 1_000;

function Statement({ holder: { statement } }: Shown) {
  const desk = useDesk();
  const { t } = desk;
  return (
    <Block
      id="patronage-statement"
      title={t("holder.statement")}
      note={statement.length >= STATEMENT_MOST ? t("holder.statement.most") : undefined}
    >
      <div className="max-h-[32rem] overflow-y-auto">
        <Rows
          rows={statement}
          idOf={({ seq, kind }) => `${seq} ${kind}`}
          empty={t("holder.statement.empty")}
          columns={statementColumns(desk)}
        />
      </div>
    </Block>
  );
}

function Referrals({ holder: { referrals } }: Shown) {
  const { t, at } = useDesk();
  return (
    <Block id="patronage-referrals" title={t("holder.referrals")}>
      <Rows
        rows={referrals}
        idOf={({ holder }) => holder}
        empty={t("holder.referrals.empty")}
        columns={[
          {
            head: t("holders.name"),
            cell: ({ holder, name }) => <Person holder={holder} name={name} />,
          },
          { head: t("holder.level"), isNumber: true, cell: ({ level }) => level },
          {
            head: t("holders.joined"),
            cell: ({ joinedAt }) => (joinedAt === null ? t("holders.notJoined") : at(joinedAt)),
          },
        ]}
      />
    </Block>
  );
}

function Holds({ holder: { holds } }: Shown) {
  const { t, at, money, shares } = useDesk();
  return (
    <Block id="patronage-holds" title={t("holder.holds")}>
      <Rows
        rows={holds}
        idOf={({ hold }) => hold}
        empty={t("holder.holds.empty")}
        columns={[
          { head: t("holder.order"), cell: ({ order }) => order },
          {
            head: t("holders.shares"),
            isNumber: true,
            cell: (hold) => shares(hold.shares),
          },
          { head: t("holders.value"), isNumber: true, cell: ({ value }) => money(value) },
          {
            head: t("holder.state"),
            cell: ({ state, expiresAt }) => (
              <div>
                <State group="hold" state={state} />
                {state !== "held" ? null : (
                  <div>
                    <Faint>{t("holder.expires", { at: at(expiresAt) })}</Faint>
                  </div>
                )}
              </div>
            ),
          },
        ]}
      />
    </Block>
  );
}

function Withdrawals({ holder: { withdrawals } }: Shown) {
  const { t, at, money } = useDesk();
  return (
    <Block id="patronage-withdrawals" title={t("holder.withdrawals")}>
      <Rows
        rows={withdrawals}
        idOf={({ id }) => id}
        empty={t("withdrawals.empty")}
        columns={[
          { head: t("withdrawals.asked"), cell: ({ requestedAt }) => at(requestedAt) },
          { head: t("withdrawals.amount"), isNumber: true, cell: ({ amount }) => money(amount) },
          { head: t("withdrawals.account"), isText: true, cell: ({ account }) => account },
          {
            head: t("holder.state"),
            isText: true,
            cell: (withdrawal) => (
              <div>
                <State state={withdrawal.state} />
                <WithdrawalTrail withdrawal={withdrawal} />
              </div>
            ),
          },
        ]}
      />
    </Block>
  );
}
