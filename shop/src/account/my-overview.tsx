/** Orders and holding at a glance, each with the ways on. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ListOrdered, PieChart, UserPlus, Wallet } from "lucide-react";
import { countText, moneyText, rateText } from "../amounts.ts";
import { overviewQuery, type Overview } from "../api/overview.ts";
import { useLang, useWords } from "../lang.ts";
import css from "./me.module.css";
import { ACCOUNT } from "../words/account.ts";
import { Money, Shares } from "../parts/figures.tsx";
import { LinkRow, Links } from "../parts/links.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Card } from "../parts/page.tsx";
import { Row, Rows } from "../parts/rows.tsx";
import { Skeleton } from "../parts/waiting.tsx";

const STATES = ["sending", "coming", "done"] as const;
const STATES_HEIGHT = 76;
const HOLDING_HEIGHT = 220;

export function MyOrders() {
  const w = useWords(ACCOUNT);
  const lang = useLang();
  const all = (
    <Link to="/orders" search={{}} className={css["more"]}>
      {w.allOrders}
    </Link>
  );
  return (
    <Card title={w.orders} beside={all}>
      <Loaded query={useQuery(overviewQuery)} waiting={<Skeleton height={STATES_HEIGHT} />}>
        {({ activeCustomer }) => (
          <ul className={css["states"]}>
            {STATES.map((state) => {
              const count = activeCustomer?.[state].totalItems ?? 0;
              return (
                <li key={state}>
                  <Link to="/orders" search={{ show: state }} className={css["state"]}>
                    <span className={`figures ${css["count"]} ${count === 0 ? css["none"] : ""}`}>
                      {countText(count, lang)}
                    </span>
                    <span>{w[state]}</span>
                  </Link>
                </li>
              );
            })}
          </ul>
        )}
      </Loaded>
    </Card>
  );
}

export function MyHolding() {
  const w = useWords(ACCOUNT);
  const lang = useLang();
  const overview = useQuery(overviewQuery);
  const wallet = overview.data?.patronage?.wallet;
  return (
    <Card title={w.holding}>
      <Loaded query={overview} waiting={<Skeleton height={HOLDING_HEIGHT} />}>
        {({ patronage, programme }) =>
          patronage === null || hasNothing(patronage) ? (
            <p>{w.notJoined}</p>
          ) : (
            <Holding holding={patronage} feeRate={programme.feeRate} />
          )
        }
      </Loaded>
      <Links>
        <LinkRow to="/shares" icon={<PieChart />} label={w.toShares} />
        <LinkRow
          to="/shares/wallet"
          icon={<Wallet />}
          label={w.toWallet}
          value={wallet === undefined ? undefined : moneyText(wallet, lang)}
        />
        <LinkRow to="/shares/statement" search={{}} icon={<ListOrdered />} label={w.toStatement} />
        <LinkRow to="/shares/invite" icon={<UserPlus />} label={w.toInvite} />
      </Links>
    </Card>
  );
}

/** Whoever has only just joined is told how it begins, not shown a column of zeros. */
const hasNothing = ({
  shares,
  quotaLeft,
  dividends,
}: NonNullable<Overview["patronage"]>): boolean =>
  [shares, quotaLeft, dividends].every((amount) => amount === "0");

function Holding({
  holding: { shares, payout, quotaLeft, dividends },
  feeRate,
}: {
  readonly holding: NonNullable<Overview["patronage"]>;
  readonly feeRate: string;
}) {
  const w = useWords(ACCOUNT);
  return (
    <Rows>
      <Row label={w.sharesHeld}>
        <Shares micro={shares} />
      </Row>
      <Row label={w.payoutNow} hint={w.payoutHint(rateText(feeRate))}>
        <Money minor={payout} />
      </Row>
      <Row label={w.paidSoFar}>
        <Money minor={dividends} />
      </Row>
      <Row label={w.quota}>
        <Money minor={quotaLeft} />
      </Row>
    </Rows>
  );
}
