/** How much of all quota was really paid: a bar that says its figure. */
import { fraction, type Amount } from "../amounts.ts";
import css from "./paid-bar.module.css";

export function PaidBar({
  part,
  whole,
  label,
}: {
  readonly part: Amount;
  readonly whole: Amount;
  /** What the bar shows, in words. */
  readonly label: string;
}) {
  return (
    <div className={css["bar"]} role="img" aria-label={label}>
      <i style={{ width: `${fraction(part, whole) * 100}%` }} />
    </div>
  );
}
