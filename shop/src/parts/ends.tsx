/** Two things at the ends of a line, below each other where it is too short for both. */
import type { ReactNode } from "react";
import css from "./ends.module.css";

export const Ends = ({ children }: { readonly children: ReactNode }) => (
  <div className={css["ends"]}>{children}</div>
);
