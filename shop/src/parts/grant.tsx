/**
 * What an order would grant: shares with their worth now and net of the fee, quota as a cap, and beside
 * it what of all quota was really paid so far.
 */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { programmeQuery, type Programme } from "../api/programme.ts";
import { rateText } from "../amounts.ts";
import { useLang, useWords } from "../lang.ts";
import { CART } from "../words/cart.ts";
import { Money, Shares } from "./figures.tsx";
import css from "./grant.module.css";
import { Card } from "./page.tsx";
import { Row, Rows } from "./rows.tsx";

type Granted = {
  readonly shares: string;
  readonly value: string;
  readonly payout: string;
  readonly quota: string;
  readonly returnDays: number;
};

type GrantProps = {
  readonly grant: Granted;
  readonly isGuest?: boolean;
  /** A further sentence, of what the figures leave out. */
  readonly note?: string | undefined;
};

export function GrantCard({ grant, ...rest }: GrantProps) {
  const w = useWords(CART);
  return (
    <Card title={w.grantTitle}>
      <GrantRows grant={grant} {...rest} />
    </Card>
  );
}

/** The same without a card of its own. */
export function GrantRows({ grant, isGuest = false, note }: GrantProps) {
  const w = useWords(CART);
  const { data: programme } = useQuery(programmeQuery);
  return (
    <>
      <Rows>
        <Row label={w.grantShares} hint={w.grantSharesHint}>
          {w.about} <Shares micro={grant.shares} />
        </Row>
        <Row label={w.grantValue}>
          {w.about} <Money minor={grant.value} />
        </Row>
        <FeeRow payout={grant.payout} programme={programme} />
        <Row label={w.grantQuota} hint={w.grantQuotaHint}>
          {w.atMost} <Money minor={grant.quota} />
        </Row>
        <Row label={w.soFar} hint={w.soFarHint}>
          {typeof programme?.quotaPaidPercent === "string" ? `${programme.quotaPaidPercent}%` : "—"}
        </Row>
      </Rows>
      <div className={css["words"]}>
        {note !== undefined && <p>{note}</p>}
        <p>
          <When grant={grant} programme={programme} />
        </p>
        {isGuest && <p>{w.guestGrant}</p>}
        <p>
          <Link to="/programme">{w.rules}</Link>
        </p>
      </div>
    </>
  );
}

function FeeRow({
  payout,
  programme,
}: {
  readonly payout: string;
  readonly programme: Programme | undefined;
}) {
  const w = useWords(CART);
  const fee = programme === undefined ? undefined : w.afterFee(rateText(programme.feeRate));
  return (
    <Row label={w.grantPayout} {...(fee === undefined ? {} : { hint: fee })}>
      {w.about} <Money minor={payout} />
    </Row>
  );
}

function When({
  grant: { returnDays },
  programme,
}: {
  readonly grant: Granted;
  readonly programme: Programme | undefined;
}) {
  const w = useWords(CART);
  const lang = useLang();
  if (programme?.maturity === "payment") return w.countsAtOnce;
  const days = new Intl.NumberFormat(lang).format(returnDays);
  return returnDays === 0 ? w.countsOnDelivery : w.countsLater(days);
}
