/** All categories, each with its picture, the number of its goods, and the categories within it. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import { countText } from "../amounts.ts";
import { categoriesQuery, type Category } from "../api/catalogue.ts";
import { useLang, useWords } from "../lang.ts";
import { ButtonLink } from "../parts/button.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Page } from "../parts/page.tsx";
import { Picture } from "../parts/picture.tsx";
import { Empty } from "../parts/trouble.tsx";
import { COMMON } from "../words/common.ts";
import { FIND } from "../words/find.ts";
import css from "./categories.module.css";

const WAITING_COUNT = 6;

export function CategoriesPage() {
  const w = useWords(FIND);
  const common = useWords(COMMON);
  return (
    <Page title={common.categories} isWide>
      <Loaded query={useQuery(categoriesQuery)} waiting={<CategoriesWaiting />}>
        {(categories) =>
          categories.length === 0 ? (
            <Empty title={w.noCategories}>
              <ButtonLink to="/search" search={{ q: "" }}>
                {w.allGoods}
              </ButtonLink>
            </Empty>
          ) : (
            <Categories categories={categories} />
          )
        }
      </Loaded>
    </Page>
  );
}

function Categories({ categories }: { readonly categories: readonly Category[] }) {
  const w = useWords(FIND);
  const ids = new Set(categories.map(({ id }) => id));
  // The engine's own root is not among them.
  const top = categories.filter(({ parentId }) => !ids.has(parentId));
  return (
    <>
      <ul className={css["list"]}>
        {top.map((one) => (
          <li key={one.id} className={css["card"]}>
            <CategoryLink category={one} />
            <Within categories={categories.filter(({ parentId }) => parentId === one.id)} />
          </li>
        ))}
      </ul>
      <p className={css["all"]}>
        <ButtonLink to="/search" search={{ q: "" }} look="second">
          {w.allGoods}
        </ButtonLink>
      </p>
    </>
  );
}

function CategoryLink({ category }: { readonly category: Category }) {
  const w = useWords(FIND);
  const lang = useLang();
  const { slug, name, featuredAsset, goodsCount } = category;
  return (
    <Link to="/c/$slug" params={{ slug }} search={{}} className={css["link"]}>
      <Picture
        preview={featuredAsset?.preview}
        alt=""
        sizes="(min-width: 1000px) 350px, (min-width: 640px) 50vw, 100vw"
        shape="wide"
        isFirst
      />
      <span className={css["text"]}>
        <span className={css["name"]}>{name}</span>
        <span className={css["count"]}>{w.goodsCount(countText(goodsCount, lang))}</span>
        <ChevronRight aria-hidden="true" />
      </span>
    </Link>
  );
}

function Within({ categories }: { readonly categories: readonly Category[] }) {
  if (categories.length === 0) return null;
  return (
    <ul className={css["within"]}>
      {categories.map(({ id, slug, name }) => (
        <li key={id}>
          <Link to="/c/$slug" params={{ slug }} search={{}}>
            {name}
          </Link>
        </li>
      ))}
    </ul>
  );
}

function CategoriesWaiting() {
  return (
    <div className={css["list"]} aria-hidden="true">
      {Array.from({ length: WAITING_COUNT }, (_, index) => (
        <div key={index} className={css["waiting"]} />
      ))}
    </div>
  );
}
