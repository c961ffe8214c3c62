/** The till: whose order it is, whither it goes, and how it is paid. */
import { queryOptions } from "@tanstack/react-query";
import { accepted, ask, AskError, REFUSAL } from "./ask.ts";
import { CART_ORDER, WAYS_KEY, type CartOrder } from "./cart.ts";
import { splitName } from "../names.ts";
import { graphql, type ResultOf } from "./graphql.ts";

const WAYS = graphql(`
  query Ways {
    eligibleShippingMethods {
      id
      name
      description
      priceWithTax
    }
    eligiblePaymentMethods {
      code
      name
      description
      isEligible
    }
  }
`);

const TRANSFER = graphql(`
  query Transfer {
    activePaymentMethods {
      code
      description
    }
  }
`);

const MY_ADDRESSES = graphql(`
  query MyAddresses {
    activeCustomer {
      id
      addresses {
        id
        fullName
        phoneNumber
        province
        city
        streetLine1
        streetLine2
        defaultShippingAddress
      }
    }
  }
`);

const SET_CUSTOMER = graphql(
  `
    mutation SetGuest($input: CreateCustomerInput!) {
      setCustomerForOrder(input: $input) {
        __typename
        ...Refusal
      }
    }
  `,
  [REFUSAL],
);

const SET_ADDRESS = graphql(
  `
    mutation SetAddress($input: CreateAddressInput!) {
      setOrderShippingAddress(input: $input) {
        __typename
        ...Refusal
      }
    }
  `,
  [REFUSAL],
);

const SET_SHIPPING = graphql(
  `
    mutation SetShipping($id: ID!) {
      setOrderShippingMethod(shippingMethodId: [$id]) {
        ...CartOrder
        ...Refusal
      }
    }
  `,
  [CART_ORDER, REFUSAL],
);

const ADD_PAYMENT = graphql(
  `
    mutation AddPayment($input: PaymentInput!) {
      addPaymentToOrder(input: $input) {
        ...CartOrder
        ...Refusal
        ... on PaymentDeclinedError {
          paymentErrorMessage
        }
        ... on PaymentFailedError {
          paymentErrorMessage
        }
      }
    }
  `,
  [CART_ORDER, REFUSAL],
);

const BEGIN = graphql(`
  mutation Begin($returnUrl: String!) {
    beginAlipay(returnUrl: $returnUrl) {
      trade
      url
    }
  }
`);

const CREATE_ADDRESS = graphql(`
  mutation CreateAddress($input: CreateAddressInput!) {
    createCustomerAddress(input: $input) {
      id
    }
  }
`);

const UPDATE_ADDRESS = graphql(`
  mutation UpdateAddress($input: UpdateAddressInput!) {
    updateCustomerAddress(input: $input) {
      id
    }
  }
`);

export type Ways = ResultOf<typeof WAYS>;
export type SavedAddress = NonNullable<
  NonNullable<ResultOf<typeof MY_ADDRESSES>["activeCustomer"]>["addresses"]
>[number];

/** How the order can be sent and paid. */
export const waysQuery = queryOptions({
  queryKey: WAYS_KEY,
  queryFn: () => ask(WAYS),
});

/** To which account money is transferred, as the mall describes it; an order that waits for it asks too. */
export const transferQuery = queryOptions({
  queryKey: ["transfer"],
  queryFn: async (): Promise<string> => {
    const { activePaymentMethods } = await ask(TRANSFER);
    return activePaymentMethods.find((method) => method?.code === "transfer")?.description ?? "";
  },
});

/** The addresses that the shopper has saved; none for a visitor. */
export const myAddressesQuery = queryOptions({
  queryKey: ["addresses"],
  queryFn: async (): Promise<readonly SavedAddress[]> =>
    (await ask(MY_ADDRESSES)).activeCustomer?.addresses ?? [],
});

/** An address as the mall takes it. */
export type AddressInput = {
  readonly fullName: string;
  readonly phoneNumber: string;
  readonly province: string;
  readonly city: string;
  readonly streetLine1: string;
  readonly countryCode: string;
};

/** Says whose order it is, for somebody who is not logged in. */
export async function setGuest(emailAddress: string, name: string): Promise<void> {
  const input = { emailAddress, ...splitName(name) };
  accepted((await ask(SET_CUSTOMER, { input })).setCustomerForOrder);
}

export async function setAddress(input: AddressInput): Promise<void> {
  accepted((await ask(SET_ADDRESS, { input })).setOrderShippingAddress);
}

export const setShipping = async (id: string): Promise<CartOrder> =>
  accepted((await ask(SET_SHIPPING, { id })).setOrderShippingMethod);

async function addPayment(method: string, metadata: object): Promise<CartOrder> {
  const told = (await ask(ADD_PAYMENT, { input: { method, metadata } })).addPaymentToOrder;
  if (!("paymentErrorMessage" in told)) return accepted(told);
  throw new AskError("refused", told.paymentErrorMessage, told.errorCode);
}

/** Sets shares aside that pay so much of the order. */
export const payInShares = (amountMinor: string): Promise<CartOrder> =>
  addPayment("shares", { amountMinor });

/** Places the order; the shopper transfers the money by bank. */
export const payByTransfer = (): Promise<CartOrder> => addPayment("transfer", {});

/** Begins a payment of what is left to pay; the provider comes back to the order's page. */
export const beginPayment = async (
  code: string,
): Promise<{ readonly trade: string; readonly url: string }> =>
  (await ask(BEGIN, { returnUrl: `${location.origin}/paid/${code}` })).beginAlipay;

/** Saves an address, a new one or a known one changed; answers its id. */
export async function saveAddress(
  input: AddressInput & { readonly defaultShippingAddress?: boolean },
  id?: string,
): Promise<string> {
  if (id === undefined) return (await ask(CREATE_ADDRESS, { input })).createCustomerAddress.id;
  // What stood in the second line is in the first one's field by now.
  const whole = { id, ...input, streetLine2: "" };
  return (await ask(UPDATE_ADDRESS, { input: whole })).updateCustomerAddress.id;
}
