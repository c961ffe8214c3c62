/** Searching: the box, what was searched for lately, and what was found. */
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { SearchX } from "lucide-react";
import { useEffect, useState } from "react";
import { announce } from "../announce.ts";
import { categoriesQuery } from "../api/catalogue.ts";
import { readAddress, writeAddress, type Wanted } from "../api/find.ts";
import { useWords } from "../lang.ts";
import { Button, ButtonLink } from "../parts/button.tsx";
import { Found } from "./found.tsx";
import { BackButton, useTitle } from "../parts/page.tsx";
import { SearchBox } from "./search-box.tsx";
import { Empty } from "../parts/trouble.tsx";
import { searchRoute } from "../routes.tsx";
import { forgetSearches, keepSearch, recentSearches } from "./searches.ts";
import { COMMON } from "../words/common.ts";
import { FIND } from "../words/find.ts";
import css from "./search.module.css";

export function SearchPage() {
  const w = useWords(FIND);
  const common = useWords(COMMON);
  const navigate = useNavigate();
  const { q } = searchRoute.useSearch();
  const term = q?.trim() ?? "";
  useTitle(term === "" ? common.search : term);
  useEffect(() => keepSearch(term), [term]);
  return (
    <div className={css["page"]}>
      <h1 className="unseen">{term === "" ? common.search : term}</h1>
      <div className={css["head"]}>
        <BackButton up="/" />
        {/* A term from elsewhere, the back button's or a recent one, fills the box anew. */}
        <SearchBox
          key={term}
          term={term}
          isFocused={q === undefined}
          onSearch={(now) => void navigate({ to: "/search", search: { q: now } })}
        />
      </div>
      {q === undefined ? <Before /> : <Results key={term} term={term} />}
      {q === undefined && (
        <p className={css["all"]}>
          <Link to="/search" search={{ q: "" }}>
            {w.allGoods}
          </Link>
        </p>
      )}
    </div>
  );
}

/** Before anything is searched for. */
function Before() {
  const w = useWords(FIND);
  const [recent, setRecent] = useState(recentSearches);
  const { data: categories = [] } = useQuery(categoriesQuery);
  const clear = (): void => {
    forgetSearches();
    setRecent([]);
    // The button that was pressed goes with what it cleared.
    document.getElementById("page")?.focus({ preventScroll: true });
    announce({ text: w.recentCleared });
  };
  return (
    <>
      {recent.length > 0 && (
        <section className={css["part"]}>
          <div className={css["partHead"]}>
            <h2>{w.recent}</h2>
            <Button look="quiet" onClick={clear}>
              {w.clearRecent}
            </Button>
          </div>
          <ul className={css["chips"]}>
            {recent.map((one) => (
              <li key={one}>
                <Link to="/search" search={{ q: one }} className={css["chip"]}>
                  {one}
                </Link>
              </li>
            ))}
          </ul>
          <p className={css["hint"]}>{w.recentKept}</p>
        </section>
      )}
      {categories.length > 0 && (
        <section className={css["part"]}>
          <div className={css["partHead"]}>
            <h2>{w.allCategories}</h2>
          </div>
          <ul className={css["chips"]}>
            {categories.map(({ id, slug, name }) => (
              <li key={id}>
                <Link to="/c/$slug" params={{ slug }} search={{}} className={css["chip"]}>
                  {name}
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Results({ term }: { readonly term: string }) {
  const w = useWords(FIND);
  const navigate = useNavigate();
  const { wanted, pages } = readAddress(searchRoute.useSearch());
  const show = (now: Wanted, nowPages: number): void => {
    void navigate({
      to: "/search",
      search: { q: term, ...writeAddress(now, nowPages) },
      replace: true,
      resetScroll: false,
    });
  };
  const isNarrowed = wanted.isInStock || wanted.kept.length > 0;
  return (
    <Found
      wanted={{ ...(term === "" ? {} : { term }), ...wanted }}
      pages={pages}
      say={term === "" ? w.goodsCount : (count) => w.foundCount(term, count)}
      onChange={show}
      empty={
        <Empty
          icon={<SearchX />}
          title={isNarrowed || term === "" ? w.emptyFiltered : w.nothingFound(term)}
          text={isNarrowed ? w.emptyFilteredText : w.nothingFoundText}
        >
          {isNarrowed ? (
            <Button
              look="second"
              onClick={() => show({ ...wanted, kept: [], isInStock: false }, 1)}
            >
              {w.clearFilters}
            </Button>
          ) : (
            <ButtonLink to="/categories">{w.allCategories}</ButtonLink>
          )}
          {term !== "" && (
            <ButtonLink to="/search" search={{ q: "" }} look="second">
              {w.allGoods}
            </ButtonLink>
          )}
        </Empty>
      }
    />
  );
}
