/**
 * Goods that were found, with the ways to sort and filter them and a button for more. What is chosen
 * stands in the address, so that it can be sent to somebody and come back to; pages of goods are asked for
 * one by one and kept apart, so that more of them asks for nothing again.
 */
import { useQueries } from "@tanstack/react-query";
import { useEffect, useRef, type ReactNode } from "react";
import { countText } from "../amounts.ts";
import { findQuery, PAGE_COUNT, type FoundPage, type Wanted } from "../api/find.ts";
import { useLang, useWords } from "../lang.ts";
import { COMMON } from "../words/common.ts";
import { FIND } from "../words/find.ts";
import { Button } from "../parts/button.tsx";
import { FindBar } from "./find-bar.tsx";
import css from "./found.module.css";
import { GoodsGrid, GoodsWaiting, type FoundGoods } from "./goods.tsx";
import { Trouble } from "../parts/trouble.tsx";

type FoundProps = {
  readonly wanted: Wanted;
  readonly pages: number;
  /** How many there are, in a sentence. */
  readonly say: (count: string) => string;
  /** What stands here when there are none. */
  readonly empty: ReactNode;
  readonly onChange: (wanted: Wanted, pages: number) => void;
};

/** A page may repeat goods of the one before, when some were added in between. */
function eachOnce(pages: readonly (FoundPage | undefined)[]): readonly FoundGoods[] {
  const goods = pages.flatMap((page) => page?.items ?? []);
  return [...new Map(goods.map((one) => [one.productId, one])).values()];
}

export function Found({ wanted, pages, say, empty, onChange }: FoundProps) {
  const lang = useLang();
  const results = useQueries({
    queries: Array.from({ length: pages }, (_, page) => findQuery(wanted, page)),
  });
  const [first] = results;
  const count = first?.data?.totalItems;
  const isNarrowed = wanted.isInStock || wanted.kept.length > 0;
  return (
    <div className={css["found"]}>
      {(count !== 0 || isNarrowed) && (
        <FindBar wanted={wanted} onChange={(now) => onChange(now, 1)} />
      )}
      <p className={css["count"]} role="status">
        {count === undefined || count === 0 ? "" : say(countText(count, lang))}
      </p>
      {count === undefined &&
        (first?.error ? (
          <Trouble error={first.error} onRetry={() => void first.refetch()} />
        ) : (
          <GoodsWaiting />
        ))}
      {count === 0 && empty}
      {count !== undefined && count > 0 && (
        <Pages
          goods={eachOnce(results.map(({ data }) => data))}
          count={count}
          pages={pages}
          isBusy={results.some(({ isFetching, data }) => isFetching && data === undefined)}
          onRetry={
            results.some(({ error, data }) => error !== null && data === undefined)
              ? () => results.forEach((one) => one.data ?? void one.refetch())
              : undefined
          }
          onMore={() => onChange(wanted, pages + 1)}
        />
      )}
    </div>
  );
}

type PagesProps = {
  readonly goods: readonly FoundGoods[];
  readonly count: number;
  readonly pages: number;
  readonly isBusy: boolean;
  readonly onRetry: (() => void) | undefined;
  readonly onMore: () => void;
};

/** Who asked for more goes on at the first of them. */
function useFocusOnNext(shown: number, isBusy: boolean) {
  const grid = useRef<HTMLDivElement>(null);
  const from = useRef<number>(undefined);
  useEffect(() => {
    if (from.current === undefined || isBusy || shown <= from.current) return;
    grid.current?.querySelectorAll<HTMLElement>("li > a")[from.current]?.focus({
      preventScroll: true,
    });
    from.current = undefined;
  }, [shown, isBusy]);
  return { grid, begin: () => void (from.current = shown) };
}

function Pages({ goods, count, pages, isBusy, onRetry, onMore }: PagesProps) {
  const w = useWords(FIND);
  const common = useWords(COMMON);
  const lang = useLang();
  const { grid, begin } = useFocusOnNext(goods.length, isBusy);
  const isMore = pages * PAGE_COUNT < count;
  return (
    <>
      <div ref={grid}>
        <GoodsGrid goods={goods} />
      </div>
      {(isMore || isBusy || onRetry !== undefined) && (
        <div className={css["more"]}>
          {onRetry === undefined ? (
            <p role="status">
              {w.shownCount(countText(goods.length, lang), countText(count, lang))}
            </p>
          ) : (
            <p role="alert">{w.moreFailed}</p>
          )}
          {onRetry === undefined ? (
            <Button
              look="second"
              isBusy={isBusy}
              onClick={() => {
                begin();
                onMore();
              }}
            >
              {w.moreGoods}
            </Button>
          ) : (
            <Button look="second" onClick={onRetry}>
              {common.retry}
            </Button>
          )}
        </div>
      )}
    </>
  );
}
