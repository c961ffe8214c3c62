/** Paying with shares: how much, how many shares that burns at most, and what it means. */
import { useQuery } from "@tanstack/react-query";
import { moneyText } from "../amounts.ts";
import type { CartOrder } from "../api/cart.ts";
import { programmeQuery } from "../api/programme.ts";
import { readWish, sharesAtMost, type SharesWish } from "./checkout-figures.ts";
import { useLang, useWords } from "../lang.ts";
import { CHECKOUT } from "../words/checkout.ts";
import { Button } from "../parts/button.tsx";
import { CheckField, TextField } from "../parts/field.tsx";
import { Money, Shares } from "../parts/figures.tsx";
import { Card } from "../parts/page.tsx";
import { Row, Rows } from "../parts/rows.tsx";
import css from "./checkout.module.css";

export function SharesCard({
  order,
  wish,
  isTold,
  onWish,
}: {
  readonly order: CartOrder;
  readonly wish: SharesWish;
  /** Whether to say what is wrong with it. */
  readonly isTold: boolean;
  readonly onWish: (wish: SharesWish) => void;
}) {
  const w = useWords(CHECKOUT);
  const lang = useLang();
  const mostText = moneyText(order.sharesMost, lang);
  const wishMinor = readWish(wish, order);
  const isMissing = wish === undefined || wish.trim() === "";
  const error = isMissing ? w.sharesNone : w.sharesTooMany(mostText);
  return (
    <Card>
      <CheckField
        label={
          <>
            <strong>{w.shares}</strong>
            <span className={css["quiet"]}>{w.sharesOffer(mostText)}</span>
          </>
        }
        checked={wish !== undefined}
        onChange={(event) => onWish(event.target.checked ? "" : undefined)}
      />
      {wish !== undefined && (
        <>
          <TextField
            label={w.sharesField}
            inputMode="decimal"
            autoComplete="off"
            value={wish}
            onChange={(event) => onWish(event.target.value)}
            aria-required
            error={wishMinor === undefined && (isTold || !isMissing) ? error : undefined}
            beside={
              <Button look="second" onClick={() => onWish(plain(order.sharesMost))}>
                {w.sharesAll}
              </Button>
            }
          />
          <Burned order={order} amountMinor={wishMinor ?? 0n} />
        </>
      )}
    </Card>
  );
}

/** Minor units as somebody would type them. */
const plain = (minor: string): string => {
  const digits = minor.padStart(3, "0");
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

function Burned({
  order,
  amountMinor,
}: {
  readonly order: CartOrder;
  readonly amountMinor: bigint;
}) {
  const w = useWords(CHECKOUT);
  return (
    <>
      {amountMinor > 0n && (
        <Rows>
          <BurnedRow order={order} amountMinor={amountMinor} />
          <Row label={w.left} isStrong>
            <Money minor={BigInt(order.totalWithTax) - amountMinor} />
          </Row>
        </Rows>
      )}
      <p className={css["quiet"]}>{w.sharesExplain}</p>
    </>
  );
}

export function BurnedRow({
  order,
  amountMinor,
}: {
  readonly order: CartOrder;
  readonly amountMinor: bigint;
}) {
  const w = useWords(CHECKOUT);
  const { data: programme } = useQuery({ ...programmeQuery, staleTime: 0 });
  return (
    <Row label={w.sharesBurned} hint={w.sharesBurnedHint}>
      {programme === undefined ? (
        "…"
      ) : (
        <Shares micro={sharesAtMost(amountMinor, order.lines.length, programme)} shown={6} />
      )}
    </Row>
  );
}
