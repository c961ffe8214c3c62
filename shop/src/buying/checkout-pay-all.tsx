/** Asks once more before shares pay a whole order: it is paid with that press. */
import type { CartOrder } from "../api/cart.ts";
import { useWords } from "../lang.ts";
import { CHECKOUT } from "../words/checkout.ts";
import { Button } from "../parts/button.tsx";
import { BurnedRow } from "./checkout-shares.tsx";
import css from "./checkout.module.css";
import { Money } from "../parts/figures.tsx";
import { Row, Rows } from "../parts/rows.tsx";
import { Sheet } from "../parts/sheet.tsx";

export function PayAllSheet({
  order,
  isOpen,
  isBusy,
  onClose,
  onConfirm,
}: {
  readonly order: CartOrder;
  readonly isOpen: boolean;
  readonly isBusy: boolean;
  readonly onClose: () => void;
  readonly onConfirm: () => void;
}) {
  const w = useWords(CHECKOUT);
  const amountMinor = BigInt(order.totalWithTax);
  return (
    <Sheet isOpen={isOpen} onClose={onClose} title={w.confirmTitle}>
      <Rows>
        <Row label={w.confirmValue}>
          <Money minor={amountMinor} />
        </Row>
        <BurnedRow order={order} amountMinor={amountMinor} />
        <Row label={w.left} isStrong>
          <Money minor={0} />
        </Row>
      </Rows>
      <p className={css["quiet"]}>{w.confirmText}</p>
      <p className={css["quiet"]}>{w.sharesExplain}</p>
      <Button isWide isBusy={isBusy} onClick={onConfirm}>
        {w.confirmDo}
      </Button>
      <Button isWide look="quiet" onClick={onClose}>
        {w.cancel}
      </Button>
    </Sheet>
  );
}
