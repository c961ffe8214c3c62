/** What the plan in force came to in its futures, and what buyers have really got back until now. */
import { queryOptions } from "@tanstack/react-query";
import { askCatalogue } from "./ask.ts";
import { graphql, type ResultOf } from "./graphql.ts";

const OUTLOOK = graphql(`
  query Outlook {
    programme {
      quotaGranted
      quotaPaid
      quotaPaidPercent
      outlook {
        madeAt
        futures
        years
        floor
        usualFloor
        loweredBecause
        categories {
          category
          years {
            years
            middle
            worstTenth
          }
        }
        coverage
        attacks {
          attack
          gotOut
        }
        costOfMargin
        isOfShop
        asked {
          name
          asks
        }
      }
      paidSoFar {
        since
        buyers
        spent
        buyersLeast
        daysLeast
        groups {
          years
          buyers
          middle
          worstTenth
        }
      }
    }
    collections(options: { topLevelOnly: true, take: 100 }) {
      items {
        slug
        name
      }
    }
  }
`);

export type OutlookOfPlan = ResultOf<typeof OUTLOOK>;
export type Outlook = NonNullable<OutlookOfPlan["programme"]["outlook"]>;
export type PaidSoFar = OutlookOfPlan["programme"]["paidSoFar"];

export const outlookQuery = queryOptions({
  queryKey: ["programme", "outlook"],
  queryFn: () => askCatalogue(OUTLOOK),
});

const GOODS_OUTLOOK = graphql(`
  query GoodsOutlook($slug: String!) {
    product(slug: $slug) {
      variants {
        id
        outlook {
          category
          years {
            years
            middle
            worstTenth
          }
        }
      }
    }
  }
`);

type OutlookOfGoods = NonNullable<
  NonNullable<ResultOf<typeof GOODS_OUTLOOK>["product"]>["variants"][number]["outlook"]
>;

/** The same for goods of one product, by the variant's id; null where no future tells it. */
export const goodsOutlookQuery = (slug: string) =>
  queryOptions({
    queryKey: ["product", slug, "outlook"],
    queryFn: async (): Promise<ReadonlyMap<string, OutlookOfGoods | null>> => {
      const { product } = await askCatalogue(GOODS_OUTLOOK, { slug });
      return new Map(product?.variants.map(({ id, outlook }) => [id, outlook] as const));
    },
  });
