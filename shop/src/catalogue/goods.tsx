/** Goods in a grid. */
import { Link } from "@tanstack/react-router";
import { useWords } from "../lang.ts";
import { CATALOGUE } from "../words/catalogue.ts";
import { Price } from "../parts/figures.tsx";
import css from "./goods.module.css";
import { Picture } from "../parts/picture.tsx";

/** Goods as a search finds them. */
export type FoundGoods = {
  readonly productId: string;
  readonly slug: string;
  readonly productName: string;
  readonly inStock: boolean | null;
  readonly productAsset: { readonly preview: string } | null;
  readonly priceWithTax:
    | { readonly __typename: "PriceRange"; readonly min: number; readonly max: number }
    | { readonly __typename: "SinglePrice"; readonly value: number };
};

const SIZES = "(min-width: 1120px) 200px, (min-width: 640px) 25vw, 50vw";
const FIRST_COUNT = 4;

export function GoodsGrid({ goods }: { readonly goods: readonly FoundGoods[] }) {
  return (
    <ul className={css["grid"]}>
      {goods.map((one, index) => (
        <li key={one.productId}>
          <GoodsCard goods={one} isFirst={index < FIRST_COUNT} />
        </li>
      ))}
    </ul>
  );
}

function GoodsCard({ goods, isFirst }: { readonly goods: FoundGoods; readonly isFirst: boolean }) {
  const w = useWords(CATALOGUE);
  const { slug, productName, productAsset, priceWithTax: price, inStock } = goods;
  const [least, most] =
    price.__typename === "PriceRange" ? [price.min, price.max] : [price.value, undefined];
  return (
    <Link to="/p/$slug" params={{ slug }} className={css["card"]}>
      <Picture preview={productAsset?.preview} alt="" sizes={SIZES} isFirst={isFirst} />
      <span className={css["text"]}>
        <span className={css["name"]}>{productName}</span>
        <span className={css["foot"]}>
          <Price minor={least} most={most} />
          {inStock === false && <span className={css["out"]}>{w.soldOut}</span>}
        </span>
      </span>
    </Link>
  );
}

/** The shape of a grid on its way. */
export function GoodsWaiting({ count = 8 }: { readonly count?: number }) {
  return (
    <div className={css["grid"]} aria-hidden="true">
      {Array.from({ length: count }, (_, index) => (
        <div key={index} className={css["waiting"]} />
      ))}
    </div>
  );
}
