/** Paying with shares: how much, how many shares that burns at most, and what it means. */
import { useQuery } from "@tanstack/react-query";
import { moneyText } from "../amounts.ts";
import type { CartOrder } from "../api/cart.ts";
import { navNowQuery } from "../api/programme.ts";
import { readWish, sharesAtMost, type SharesWish } from "./checkout-figures.ts";
import { useLang, useWords } from "../lang.ts";
import { CHECKOUT } from "../words/checkout.ts";
import { Button } from "../parts/button.tsx";
import { CheckField, TextField } from "../parts/field.tsx";
import { Money, Shares } from "../parts/figures.tsx";
import { Card } from "../parts/page.tsx";
import { Row, Rows } from "../parts/rows.tsx";
import { typedMoney } from "../typed.ts";
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
              <Button look="second" onClick={() => onWish(typedMoney(order.sharesMost))}>
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
  const { data: now, isFetching } = useQuery(navNowQuery);
  return (
    <Row label={w.sharesBurned} hint={w.sharesBurnedHint}>
      {now === undefined || isFetching ? (
        "…"
      ) : (
        <Shares micro={sharesAtMost(amountMinor, order.lines.length, now)} shown={6} />
      )}
    </Row>
  );
}
