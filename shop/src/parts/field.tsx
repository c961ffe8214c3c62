/**
 * Fields of a form: a label above, a hint below, and what is wrong with it, said to whoever listens too.
 * They take what react-hook-form's `register` gives.
 */
import { useId, type ComponentProps, type ReactNode } from "react";
import css from "./field.module.css";

type Around = {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  /** What is wrong, in a sentence. */
  readonly error?: string | undefined;
};

type Tied = {
  readonly id: string;
  readonly "aria-describedby": string | undefined;
  readonly "aria-invalid": true | undefined;
};

const Wrong = ({ id, children }: { readonly id?: string; readonly children: string }) => (
  <p id={id} className={css["error"]} role="alert">
    {children}
  </p>
);

function Frame({
  label,
  hint,
  error,
  children,
}: Around & { readonly children: (tied: Tied) => ReactNode }) {
  const id = useId();
  const told = [
    ...(hint === undefined ? [] : [`${id}-hint`]),
    ...(error === undefined ? [] : [`${id}-error`]),
  ];
  return (
    <div className={css["field"]}>
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        "aria-describedby": told.length > 0 ? told.join(" ") : undefined,
        "aria-invalid": error === undefined ? undefined : true,
      })}
      {hint !== undefined && (
        <p id={`${id}-hint`} className={css["hint"]}>
          {hint}
        </p>
      )}
      {error !== undefined && <Wrong id={`${id}-error`}>{error}</Wrong>}
    </div>
  );
}

/** A line of text. Amounts take inputMode "decimal". */
export function TextField({
  label,
  hint,
  error,
  beside,
  ...rest
}: Around & Omit<ComponentProps<"input">, "id"> & { readonly beside?: ReactNode }) {
  return (
    <Frame label={label} hint={hint} error={error}>
      {(tied) => (
        <span className={css["line"]}>
          <input {...rest} {...tied} className={css["input"]} />
          {beside}
        </span>
      )}
    </Frame>
  );
}

export function TextArea({
  label,
  hint,
  error,
  ...rest
}: Around & Omit<ComponentProps<"textarea">, "id">) {
  return (
    <Frame label={label} hint={hint} error={error}>
      {(tied) => <textarea rows={3} {...rest} {...tied} className={css["input"]} />}
    </Frame>
  );
}

/** One of a list. The device's own list, because a phone's is the best there. */
export function SelectField({
  label,
  hint,
  error,
  children,
  ...rest
}: Around & Omit<ComponentProps<"select">, "id">) {
  return (
    <Frame label={label} hint={hint} error={error}>
      {(tied) => (
        <select {...rest} {...tied} className={css["input"]}>
          {children}
        </select>
      )}
    </Frame>
  );
}

export function CheckField({
  label,
  hint,
  error,
  ...rest
}: Around & Omit<ComponentProps<"input">, "type">) {
  return (
    <div>
      <label className={css["check"]}>
        <input type="checkbox" aria-invalid={error === undefined ? undefined : true} {...rest} />
        <span>{label}</span>
      </label>
      {hint !== undefined && <p className={css["hint"]}>{hint}</p>}
      {error !== undefined && <Wrong>{error}</Wrong>}
    </div>
  );
}
