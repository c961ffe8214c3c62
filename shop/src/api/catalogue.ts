/**
 * The catalogue: categories, what a search finds, goods. The same for everybody, and kept for when there
 * is no network; but what a purchase would grant is asked afresh, because it follows today's NAV.
 */
import { queryOptions } from "@tanstack/react-query";
import { ask, askCatalogue } from "./ask.ts";
import { PRODUCT_QUERY } from "./first-queries.ts";
import { graphql, type ResultOf } from "./graphql.ts";

const CATEGORIES_KEPT_MILLISECONDS = 5 * 60_000;

const CATEGORIES = graphql(`
  query Categories {
    collections(options: { take: 100, sort: { position: ASC } }) {
      items {
        id
        slug
        name
        parentId
        featuredAsset {
          preview
        }
      }
    }
    search(input: { groupByProduct: true, take: 1 }) {
      collections {
        count
        collection {
          id
        }
      }
    }
  }
`);

export type Category = ResultOf<typeof CATEGORIES>["collections"]["items"][number] & {
  /** How many goods stand in it. */
  readonly goodsCount: number;
};

/** All categories, each with the number of its goods. */
export const categoriesQuery = queryOptions({
  queryKey: ["categories"],
  staleTime: CATEGORIES_KEPT_MILLISECONDS,
  queryFn: async (): Promise<readonly Category[]> => {
    const { collections, search } = await askCatalogue(CATEGORIES);
    const counts = new Map(
      search.collections.map(({ collection, count }) => [collection.id, count]),
    );
    return collections.items.map((one) => ({ ...one, goodsCount: counts.get(one.id) ?? 0 }));
  },
});

const CATEGORY = graphql(`
  query Category($slug: String!) {
    collection(slug: $slug) {
      id
      slug
      name
      description
      children {
        id
        slug
        name
      }
    }
  }
`);

/** One category; null where there is none by that name. */
export const categoryQuery = (slug: string) =>
  queryOptions({
    queryKey: ["category", slug],
    staleTime: CATEGORIES_KEPT_MILLISECONDS,
    queryFn: async () => (await askCatalogue(CATEGORY, { slug })).collection,
  });

/** What a search tells of goods: their name, their picture, their price. */
export const FOUND_GOODS = graphql(`
  fragment FoundGoods on SearchResult {
    productId
    slug
    productName
    productAsset {
      preview
    }
    priceWithTax {
      __typename
      ... on PriceRange {
        min
        max
      }
      ... on SinglePrice {
        value
      }
    }
  }
`);

const SUGGESTIONS = graphql(
  `
    query Suggestions($term: String!) {
      search(input: { term: $term, groupByProduct: true, take: 6 }) {
        items {
          ...FoundGoods
        }
      }
    }
  `,
  [FOUND_GOODS],
);

export type Suggestion = ResultOf<typeof SUGGESTIONS>["search"]["items"][number];

/** The first goods that a search would find. */
export const suggestionsQuery = (term: string) =>
  queryOptions({
    queryKey: ["suggestions", term],
    enabled: term !== "",
    queryFn: async ({ signal }): Promise<readonly Suggestion[]> =>
      (await askCatalogue(SUGGESTIONS, { term }, signal)).search.items,
  });

const PRODUCT = graphql(PRODUCT_QUERY);

export type Product = NonNullable<ResultOf<typeof PRODUCT>["product"]>;
export type Variant = Product["variants"][number];

/** Goods by their name in the address; null where there are none. */
export const productQuery = (slug: string) =>
  queryOptions({
    queryKey: ["product", slug],
    queryFn: async () => (await askCatalogue(PRODUCT, { slug })).product,
  });

const GRANTS = graphql(`
  query Grants($slug: String!, $quantity: Int!) {
    product(slug: $slug) {
      variants {
        id
        grantQuote(quantity: $quantity) {
          paid
          shares
          value
          payout
          quota
          returnDays
        }
      }
    }
  }
`);

type Grant = NonNullable<
  NonNullable<ResultOf<typeof GRANTS>["product"]>["variants"][number]["grantQuote"]
>;

/** What so many pieces of each variant would grant, by the variant's id. */
type Grants = {
  readonly quantity: number;
  readonly ofVariants: ReadonlyMap<string, Grant | null>;
};

export const grantsQuery = (slug: string, quantity: number) =>
  queryOptions({
    queryKey: ["product", slug, "grants", quantity],
    queryFn: async (): Promise<Grants> => {
      const { product } = await ask(GRANTS, { slug, quantity });
      const quoted = product?.variants.map(({ id, grantQuote }) => [id, grantQuote] as const);
      return { quantity, ofVariants: new Map(quoted) };
    },
  });
