/** A form: its fields below each other, and at its end what went wrong and the button. */
import { ChevronRight } from "lucide-react";
import { useState, type FormEventHandler, type ReactNode } from "react";
import { Failure } from "./failure.tsx";
import css from "./form.module.css";

export function Form({
  onSubmit,
  error = null,
  unknown,
  actions,
  children,
}: {
  readonly onSubmit: FormEventHandler<HTMLFormElement>;
  /** Why it was not done the last time. */
  readonly error?: Error | null;
  /** What is said when no answer came; see Failure. */
  readonly unknown?: string;
  readonly actions: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <form className={css["form"]} onSubmit={onSubmit} noValidate>
      {children}
      <Failure error={error} unknown={unknown} />
      {actions}
    </form>
  );
}

/** Two fields beside each other. */
export const FieldPair = ({ children }: { readonly children: ReactNode }) => (
  <div className={css["pair"]}>{children}</div>
);

/** Fields that most leave out, behind a line that opens them. */
export function Fold({
  label,
  mustShow = false,
  children,
}: {
  readonly label: string;
  /** Something in it is wrong: it cannot stay closed. */
  readonly mustShow?: boolean;
  readonly children: ReactNode;
}) {
  const [isOpen, setOpen] = useState(mustShow);
  if (mustShow && !isOpen) setOpen(true);
  return (
    <details
      className={css["fold"]}
      open={isOpen}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        <ChevronRight aria-hidden="true" />
        {label}
      </summary>
      <div className={css["more"]}>{children}</div>
    </details>
  );
}
