/** Asks once more before shares pay a whole order: it is paid with that press, by the figures of now. */
import { useQuery } from "@tanstack/react-query";
import type { CartOrder } from "../api/cart.ts";
import { navNowQuery } from "../api/programme.ts";
import { useWords } from "../lang.ts";
import { CHECKOUT } from "../words/checkout.ts";
import { BurnedRow } from "./checkout-shares.tsx";
import css from "./checkout.module.css";
import { ConfirmSheet } from "../parts/confirm-sheet.tsx";
import { Money } from "../parts/figures.tsx";
import { Row, Rows } from "../parts/rows.tsx";

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
  const now = useQuery({ ...navNowQuery, enabled: isOpen });
  const amountMinor = BigInt(order.totalWithTax);
  return (
    <ConfirmSheet
      isOpen={isOpen}
      title={w.confirmTitle}
      confirm={w.confirmDo}
      dismiss={w.cancel}
      isBusy={isBusy}
      isReady={now.isSuccess && !now.isFetching}
      error={now.isFetching ? null : now.error}
      onConfirm={onConfirm}
      onClose={onClose}
    >
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
    </ConfirmSheet>
  );
}
