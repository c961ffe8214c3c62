/** An order's state in a word. */
import { useLang } from "../lang.ts";
import { ORDER_STATES } from "../words/orders.ts";
import css from "./order-state.module.css";

const isKnown = (state: string): state is keyof typeof ORDER_STATES => state in ORDER_STATES;

export function OrderState({ state }: { readonly state: string }) {
  const lang = useLang();
  const isOver = state === "Cancelled" || state === "Delivered";
  return (
    <span className={isOver ? css["over"] : css["open"]}>
      {isKnown(state) ? ORDER_STATES[state][lang] : state}
    </span>
  );
}
