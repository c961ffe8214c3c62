/** What an order at the till consists of: its goods, and what they come to. */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { countText } from "../amounts.ts";
import type { CartOrder } from "../api/cart.ts";
import { useLang, useWords } from "../lang.ts";
import { CHECKOUT } from "../words/checkout.ts";
import { Coupon } from "./coupon.tsx";
import { Price } from "../parts/figures.tsx";
import { Line, LineFoot, Lines } from "./line.tsx";
import { Card } from "../parts/page.tsx";
import { Totals } from "./totals.tsx";

export function CheckoutGoods({
  order,
  isFixed = false,
}: {
  readonly order: CartOrder;
  /** Nothing can be changed. */
  readonly isFixed?: boolean;
}) {
  const w = useWords(CHECKOUT);
  const lang = useLang();
  return (
    <Card title={w.goods} beside={!isFixed && <Link to="/cart">{w.changeGoods}</Link>}>
      <Lines>
        {order.lines.map((line) => (
          <Line key={line.id} variant={line.productVariant} preview={line.featuredAsset?.preview}>
            <LineFoot>
              <Price minor={line.discountedLinePriceWithTax} />
              <span className="figures">× {countText(line.quantity, lang)}</span>
            </LineFoot>
          </Line>
        ))}
      </Lines>
    </Card>
  );
}

export function CheckoutAmounts({
  order,
  isFixed = false,
  children,
}: {
  readonly order: CartOrder;
  readonly isFixed?: boolean;
  /** Further rows below the total. */
  readonly children?: ReactNode;
}) {
  const w = useWords(CHECKOUT);
  return (
    <Card title={w.amounts}>
      {!isFixed && <Coupon order={order} />}
      <Totals order={order}>{children}</Totals>
    </Card>
  );
}
