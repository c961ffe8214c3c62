/** Finding goods: a page of them at a time, sorted and filtered as the address says. */
import { queryOptions } from "@tanstack/react-query";
import { askCatalogue } from "./ask.ts";
import { FOUND_GOODS } from "./catalogue.ts";
import { graphql, type ResultOf, type VariablesOf } from "./graphql.ts";

export const SORTS = ["fit", "cheap", "dear", "name"] as const;
/** fit: as the mall arranges them, or what fits a search best. */
export type Sort = (typeof SORTS)[number];

/** A value of a facet that goods must have: of one facet any of them, of several facets one of each. */
export type Kept = { readonly facet: string; readonly value: string };

export type Wanted = {
  readonly term?: string;
  /** The category's name in the address. */
  readonly slug?: string;
  readonly sort: Sort;
  readonly kept: readonly Kept[];
  readonly isInStock: boolean;
};

export const PAGE_COUNT = 24;

const FIND = graphql(
  `
    query Find($input: SearchInput!) {
      search(input: $input) {
        totalItems
        items {
          ...FoundGoods
          inStock
        }
        facetValues {
          count
          facetValue {
            id
            name
            facet {
              id
              name
            }
          }
        }
      }
    }
  `,
  [FOUND_GOODS],
);

type Input = VariablesOf<typeof FIND>["input"];
export type FoundPage = ResultOf<typeof FIND>["search"];

const ORDERS: { readonly [S in Sort]: Input["sort"] } = {
  fit: undefined,
  cheap: { price: "ASC" },
  dear: { price: "DESC" },
  name: { name: "ASC" },
};

function inputOf({ term, slug, sort, kept, isInStock }: Wanted, page: number): Input {
  const facets = [...new Set(kept.map(({ facet }) => facet))];
  const sorting = ORDERS[sort];
  return {
    groupByProduct: true,
    take: PAGE_COUNT,
    skip: page * PAGE_COUNT,
    ...(term === undefined ? {} : { term }),
    ...(slug === undefined ? {} : { collectionSlug: slug }),
    ...(sorting === undefined ? {} : { sort: sorting }),
    ...(isInStock ? { inStock: true } : {}),
    facetValueFilters: facets.map((facet) => ({
      or: kept.filter((one) => one.facet === facet).map(({ value }) => value),
    })),
  };
}

/** One page of what is wanted, counted from 0. */
export const findQuery = (wanted: Wanted, page: number) =>
  queryOptions({
    queryKey: ["find", wanted, page],
    queryFn: async ({ signal }): Promise<FoundPage> =>
      (await askCatalogue(FIND, { input: inputOf(wanted, page) }, signal)).search,
  });

/** How what is wanted stands in the address. */
type FindAddress = {
  readonly sort?: string;
  /** Facets and their values: "1.3,2.7". */
  readonly with?: string;
  readonly stock?: string;
  readonly pages?: string;
};

const PAGES_MOST = 40;

export function readAddress(address: FindAddress): {
  readonly wanted: Pick<Wanted, "sort" | "kept" | "isInStock">;
  readonly pages: number;
} {
  const sort = SORTS.find((one) => one === address.sort) ?? "fit";
  const kept = (address.with ?? "").split(",").flatMap((text) => {
    const found = /^(\d+)\.(\d+)$/.exec(text);
    return found === null ? [] : [{ facet: found[1]!, value: found[2]! }];
  });
  const pages = /^\d{1,3}$/.test(address.pages ?? "") ? Number(address.pages) : 1;
  return {
    wanted: { sort, kept, isInStock: address.stock === "1" },
    pages: Math.max(1, Math.min(PAGES_MOST, pages)),
  };
}

/** What is not said stands for the first page of everything, as the mall arranges it. */
export function writeAddress(
  { sort, kept, isInStock }: Pick<Wanted, "sort" | "kept" | "isInStock">,
  pages: number,
): FindAddress {
  return {
    ...(sort === "fit" ? {} : { sort }),
    ...(kept.length === 0
      ? {}
      : { with: kept.map(({ facet, value }) => `${facet}.${value}`).join(",") }),
    ...(isInStock ? { stock: "1" } : {}),
    ...(pages === 1 ? {} : { pages: String(pages) }),
  };
}
