/** An order that waits at the till: what was set aside for it, what is left to pay, on with it or back. */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { announce } from "../announce.ts";
import { moneyText, sharesText } from "../amounts.ts";
import { moveCart, useCartChange, type CartOrder } from "../api/cart.ts";
import type { Ways } from "../api/checkout.ts";
import { leftMinor, sharesOf } from "./checkout-figures.ts";
import { useLang, useWords } from "../lang.ts";
import { CART } from "../words/cart.ts";
import { CHECKOUT } from "../words/checkout.ts";
import { Button } from "../parts/button.tsx";
import { hasBegun, type Way } from "./checkout-pay.ts";
import { CheckoutAmounts, CheckoutGoods } from "./checkout-summary.tsx";
import { offeredWays } from "./checkout-ways.tsx";
import css from "./checkout.module.css";
import { Money } from "../parts/figures.tsx";
import { GrantCard } from "../parts/grant.tsx";
import { Notice } from "../parts/notice.tsx";
import { Card } from "../parts/page.tsx";
import { MainAndSide } from "../parts/columns.tsx";
import { PayBar } from "./pay-bar.tsx";
import { Row } from "../parts/rows.tsx";
import { Terms } from "./terms.tsx";
import { Whither } from "./whither.tsx";

type TillProps = {
  readonly order: CartOrder;
  readonly isGuest: boolean;
  readonly ways: Ways;
  /** What the shopper was shown as the total before, where it was another. */
  readonly shownTotal: number | undefined;
  readonly isBusy: boolean;
  readonly failure: ReactNode;
  readonly onPay: (way: Way) => void;
};

export function Till(props: TillProps) {
  const { order, isGuest, ways, isBusy, failure, onPay } = props;
  const w = useWords(CHECKOUT);
  const lang = useLang();
  const left = leftMinor(order);
  const [first, ...others] = offeredWays(ways);
  const labelOf = (way: Way): string =>
    (way === "transfer" ? w.place : w.pay)(moneyText(left, lang));
  return (
    <MainAndSide
      main={
        <>
          <Told {...props} />
          <Whither order={order} title={w.sentTo} />
          <CheckoutGoods order={order} isFixed />
          {first === undefined && <Notice tone="bad">{w.noPayment}</Notice>}
          {first?.way === "transfer" && <TransferCard name={first.name} />}
          {others.map(({ way, name }) => (
            <TransferCard key={way} name={name}>
              <Button look="second" isBusy={isBusy} onClick={() => onPay(way)}>
                {labelOf(way)}
              </Button>
            </TransferCard>
          ))}
        </>
      }
      side={
        <>
          <CheckoutAmounts order={order} isFixed>
            <PaidRows order={order} />
          </CheckoutAmounts>
          {order.grantQuote !== null && <GrantCard grant={order.grantQuote} isGuest={isGuest} />}
          {failure}
          <Reopen order={order} isBusy={isBusy} />
          <PayBar label={w.toPay} amount={<Money minor={left} size="l" />} note={<Terms />}>
            {first !== undefined && (
              <Button isBusy={isBusy} onClick={() => onPay(first.way)}>
                {labelOf(first.way)}
              </Button>
            )}
          </PayBar>
        </>
      }
    />
  );
}

function TransferCard({
  name,
  children,
}: {
  readonly name: string;
  readonly children?: ReactNode;
}) {
  const w = useWords(CHECKOUT);
  return (
    <Card title={name}>
      <p className={css["quiet"]}>{w.transferHint}</p>
      {children}
    </Card>
  );
}

function Told({ order, shownTotal }: TillProps) {
  const w = useWords(CHECKOUT);
  const lang = useLang();
  const { code, totalWithTax, sharesPaid } = order;
  return (
    <>
      {shownTotal !== undefined && shownTotal !== totalWithTax && (
        <Notice tone="gold">
          {w.totalChanged(moneyText(shownTotal, lang), moneyText(totalWithTax, lang))}
        </Notice>
      )}
      <Notice>{BigInt(sharesPaid) > 0n ? w.tillShares : w.tillText}</Notice>
      {hasBegun(code) && (
        <Notice tone="gold">
          {w.tillBegun}{" "}
          <Link to="/paid/$code" params={{ code }}>
            {w.seeOutcome}
          </Link>
        </Notice>
      )}
    </>
  );
}

function PaidRows({ order }: { readonly order: CartOrder }) {
  const w = useWords(CHECKOUT);
  const lang = useLang();
  if (BigInt(order.sharesPaid) === 0n) return null;
  const payment = order.payments?.find(
    ({ method, state }) => method === "shares" && state === "Settled",
  );
  const shares = sharesOf(payment?.metadata);
  return (
    <>
      <Row
        label={w.sharesRow}
        {...(shares === undefined ? {} : { hint: w.setAside(sharesText(shares, lang, 6)) })}
      >
        <Money minor={-BigInt(order.sharesPaid)} />
      </Row>
      <Row label={w.left} isStrong>
        <Money minor={leftMinor(order)} size="l" />
      </Row>
    </>
  );
}

/** Back to where the order can be changed. */
function Reopen({ order, isBusy }: { readonly order: CartOrder; readonly isBusy: boolean }) {
  const w = useWords(CHECKOUT);
  const cart = useWords(CART);
  const reopen = useCartChange(() => moveCart("AddingItems"));
  return (
    <div className={css["stack"]}>
      <Button
        look="second"
        isBusy={reopen.isPending}
        disabled={isBusy}
        onClick={() =>
          reopen.mutate(undefined, {
            onError: () => announce({ text: cart.notChanged, tone: "bad" }),
          })
        }
      >
        {w.changeOrder}
      </Button>
      {BigInt(order.sharesPaid) > 0n && <p className={css["quiet"]}>{w.changeShares}</p>}
    </div>
  );
}
