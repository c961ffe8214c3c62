/** A round button with nothing but an icon; its label says what it does. */
import type { ComponentProps, ReactNode } from "react";
import css from "./icon-button.module.css";

type IconButtonProps = Omit<ComponentProps<"button">, "className" | "aria-label"> & {
  readonly label: string;
  readonly isLarge?: boolean;
  /** plain: the icon alone. shaded: with a ground when it is pointed at. soft: that, and a paler icon. */
  readonly look?: "plain" | "shaded" | "soft";
  readonly children: ReactNode;
};

export function IconButton({ label, isLarge = false, look = "plain", ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={`${css[isLarge ? "large" : "small"]} ${css[look]}`}
      aria-label={label}
    />
  );
}
