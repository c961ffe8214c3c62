/** What an order at the till consists of: its goods, what they come to, and what they grant. */
import { Link } from "@tanstack/react-router";
import { countText } from "../amounts.ts";
import type { CartOrder } from "../api/cart.ts";
import { useLang, useWords } from "../lang.ts";
import { CHECKOUT } from "../words/checkout.ts";
import { Coupon } from "./coupon.tsx";
import { Price } from "./figures.tsx";
import { GrantCard } from "./grant.tsx";
import { Line, LineFoot, Lines } from "./line.tsx";
import { Card } from "./page.tsx";
import { Totals } from "./totals.tsx";
import type { ReactNode } from "react";

export function Summary({
  order,
  isGuest,
  isFixed,
  note,
  children,
}: {
  readonly order: CartOrder;
  readonly isGuest: boolean;
  /** Nothing can be changed. */
  readonly isFixed: boolean;
  /** A further sentence on what it grants. */
  readonly note?: string | undefined;
  /** Further rows below the total. */
  readonly children?: ReactNode;
}) {
  const w = useWords(CHECKOUT);
  const lang = useLang();
  return (
    <>
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
        {!isFixed && <Coupon order={order} />}
        <Totals order={order}>{children}</Totals>
      </Card>
      {order.grantQuote !== null && (
        <GrantCard grant={order.grantQuote} isGuest={isGuest} note={note} />
      )}
    </>
  );
}
