/** What is on its way and what is set aside: orders that do not count yet, held shares, what is owed. */
import { Link } from "@tanstack/react-router";
import type { Position } from "../api/holder.ts";
import { instantText } from "../days.ts";
import { useLang, useWords } from "../lang.ts";
import { SHARES } from "../words/shares.ts";
import css from "./coming-orders.module.css";
import { Money, Shares } from "../parts/figures.tsx";
import { Card } from "../parts/page.tsx";
import { Row, Rows } from "../parts/rows.tsx";

type Coming = Position["coming"][number];

export function ComingOrders({ coming }: { readonly coming: readonly Coming[] }) {
  const w = useWords(SHARES);
  if (coming.length === 0) return null;
  return (
    <Card title={w.coming}>
      <p className={css["soft"]}>{w.comingExplained}</p>
      <ul className={css["list"]}>
        {coming.map((order) => (
          <li key={order.orderCode} className={css["one"]}>
            <ComingOrder order={order} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function ComingOrder({ order }: { readonly order: Coming }) {
  const lang = useLang();
  const w = useWords(SHARES);
  const { orderCode, paidAt, dueAt, grantQuote } = order;
  return (
    <>
      <div className={css["head"]}>
        <Link to="/orders/$code" params={{ code: orderCode }} className={css["link"]}>
          {w.order} {orderCode}
        </Link>
        <span className={css["soft"]}>{w.paidOn(instantText(paidAt, lang, "day"))}</span>
      </div>
      <p className={css["when"]}>
        {dueAt === null ? w.countsLater : w.countsOn(instantText(dueAt, lang, "day"))}
      </p>
      {grantQuote === null ? (
        <p className={css["soft"]}>{w.grantsNothing}</p>
      ) : (
        <Rows>
          <Row label={w.comingShares}>
            <Shares micro={grantQuote.shares} />
          </Row>
          <Row label={w.comingValue}>
            <Money minor={grantQuote.value} />
          </Row>
          <Row label={w.comingPayout}>
            <Money minor={grantQuote.payout} />
          </Row>
          <Row label={w.comingQuota}>
            <Money minor={grantQuote.quota} />
          </Row>
        </Rows>
      )}
    </>
  );
}

export function HeldShares({ holds }: { readonly holds: Position["holds"] }) {
  const lang = useLang();
  const w = useWords(SHARES);
  if (holds.length === 0) return null;
  return (
    <Card title={w.holds}>
      <p className={css["soft"]}>{w.holdsExplained}</p>
      <Rows>
        {holds.map(({ orderCode, shares, expires }, index) => (
          <Row
            key={orderCode ?? index}
            label={
              orderCode === null ? (
                w.anOrder
              ) : (
                <Link to="/orders/$code" params={{ code: orderCode }} className={css["link"]}>
                  {orderCode}
                </Link>
              )
            }
            hint={w.until(instantText(expires, lang, "day"))}
          >
            <Shares micro={shares} />
          </Row>
        ))}
      </Rows>
    </Card>
  );
}

export function OwedShares({ position }: { readonly position: Position }) {
  const w = useWords(SHARES);
  const { owedShares, owedQuota } = position;
  const [hasShares, hasQuota] = [BigInt(owedShares) > 0n, BigInt(owedQuota) > 0n];
  if (!hasShares && !hasQuota) return null;
  return (
    <Card title={w.owed}>
      <p className={css["soft"]}>{w.owedExplained}</p>
      <Rows>
        {hasShares && (
          <Row label={w.owedShares}>
            <Shares micro={owedShares} />
          </Row>
        )}
        {hasQuota && (
          <Row label={w.owedQuota}>
            <Money minor={owedQuota} />
          </Row>
        )}
      </Rows>
    </Card>
  );
}
