/** Buttons, and links that look like them. One primary on a page: what most people came for. */
import { createLink } from "@tanstack/react-router";
import type { ComponentProps, ReactNode } from "react";
import css from "./button.module.css";

type Look = {
  readonly look?: "primary" | "second" | "quiet" | "danger" | undefined;
  readonly isWide?: boolean | undefined;
};

function lookOf({ look = "primary", isWide = false }: Look): string {
  return [css["button"], css[look], isWide ? css["wide"] : ""].join(" ");
}

type ButtonProps = Omit<ComponentProps<"button">, "className"> &
  Look & {
    /** Something is under way: it cannot be pressed again, and says so. */
    readonly isBusy?: boolean;
    readonly children: ReactNode;
  };

export function Button({ look, isWide, isBusy = false, disabled, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={lookOf({ look, isWide })}
      disabled={disabled === true || isBusy}
      aria-busy={isBusy || undefined}
    >
      {isBusy && <span className={css["spinner"]} aria-hidden="true" />}
      {children}
    </button>
  );
}

const Anchor = ({ look, isWide, ...rest }: ComponentProps<"a"> & Look) => (
  <a {...rest} className={lookOf({ look, isWide })} />
);

/** A link to another page that looks like a button. */
export const ButtonLink = createLink(Anchor);
