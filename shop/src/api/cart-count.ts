/** How many pieces are in the cart: the little that every page shows of it. */
import { queryOptions } from "@tanstack/react-query";
import { ask } from "./ask.ts";
import { graphql } from "./graphql.ts";

const CART_COUNT = graphql(`
  query CartCount {
    activeOrder {
      totalQuantity
    }
  }
`);

export const cartCountQuery = queryOptions({
  queryKey: ["cart", "count"],
  queryFn: async () => (await ask(CART_COUNT)).activeOrder?.totalQuantity ?? 0,
});
