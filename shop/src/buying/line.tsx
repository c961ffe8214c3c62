/** Goods in a cart or an order: a small picture, what it is, and what stands beside it. */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import css from "./line.module.css";
import { Picture } from "../parts/picture.tsx";

type Named = {
  readonly id: string;
  readonly name: string;
  readonly options: readonly { readonly name: string }[];
  readonly product: { readonly slug: string; readonly name: string };
};

export const Lines = ({ children }: { readonly children: ReactNode }) => (
  <ul className={css["lines"]}>{children}</ul>
);

export function Line({
  variant,
  preview,
  isGone = false,
  beside,
  children,
}: {
  readonly variant: Named;
  readonly preview: string | undefined;
  /** No longer to be had. */
  readonly isGone?: boolean;
  /** At the end of the name's line. */
  readonly beside?: ReactNode;
  readonly children?: ReactNode;
}) {
  const options = variant.options.map(({ name }) => name).join(" · ");
  return (
    <li className={isGone ? `${css["line"]} ${css["gone"]}` : css["line"]}>
      <div className={css["picture"]}>
        <Picture preview={preview} alt="" sizes="80px" />
      </div>
      <div className={css["text"]}>
        <div className={css["head"]}>
          <Link
            to="/p/$slug"
            params={{ slug: variant.product.slug }}
            search={{ variant: variant.id }}
            className={css["name"]}
          >
            {variant.product.name}
          </Link>
          {beside}
        </div>
        {options !== "" && <p className={css["options"]}>{options}</p>}
        {children}
      </div>
    </li>
  );
}

/** The foot of a line: what it costs and what is done with it. */
export const LineFoot = ({ children }: { readonly children: ReactNode }) => (
  <div className={css["foot"]}>{children}</div>
);

/** A quiet word below a line's name. */
export const LineNote = ({
  tone = "quiet",
  children,
}: {
  readonly tone?: "quiet" | "bad";
  readonly children: ReactNode;
}) => <p className={css[tone]}>{children}</p>;
