/** Two figures that belong together, side by side and of one size: a value, and what is left of it. */
import type { ReactNode } from "react";
import css from "./pair.module.css";

export function Pair({ children }: { readonly children: ReactNode }) {
  return <dl className={css["pair"]}>{children}</dl>;
}

export function PairItem({
  label,
  hint,
  children,
}: {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <div className={css["item"]}>
      <dt>{label}</dt>
      <dd className="figures">{children}</dd>
      {hint !== undefined && <dd className={css["hint"]}>{hint}</dd>}
    </div>
  );
}
