/** What an order comes to: goods, discounts, delivery, total. */
import { useLang, useWords } from "../lang.ts";
import { moneyText } from "../amounts.ts";
import { CART } from "../words/cart.ts";
import { Money } from "../parts/figures.tsx";
import { Row, Rows } from "../parts/rows.tsx";
import type { ReactNode } from "react";

type TotalsProps = {
  readonly order: {
    readonly totalWithTax: number;
    readonly shippingWithTax: number;
    readonly shippingLines: readonly object[];
    readonly lines: readonly { readonly linePriceWithTax: number }[];
    readonly discounts: readonly { readonly description: string; readonly amountWithTax: number }[];
  };
  /** Further rows below the total. */
  readonly children?: ReactNode;
};

export function Totals({ order, children }: TotalsProps) {
  const w = useWords(CART);
  const lang = useLang();
  const goodsMinor = order.lines.reduce((sum, line) => sum + BigInt(line.linePriceWithTax), 0n);
  const isSent = order.shippingLines.length > 0;
  return (
    <Rows>
      <Row label={w.sum}>
        <Money minor={goodsMinor} />
      </Row>
      {order.discounts.map(({ description, amountWithTax }, index) => (
        <Row key={index} label={description}>
          {moneyText(amountWithTax, lang)}
        </Row>
      ))}
      <Row label={w.delivery}>
        {isSent ? <Money minor={order.shippingWithTax} /> : w.noDelivery}
      </Row>
      <Row label={w.total} isStrong>
        <Money minor={order.totalWithTax} size="l" />
      </Row>
      {children}
    </Rows>
  );
}
