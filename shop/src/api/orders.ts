/** Orders that were placed, and their goods' way back. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { accepted, ask, AskError, REFUSAL } from "./ask.ts";
import { cartQuery } from "./cart.ts";
import { language, wordsIn } from "../lang.ts";
import { ORDER as ORDER_WORDS } from "../words/orders.ts";
import { graphql, type ResultOf } from "./graphql.ts";
import { ORDER_FIGURES, ORDER_GOODS } from "./order-fragments.ts";
import { meQuery } from "./session.ts";

const ORDERS = graphql(`
  query Orders($options: OrderListOptions!) {
    activeCustomer {
      id
      orders(options: $options) {
        totalItems
        items {
          id
          code
          state
          orderPlacedAt
          totalQuantity
          totalWithTax
          lines {
            id
            quantity
            orderPlacedQuantity
            featuredAsset {
              preview
            }
            productVariant {
              id
              name
            }
          }
        }
      }
    }
  }
`);

const ORDER = graphql(
  `
    query Order($code: String!) {
      orderByCode(code: $code) {
        ...OrderFigures
        orderPlacedAt
        customer {
          id
          emailAddress
        }
        fulfillments {
          id
          state
          trackingCode
          lines {
            orderLineId
            quantity
          }
        }
        lines {
          ...OrderGoods
          orderPlacedQuantity
        }
        patronage {
          state
          paidAt
          deliveredAt
          dueAt
          completedAt
          grantedShares
          grantedQuota
          lines {
            line
            quantity
            returnedQuantity
            returnable
            money
            shares
          }
          returns {
            askedAt
            doneAt
            money
            shares
            withheld
            givenBack
            missing
            state
            lines {
              line
              quantity
            }
          }
          returnRequests {
            id
            state
            withheld
            pay
            shares
            requestedAt
            answer
            lines {
              line
              quantity
            }
          }
        }
      }
    }
  `,
  [ORDER_FIGURES, ORDER_GOODS],
);

const RETURN_QUOTE = graphql(`
  query ReturnQuote($code: String!, $lines: [ReturnedLine!]!) {
    returnQuote(orderCode: $code, lines: $lines) {
      money
      shares
      withheld
      givenBack
      missing
      pay
      isMature
    }
  }
`);

const REQUEST_RETURN = graphql(`
  mutation RequestReturn(
    $code: String!
    $lines: [ReturnedLine!]!
    $reason: String!
    $shownWithheld: String!
  ) {
    requestReturn(orderCode: $code, lines: $lines, reason: $reason, shownWithheld: $shownWithheld) {
      id
    }
  }
`);

const CANCEL_REQUEST = graphql(`
  mutation CancelReturnRequest($id: Int!) {
    cancelReturnRequest(id: $id)
  }
`);

const BUY_AGAIN = graphql(
  `
    mutation BuyAgain($inputs: [AddItemInput!]!) {
      addItemsToOrder(inputs: $inputs) {
        order {
          id
        }
        errorResults {
          ...Refusal
        }
      }
    }
  `,
  [REFUSAL],
);

type OrderList = NonNullable<ResultOf<typeof ORDERS>["activeCustomer"]>["orders"];
export type ListedOrder = OrderList["items"][number];
export type PlacedOrder = NonNullable<ResultOf<typeof ORDER>["orderByCode"]>;
export type PlacedLine = PlacedOrder["lines"][number];
export type OrderPatronage = NonNullable<PlacedOrder["patronage"]>;
export type OrderReturn = OrderPatronage["returns"][number];
export type ReturnRequest = OrderPatronage["returnRequests"][number];
export type ReturnQuote = ResultOf<typeof RETURN_QUOTE>["returnQuote"];
export type ReturnedLine = { readonly orderLineId: string; readonly quantity: number };

/** Whether nothing of it was sent yet. */
export const isUnsent = ({ state }: PlacedOrder): boolean => state === "PaymentSettled";

/** Which orders are listed, by their states. */
export const SHOWN = {
  all: undefined,
  sending: ["PaymentAuthorized", "PaymentSettled", "PartiallyShipped"],
  coming: ["Shipped", "PartiallyShipped", "PartiallyDelivered"],
  done: ["Delivered"],
  cancelled: ["Cancelled"],
} as const satisfies { readonly [name: string]: readonly string[] | undefined };
export type Shown = keyof typeof SHOWN;

const PAGE = 10;

/** The shopper's orders, the newest first, page by page. */
export const ordersQuery = (shown: Shown) =>
  infiniteQueryOptions({
    queryKey: ["orders", shown],
    queryFn: async ({ pageParam }): Promise<OrderList> => {
      const states = SHOWN[shown];
      const { activeCustomer } = await ask(ORDERS, {
        options: {
          ...{ take: PAGE, skip: pageParam, sort: { orderPlacedAt: "DESC" } },
          filter: {
            active: { eq: false },
            ...(states === undefined ? {} : { state: { in: [...states] } }),
          },
        },
      });
      if (activeCustomer === null) throw new AskError("signed_out", "Nobody is logged in.");
      return activeCustomer.orders;
    },
    initialPageParam: 0,
    getNextPageParam: ({ totalItems }, pages) => {
      const count = pages.reduce((sum, { items }) => sum + items.length, 0);
      return count < totalItems ? count : undefined;
    },
  });

/** An order by its code: the shopper's own, or a visitor's until two hours after it was placed. */
export const orderQuery = (code: string) =>
  queryOptions({
    queryKey: ["orders", "one", code],
    queryFn: async ({ client }): Promise<PlacedOrder> => {
      const { orderByCode } = await ask(ORDER, { code }).catch(async (error: unknown) => {
        const isHidden = error instanceof AskError && error.trouble === "signed_out";
        // The mall tells nobody whether there is an order that is not theirs; logging in helps only visitors.
        if (!isHidden || (await client.query(meQuery)) === null) throw error;
        return { orderByCode: null };
      });
      if (orderByCode !== null) return orderByCode;
      throw new AskError("refused", wordsIn(ORDER_WORDS, language()).unknown, "ORDER_UNKNOWN");
    },
  });

/** How far an order's payment is: still at the till, back in the cart, or placed. */
export type Progress =
  { readonly kind: "till" | "cart" } | { readonly kind: "placed"; readonly order: PlacedOrder };

/** Asks first for the cart: a visitor may see an order by its code only once it was placed. */
export const progressQuery = (code: string) =>
  queryOptions({
    queryKey: ["orders", "progress", code],
    queryFn: async ({ client }): Promise<Progress> => {
      const cart = await client.query({ ...cartQuery, staleTime: 0 });
      if (cart?.code === code) {
        return { kind: cart.state === "ArrangingPayment" ? "till" : "cart" };
      }
      return { kind: "placed", order: await client.query({ ...orderQuery(code), staleTime: 0 }) };
    },
    gcTime: 0,
  });

/** What taking goods back would come to now. */
export const returnQuoteQuery = (code: string, lines: readonly ReturnedLine[]) =>
  queryOptions({
    queryKey: ["orders", "return-quote", code, lines],
    queryFn: async (): Promise<ReturnQuote> =>
      (await ask(RETURN_QUOTE, { code, lines: [...lines] })).returnQuote,
    enabled: lines.length > 0,
    staleTime: 0,
  });

/** Asks the shop to take goods back; no more is withheld than was shown. */
export async function requestReturn(given: {
  readonly code: string;
  readonly lines: readonly ReturnedLine[];
  readonly reason: string;
  readonly shownWithheld: string;
}): Promise<void> {
  await ask(REQUEST_RETURN, { ...given, lines: [...given.lines] });
}

export async function cancelRequest(id: number): Promise<void> {
  await ask(CANCEL_REQUEST, { id });
}

/** Puts an order's goods into the cart again; answers how many of them were not to be had. */
export async function buyAgain(lines: readonly PlacedLine[]): Promise<number> {
  const inputs = lines.map(({ productVariant, quantity, orderPlacedQuantity }) => ({
    productVariantId: productVariant.id,
    quantity: Math.max(quantity, orderPlacedQuantity, 1),
  }));
  const { errorResults } = (await ask(BUY_AGAIN, { inputs })).addItemsToOrder;
  const [error] = errorResults;
  if (error !== undefined && errorResults.length === inputs.length) accepted(error);
  return errorResults.length;
}
