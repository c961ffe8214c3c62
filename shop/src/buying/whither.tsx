/** Whither an order goes, and how. */
import type { CartOrder } from "../api/cart.ts";
import css from "./checkout.module.css";
import { placeText } from "../parts/address-draft.ts";
import { Card } from "../parts/page.tsx";

export function Whither({
  order: { shippingAddress, shippingLines },
  title,
}: {
  readonly order: Pick<CartOrder, "shippingAddress" | "shippingLines">;
  readonly title: string;
}) {
  if (shippingAddress === null) return null;
  return (
    <Card title={title}>
      <p className={css["told"]}>
        <strong>
          {shippingAddress.fullName} {shippingAddress.phoneNumber}
        </strong>
        <span>{placeText(shippingAddress)}</span>
        <span>{shippingLines[0]?.shippingMethod.name}</span>
      </p>
    </Card>
  );
}
