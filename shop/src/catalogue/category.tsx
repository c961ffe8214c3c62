/** The goods of one category. */
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { categoryQuery } from "../api/catalogue.ts";
import { readAddress, writeAddress, type Wanted } from "../api/find.ts";
import { useWords } from "../lang.ts";
import { Button, ButtonLink } from "../parts/button.tsx";
import { Found } from "./found.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { GoodsWaiting } from "./goods.tsx";
import { Page } from "../parts/page.tsx";
import { RichText } from "./rich-text.tsx";
import { Empty } from "../parts/trouble.tsx";
import { categoryRoute } from "../routes.tsx";
import { COMMON } from "../words/common.ts";
import { FIND } from "../words/find.ts";
import css from "./category.module.css";

export function CategoryPage() {
  const common = useWords(COMMON);
  const { slug } = categoryRoute.useParams();
  const category = useQuery(categoryQuery(slug));
  if (category.data === null) return <Missing />;
  return (
    <Page title={category.data?.name ?? common.categories} up="/categories" isWide>
      <Loaded query={category} waiting={<GoodsWaiting />}>
        {(found) => (
          <>
            {found!.description !== "" && (
              <div className={css["description"]}>
                <RichText html={found!.description} />
              </div>
            )}
            {found!.children !== null && found!.children.length > 0 && (
              <ul className={css["within"]}>
                {found!.children.map((one) => (
                  <li key={one.id}>
                    <Link to="/c/$slug" params={{ slug: one.slug }} search={{}}>
                      {one.name}
                    </Link>
                  </li>
                ))}
              </ul>
            )}
            <Goods key={slug} slug={slug} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Missing() {
  const w = useWords(FIND);
  return (
    <Page title={w.missing} up="/categories">
      <Empty title={w.missingTitle} text={w.emptyCategoryText}>
        <ButtonLink to="/categories">{w.allCategories}</ButtonLink>
      </Empty>
    </Page>
  );
}

function Goods({ slug }: { readonly slug: string }) {
  const w = useWords(FIND);
  const navigate = useNavigate();
  const { wanted, pages } = readAddress(categoryRoute.useSearch());
  const show = (now: Wanted, nowPages: number): void => {
    void navigate({
      to: "/c/$slug",
      params: { slug },
      search: writeAddress(now, nowPages),
      replace: true,
      resetScroll: false,
    });
  };
  const isNarrowed = wanted.isInStock || wanted.kept.length > 0;
  return (
    <Found
      wanted={{ slug, ...wanted }}
      pages={pages}
      say={w.goodsCount}
      onChange={show}
      empty={
        isNarrowed ? (
          <Empty title={w.emptyFiltered} text={w.emptyFilteredText}>
            <Button
              look="second"
              onClick={() => show({ ...wanted, kept: [], isInStock: false }, 1)}
            >
              {w.clearFilters}
            </Button>
          </Empty>
        ) : (
          <Empty title={w.emptyCategory} text={w.emptyCategoryText}>
            <ButtonLink to="/categories">{w.allCategories}</ButtonLink>
          </Empty>
        )
      }
    />
  );
}
