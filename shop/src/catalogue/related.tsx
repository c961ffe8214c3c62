/** More of the same category. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { findQuery } from "../api/find.ts";
import { useWords } from "../lang.ts";
import { CATALOGUE } from "../words/catalogue.ts";
import { PRODUCT } from "../words/product.ts";
import { GoodsGrid, GoodsWaiting } from "./goods.tsx";
import css from "./related.module.css";

const COUNT_MOST = 10;
const WAITING_COUNT = 5;

type RelatedProps = { readonly slug: string; readonly without: string };

export function Related({ slug, without }: RelatedProps) {
  const w = useWords(PRODUCT);
  const { seeAll } = useWords(CATALOGUE);
  const { data, error } = useQuery(findQuery({ slug, sort: "fit", kept: [], isInStock: false }, 0));
  const goods = data?.items.filter(({ productId }) => productId !== without);
  // Whoever came for the one product is not troubled about the others.
  if (error !== null || goods?.length === 0) return null;
  return (
    <section className={css["related"]}>
      <div className={css["head"]}>
        <h2>{w.related}</h2>
        <Link to="/c/$slug" params={{ slug }} search={{}}>
          {seeAll}
        </Link>
      </div>
      {goods === undefined ? (
        <GoodsWaiting count={WAITING_COUNT} />
      ) : (
        <GoodsGrid goods={goods.slice(0, COUNT_MOST)} />
      )}
    </section>
  );
}
