/** The cart: the active order as the cart and the till show it, and what changes it. */
import { queryOptions, useMutation, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { accepted, ask, AskError, REFUSAL } from "./ask.ts";
import { cartCountQuery } from "./cart-count.ts";
import { useDeed } from "../deed.ts";
import { graphql, type ResultOf } from "./graphql.ts";
import { ORDER_FIGURES, ORDER_GOODS } from "./order-fragments.ts";

export const CART_ORDER = graphql(
  `
    fragment CartOrder on Order {
      __typename
      ...OrderFigures
      sharesMost
      customer {
        id
        emailAddress
      }
      lines {
        ...OrderGoods
        unitPriceWithTax
        discountedLinePriceWithTax
        unitPriceWithTaxChangeSinceAdded
        productVariant {
          stockLevel
          product {
            enabled
          }
        }
      }
    }
  `,
  [ORDER_FIGURES, ORDER_GOODS],
);

export type CartOrder = ResultOf<typeof CART_ORDER>;
export type CartLine = CartOrder["lines"][number];

const CART = graphql(
  `
    query Cart {
      activeOrder {
        ...CartOrder
      }
    }
  `,
  [CART_ORDER],
);

const ADJUST = graphql(
  `
    mutation AdjustLine($line: ID!, $quantity: Int!) {
      adjustOrderLine(orderLineId: $line, quantity: $quantity) {
        ...CartOrder
        ...Refusal
        ... on InsufficientStockError {
          quantityAvailable
        }
      }
    }
  `,
  [CART_ORDER, REFUSAL],
);

const REMOVE = graphql(
  `
    mutation RemoveLine($line: ID!) {
      removeOrderLine(orderLineId: $line) {
        ...CartOrder
        ...Refusal
      }
    }
  `,
  [CART_ORDER, REFUSAL],
);

const PUT_BACK = graphql(
  `
    mutation PutBack($variant: ID!, $quantity: Int!) {
      addItemToOrder(productVariantId: $variant, quantity: $quantity) {
        ...CartOrder
        ...Refusal
        ... on InsufficientStockError {
          quantityAvailable
        }
      }
    }
  `,
  [CART_ORDER, REFUSAL],
);

const APPLY_COUPON = graphql(
  `
    mutation ApplyCoupon($code: String!) {
      applyCouponCode(couponCode: $code) {
        ...CartOrder
        ...Refusal
      }
    }
  `,
  [CART_ORDER, REFUSAL],
);

const REMOVE_COUPON = graphql(
  `
    mutation RemoveCoupon($code: String!) {
      removeCouponCode(couponCode: $code) {
        ...CartOrder
      }
    }
  `,
  [CART_ORDER],
);

const TRANSITION = graphql(
  `
    mutation MoveCart($state: String!) {
      transitionOrderToState(state: $state) {
        ...CartOrder
        ... on OrderStateTransitionError {
          errorCode
          message
          transitionError
        }
      }
    }
  `,
  [CART_ORDER],
);

export const cartQuery = queryOptions({
  queryKey: ["cart", "order"],
  queryFn: async (): Promise<CartOrder | null> => (await ask(CART)).activeOrder,
});

/** Keeps the cart as the mall has just told it, wherever it is shown. */
export function keepCart(client: QueryClient, order: CartOrder | null): void {
  client.setQueryData(cartQuery.queryKey, order);
  client.setQueryData(cartCountQuery.queryKey, order?.totalQuantity ?? 0);
}

/** How the order can be sent and paid is known by this; it follows what is in the cart. */
export const WAYS_KEY: readonly string[] = ["cart", "ways"];

type Change<Given> = (given: Given) => Promise<CartOrder | null>;

const changeOf = <Given>(client: QueryClient, change: Change<Given>) => ({
  mutationKey: CART_CHANGE,
  scope: { id: "cart" },
  mutationFn: change,
  onSuccess: (order: CartOrder | null) => {
    keepCart(client, order);
    void client.invalidateQueries({ queryKey: WAYS_KEY });
  },
  // What the cart is now was perhaps changed nevertheless.
  onError: () => void client.invalidateQueries({ queryKey: ["cart"] }),
});

/** A change of the cart, after those before it; it is shown once the mall has told what it came to. */
export const useCartChange = <Given>(change: Change<Given>) =>
  useDeed(changeOf(useQueryClient(), change));

/** The same, where each of several presses in a row counts. */
export const useCartChanges = <Given>(change: Change<Given>) =>
  useMutation(changeOf(useQueryClient(), change));

/** What every change of the cart is known by while it is under way. */
export const CART_CHANGE: readonly string[] = ["cart", "change"];

/** Fewer pieces were there than somebody wanted: the cart has those that were. */
export class FewerError extends Error {
  readonly left: number;
  constructor(left: number) {
    super(`Only ${left} are there.`);
    this.left = left;
  }
}

export async function adjustLine(given: {
  readonly line: string;
  readonly quantity: number;
}): Promise<CartOrder> {
  const told = (await ask(ADJUST, given)).adjustOrderLine;
  if ("quantityAvailable" in told) throw new FewerError(told.quantityAvailable);
  return accepted(told);
}

export const removeLine = async (line: string): Promise<CartOrder> =>
  accepted((await ask(REMOVE, { line })).removeOrderLine);

/** Puts goods back that were removed. Throws a FewerError with how many came back where not all did. */
export async function putBack(given: {
  readonly variant: string;
  readonly quantity: number;
}): Promise<CartOrder> {
  const told = (await ask(PUT_BACK, given)).addItemToOrder;
  if ("quantityAvailable" in told) throw new FewerError(told.quantityAvailable);
  return accepted(told);
}

export const applyCoupon = async (code: string): Promise<CartOrder> =>
  accepted((await ask(APPLY_COUPON, { code })).applyCouponCode);

export const removeCoupon = async (code: string): Promise<CartOrder | null> =>
  (await ask(REMOVE_COUPON, { code })).removeCouponCode;

/** Moves the cart to the till, or back; says why where the mall does not. */
export async function moveCart(state: "ArrangingPayment" | "AddingItems"): Promise<CartOrder> {
  const told = (await ask(TRANSITION, { state })).transitionOrderToState;
  if (told === null) throw new AskError("refused", "", "NO_ACTIVE_ORDER_ERROR");
  if (told.__typename === "Order") return told;
  throw new AskError("refused", told.transitionError, told.errorCode);
}

/** Whether the order waits at the till: nothing of it can be changed until it goes back. */
export const isAtTill = (order: CartOrder): boolean => order.state === "ArrangingPayment";

/** Whether goods can still be had. */
export const isAvailable = ({ productVariant: { stockLevel, product } }: CartLine): boolean =>
  product.enabled && stockLevel !== "OUT_OF_STOCK";
