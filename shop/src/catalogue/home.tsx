/** The home page: what the mall is in a sentence, how its books stand, its categories, its goods. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowRight } from "lucide-react";
import { askCatalogue } from "../api/ask.ts";
import { HOME_QUERY } from "../api/first-queries.ts";
import { useWords } from "../lang.ts";
import { Glance } from "./glance.tsx";
import { GoodsGrid, GoodsWaiting, type FoundGoods } from "./goods.tsx";
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
        <div className={css["words"]}>
          <h1>{w.heroTitle}</h1>
          <p>{w.heroText}</p>
        </div>
        <Glance />
        <Link to="/programme" className={css["link"]}>
          {w.heroLink}
          <ArrowRight aria-hidden="true" />
        </Link>
      </section>
      <Loaded query={home} waiting={<HomeWaiting />}>
        {({ collections, search }) => (
          <>
            <Categories categories={collections.items} />
            <section className={css["goods"]}>
              <div className={css["head"]}>
                <h2>{w.allGoods}</h2>
                <Link to="/search" search={{ q: "" }}>
                  {w.seeAll}
                </Link>
              </div>
              <GoodsGrid goods={search.items} />
              {search.totalItems > search.items.length && (
                <Link to="/search" search={{ q: "" }} className={css["all"]}>
                  {w.seeAll}
                </Link>
              )}
            </section>
          </>
        )}
      </Loaded>
    </div>
  );
}

function Categories({ categories }: { readonly categories: Home["collections"]["items"] }) {
  const w = useWords(CATALOGUE);
  if (categories.length === 0) return null;
  return (
    <nav aria-label={w.categories}>
      <ul className={css["categories"]}>
        {categories.map(({ id, slug, name, featuredAsset }) => (
          <li key={id}>
            <Link to="/c/$slug" params={{ slug }} search={{}} className={css["category"]}>
              <Picture
                preview={featuredAsset?.preview}
                alt=""
                sizes="(min-width: 900px) 205px, 128px"
                shape="wide"
                isFirst
              />
              <span>{name}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function HomeWaiting() {
  return (
    <div className={css["waiting"]}>
      <div className={css["strip"]} />
      <div className={css["goods"]}>
        <div className={css["head"]} />
        <GoodsWaiting />
      </div>
    </div>
  );
}
