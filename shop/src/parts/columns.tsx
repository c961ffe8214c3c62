/** Columns: beside each other where there is room, below each other where there is none. */
import type { ReactNode } from "react";
import css from "./columns.module.css";

type ColumnsProps = {
  /** How wide the two are: as wide as each other, the first wider, or the second as wide as sums need. */
  readonly shape?: "even" | "wideFirst" | "side";
  readonly children: ReactNode;
};

export const Columns = ({ shape = "even", children }: ColumnsProps) => (
  <div className={`${css["columns"]} ${css[shape]}`}>{children}</div>
);

type ColumnProps = {
  /** By which an address leads to this part of its page. */
  readonly id?: string;
  readonly children: ReactNode;
};

export const Column = ({ id, children }: ColumnProps) =>
  id === undefined ? (
    <div className={css["column"]}>{children}</div>
  ) : (
    <section id={id} className={css["column"]}>
      {children}
    </section>
  );

type MainAndSideProps = { readonly main: ReactNode; readonly side: ReactNode };

/** What a page is about, and what it comes to. */
export const MainAndSide = ({ main, side }: MainAndSideProps) => (
  <Columns shape="side">
    <Column>{main}</Column>
    <Column>{side}</Column>
  </Columns>
);
