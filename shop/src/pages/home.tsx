/** The home page: what the mall is in a sentence, its categories, its goods. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowRight } from "lucide-react";
import { askCatalogue } from "../api/ask.ts";
import { HOME_QUERY } from "../api/home-query.ts";
import { useWords } from "../lang.ts";
import { GoodsGrid, GoodsWaiting, type FoundGoods } from "../parts/goods.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { useTitle } from "../parts/page.tsx";
import { Picture } from "../parts/picture.tsx";
import { CATALOGUE } from "../words/catalogue.ts";
import css from "./home.module.css";

type Home = {
  readonly collections: {
    readonly items: readonly {
      readonly id: string;
      readonly slug: string;
      readonly name: string;
      readonly featuredAsset: { readonly preview: string } | null;
    }[];
  };
  readonly search: { readonly totalItems: number; readonly items: readonly FoundGoods[] };
};

export function HomePage() {
  const w = useWords(CATALOGUE);
  useTitle(undefined);
  const home = useQuery({
    queryKey: ["home"],
    queryFn: () => askCatalogue<Home, never>(HOME_QUERY),
  });
  return (
    <div className={css["page"]}>
      <section className={css["hero"]}>
        <h1>{w.heroTitle}</h1>
        <p>{w.heroText}</p>
        <Link to="/programme" className={css["link"]}>
          {w.heroLink}
          <ArrowRight aria-hidden="true" />
        </Link>
      </section>
      <Loaded query={home} waiting={<GoodsWaiting />}>
        {({ collections, search }) => (
          <>
            <ul className={css["categories"]}>
              {collections.items.map(({ id, slug, name, featuredAsset }) => (
                <li key={id}>
                  <Link to="/c/$slug" params={{ slug }} search={{}} className={css["category"]}>
                    <Picture preview={featuredAsset?.preview} alt="" sizes="72px" isFirst />
                    <span>{name}</span>
                  </Link>
                </li>
              ))}
            </ul>
            <section className={css["goods"]}>
              <div className={css["head"]}>
                <h2>{w.allGoods}</h2>
                <Link to="/search" search={{}}>
                  {w.seeAll}
                </Link>
              </div>
              <GoodsGrid goods={search.items} />
            </section>
          </>
        )}
      </Loaded>
    </div>
  );
}
