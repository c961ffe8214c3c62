/** How an order is sent, and how it is paid. What there is only one of is not asked. */
import { useEffect, useRef, type ReactNode } from "react";
import { useCartChange, type CartOrder } from "../api/cart.ts";
import { setShipping, type Ways } from "../api/checkout.ts";
import { useWords } from "../lang.ts";
import { CHECKOUT } from "../words/checkout.ts";
import { COMMON } from "../words/common.ts";
import { Button } from "../parts/button.tsx";
import type { Way } from "./checkout-pay.ts";
import css from "./checkout.module.css";
import { Money } from "../parts/figures.tsx";
import { Notice } from "../parts/notice.tsx";
import { Card } from "../parts/page.tsx";
import { plainText } from "./plain-text.ts";

export function DeliveryCard({
  order,
  ways: { eligibleShippingMethods: methods },
}: {
  readonly order: CartOrder;
  readonly ways: Ways;
}) {
  const w = useWords(CHECKOUT);
  const common = useWords(COMMON);
  const change = useCartChange(setShipping);
  const { mutate } = change;
  const chosen = order.shippingLines[0]?.shippingMethod.id;
  const wasSet = useRef(false);
  const first = methods[0]?.id;
  useEffect(() => {
    // The first way at once, so that the total stands there without anybody's doing.
    if (chosen !== undefined || first === undefined || wasSet.current) return;
    wasSet.current = true;
    mutate(first);
  }, [chosen, first, mutate]);
  return (
    <Card title={w.delivery}>
      {first === undefined && <Notice tone="bad">{w.noDelivery}</Notice>}
      <fieldset className={css["choices"]}>
        <legend className="unseen">{w.delivery}</legend>
        {methods.map((method) => (
          <Option
            key={method.id}
            name="delivery"
            isOnly={methods.length === 1}
            isChosen={(change.isPending ? change.variables : chosen) === method.id}
            title={method.name}
            text={plainText(method.description)}
            beside={<Money minor={method.priceWithTax} />}
            onChoose={() => mutate(method.id)}
          />
        ))}
      </fieldset>
      {change.isError && first !== undefined && (
        <Notice tone="bad">
          {common.unreachableText}
          <Button look="quiet" onClick={() => mutate(change.variables ?? first)}>
            {common.retry}
          </Button>
        </Notice>
      )}
    </Card>
  );
}

/** A way to pay, as the mall calls it. */
type Offered = { readonly way: Way; readonly name: string };

/** The ways to pay that the mall offers, at once first; a transfer only where it says to which account. */
export function offeredWays({ eligiblePaymentMethods }: Ways): readonly Offered[] {
  const find = (way: Way): readonly Offered[] =>
    eligiblePaymentMethods
      .filter(({ code, isEligible }) => code === way && isEligible)
      .filter(({ description }) => way !== "transfer" || plainText(description) !== "")
      .map(({ name }) => ({ way, name }));
  return [...find("alipay"), ...find("transfer")];
}

export function PaymentCard({
  offered,
  chosen,
  onWay,
}: {
  readonly offered: readonly Offered[];
  readonly chosen: Way | undefined;
  readonly onWay: (way: Way) => void;
}) {
  const w = useWords(CHECKOUT);
  return (
    <Card title={w.payment}>
      <fieldset className={css["choices"]}>
        <legend className="unseen">{w.payment}</legend>
        {offered.length === 0 && <Notice tone="bad">{w.noPayment}</Notice>}
        {offered.map(({ way, name }) => (
          <Option
            key={way}
            name="payment"
            isOnly={offered.length === 1}
            isChosen={way === chosen}
            title={name}
            text={way === "transfer" ? w.transferHint : ""}
            onChoose={() => onWay(way)}
          />
        ))}
      </fieldset>
    </Card>
  );
}

function Option({
  name,
  isOnly,
  isChosen,
  title,
  text,
  beside,
  onChoose,
}: {
  readonly name: string;
  readonly isOnly: boolean;
  readonly isChosen: boolean;
  readonly title: string;
  readonly text: string;
  readonly beside?: ReactNode;
  readonly onChoose: () => void;
}) {
  const told = (
    <span className={css["told"]}>
      <span className={css["way"]}>
        <strong>{title}</strong>
        {beside}
      </span>
      {text !== "" && <span>{text}</span>}
    </span>
  );
  if (isOnly) return told;
  return (
    <div className={css["choice"]}>
      <label>
        <input type="radio" name={name} checked={isChosen} onChange={onChoose} />
        {told}
      </label>
    </div>
  );
}
