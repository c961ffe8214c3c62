/** Rows of a word and what it comes to, as on a bank's page. */
import type { ReactNode } from "react";
import css from "./rows.module.css";

export function Rows({ children }: { readonly children: ReactNode }) {
  return <dl className={css["rows"]}>{children}</dl>;
}

export function Row({
  label,
  hint,
  isStrong = false,
  children,
}: {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly isStrong?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <div className={isStrong ? css["strong"] : css["row"]}>
      <dt>
        {label}
        {hint !== undefined && <span className={css["hint"]}>{hint}</span>}
      </dt>
      <dd className="figures">{children}</dd>
    </div>
  );
}
