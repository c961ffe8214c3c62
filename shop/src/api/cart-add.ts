/**
 * Putting goods into the cart. The mall adds what is there: when fewer pieces are left than somebody asks
 * for, it adds those and says so, and that is told as what happened, not as a failure.
 */
import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { accepted, ask, AskError, REFUSAL } from "./ask.ts";
import { useDeed } from "../deed.ts";
import { cartCountQuery } from "./cart-count.ts";
import { graphql } from "./graphql.ts";

const ADD = graphql(
  `
    mutation AddToCart($variantId: ID!, $quantity: Int!) {
      addItemToOrder(productVariantId: $variantId, quantity: $quantity) {
        __typename
        ... on Order {
          id
          totalQuantity
        }
        ... on InsufficientStockError {
          quantityAvailable
          order {
            id
            totalQuantity
          }
        }
        ...Refusal
      }
    }
  `,
  [REFUSAL],
);

export type Added = {
  /** Pieces that came into the cart: what was asked for, or what was left of it. */
  readonly addedCount: number;
  /** Pieces of everything that are in the cart now. */
  readonly cartCount: number;
};

/** The code of what never left this device. */
export const NOT_SENT = "not_sent";

/**
 * Adds pieces of a variant to the cart. It is not harmless twice: each time adds again. So trouble without
 * an answer is told apart from what was never sent.
 */
export async function addToCart(variantId: string, quantity: number): Promise<Added> {
  if (!navigator.onLine) throw new AskError("offline", "There is no network.", NOT_SENT);
  const { addItemToOrder: result } = await ask(ADD, { variantId, quantity });
  if (result.__typename === "InsufficientStockError") {
    return { addedCount: result.quantityAvailable, cartCount: result.order.totalQuantity };
  }
  const { totalQuantity } = accepted(result) as { readonly totalQuantity: number };
  return { addedCount: quantity, cartCount: totalQuantity };
}

export type Adding = { readonly variantId: string; readonly quantity: number };

/** The badge counts along at once; then what the mall says counts. */
export function useAddToCart() {
  const client: QueryClient = useQueryClient();
  const key = cartCountQuery.queryKey;
  return useDeed({
    mutationFn: ({ variantId, quantity }: Adding) => addToCart(variantId, quantity),
    onMutate: async ({ quantity }) => {
      await client.cancelQueries({ queryKey: key });
      const before = client.getQueryData(key);
      client.setQueryData(key, (count) => (count === undefined ? undefined : count + quantity));
      return { before };
    },
    onError: (_error, _adding, kept) => client.setQueryData(key, kept?.before),
    onSuccess: ({ cartCount }) => client.setQueryData(key, cartCount),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ["cart"] });
    },
  });
}
