/** What a placed order came to, and what paid it: money and shares, each exactly. */
import { sharesText } from "../amounts.ts";
import type { PlacedOrder } from "../api/orders.ts";
import { sharesOf } from "./checkout-figures.ts";
import { useLang, useWords } from "../lang.ts";
import { ORDER } from "../words/orders.ts";
import { Money } from "../parts/figures.tsx";
import { Card } from "../parts/page.tsx";
import { Row } from "../parts/rows.tsx";
import { Totals } from "./totals.tsx";

export function OrderAmounts({ order }: { readonly order: PlacedOrder }) {
  const w = useWords(ORDER);
  return (
    <Card title={w.payment}>
      <Totals order={order}>
        <PaidRows order={order} />
      </Totals>
    </Card>
  );
}

function PaidRows({ order }: { readonly order: PlacedOrder }) {
  const w = useWords(ORDER);
  const lang = useLang();
  return (order.payments ?? [])
    .filter(({ state }) => state === "Settled" || state === "Authorized")
    .map(({ id, method, amount, state, metadata }) => {
      const shares = method === "shares" ? sharesOf(metadata) : undefined;
      const hint =
        shares !== undefined
          ? w.burned(sharesText(shares, lang, 6))
          : state === "Authorized"
            ? w.awaitingTransfer
            : undefined;
      const labels: { readonly [method: string]: string } = {
        shares: w.paidShares,
        alipay: w.paidAlipay,
        transfer: w.paidTransfer,
      };
      const label = labels[method] ?? w.paidMoney;
      return (
        <Row key={id} label={label} {...(hint === undefined ? {} : { hint })}>
          <Money minor={amount} />
        </Row>
      );
    });
}
