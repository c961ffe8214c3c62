/**
 * Somebody at the mall's APIs, as a browser would be: a shopper who registers, fills a cart and pays,
 * and staff that ships. The sample's month and the tests go through it.
 */

/** Asks an API in one session. Throws with the errors of the answer, and the code of the first. */
export type Ask = <Data = { [name: string]: never }>(
  query: string,
  variables?: object,
) => Promise<Data>;

/** The origin of the mall, such as http://127.0.0.1:3000. */
export function openSession(origin: string, api: "shop-api" | "admin-api", language = "en"): Ask {
  let token: string | undefined;
  return async <Data>(query: string, variables: object = {}): Promise<Data> => {
    const response = await fetch(`${origin}/${api}?languageCode=${language}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ query, variables }),
    });
    token = response.headers.get("vendure-auth-token") ?? token;
    const { data, errors } = (await response.json()) as { data?: Data; errors?: Told[] };
    if (errors !== undefined) {
      const error = new Error(errors.map(({ message }) => message).join("; "));
      throw Object.assign(error, { code: errors[0]?.extensions?.code });
    }
    return data!;
  };
}

type Told = { readonly message: string; readonly extensions?: { readonly code?: string } };

/** Throws where an answer is one of the engine's own refusals. */
export function accepted<Result extends object>(result: Result): Result {
  const { errorCode, message, transitionError } = result as {
    errorCode?: string;
    message?: string;
    transitionError?: string;
  };
  if (errorCode === undefined) return result;
  throw new Error(`${errorCode}: ${transitionError ?? message}`);
}

export type Registration = {
  readonly emailAddress: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly phoneNumber?: string | undefined;
  readonly code?: string | undefined;
  readonly device?: string | undefined;
  readonly password: string;
};

/** Registers, verifies the address with the token that was mailed, and logs in. */
export async function registerShopper(
  ask: Ask,
  { emailAddress, firstName, lastName, phoneNumber, code, device, password }: Registration,
  mailed: (emailAddress: string) => Promise<string>,
): Promise<void> {
  const token = mailed(emailAddress);
  await ask(
    `mutation ($input: RegisterCustomerInput!, $code: String, $device: String) {
      registerShopper(input: $input, referralCode: $code, device: $device) {
        __typename ... on ErrorResult { errorCode message } } }`,
    { input: { emailAddress, firstName, lastName, phoneNumber }, code, device },
  );
  await ask(
    `mutation ($token: String!, $password: String!) {
      verifyCustomerAccount(token: $token, password: $password) {
        __typename ... on ErrorResult { errorCode message } } }`,
    { token: await token, password },
  );
  await logIn(ask, emailAddress, password);
}

export async function logIn(ask: Ask, name: string, password: string): Promise<void> {
  const { login } = await ask<{ login: object }>(
    `mutation ($name: String!, $password: String!) {
      login(username: $name, password: $password, rememberMe: true) {
        __typename ... on ErrorResult { errorCode message } } }`,
    { name, password },
  );
  accepted(login);
}

/** The ids of all variants by what they are called in the store. */
export async function readVariants(ask: Ask): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (let skip = 0; ; skip += 100) {
    const { products } = await ask<{
      products: { totalItems: number; items: { variants: { id: string; sku: string }[] }[] };
    }>(
      `query ($skip: Int!) { products(options: { take: 100, skip: $skip }) {
        totalItems items { variants { id sku } } } }`,
      { skip },
    );
    for (const { variants } of products.items) for (const { id, sku } of variants) ids.set(sku, id);
    if (skip + 100 >= products.totalItems) return ids;
  }
}

export type Address = {
  readonly fullName: string;
  readonly streetLine1: string;
  readonly city: string;
  readonly province: string;
  readonly postalCode: string;
  readonly countryCode: string;
};

/** An order at the till. */
export type Placed = {
  readonly code: string;
  readonly orderId: number;
  readonly totalMinor: number;
};

export type Basket = {
  /** Pieces by the id of their variant. */
  readonly pieces: Iterable<readonly [variantId: string, quantity: number]>;
  readonly address: Address;
  readonly coupon?: string | undefined;
  /** The address of somebody who does not log in. */
  readonly guest?: string | undefined;
};

/** Fills a cart and goes to the till. */
export async function goToTill(ask: Ask, basket: Basket): Promise<Placed> {
  for (const [id, quantity] of basket.pieces) {
    const { addItemToOrder } = await ask<{ addItemToOrder: object }>(
      `mutation ($id: ID!, $quantity: Int!) { addItemToOrder(productVariantId: $id, quantity: $quantity) {
        __typename ... on ErrorResult { errorCode message } } }`,
      { id, quantity },
    );
    accepted(addItemToOrder);
  }
  if (basket.coupon !== undefined) {
    const { applyCouponCode } = await ask<{ applyCouponCode: object }>(
      `mutation ($code: String!) { applyCouponCode(couponCode: $code) {
        __typename ... on ErrorResult { errorCode message } } }`,
      { code: basket.coupon },
    );
    accepted(applyCouponCode);
  }
  if (basket.guest !== undefined) {
    await ask(
      `mutation ($input: CreateCustomerInput!) { setCustomerForOrder(input: $input) { __typename } }`,
      { input: { emailAddress: basket.guest, firstName: "Guest", lastName: "Guest" } },
    );
  }
  await ask(
    `mutation ($input: CreateAddressInput!) { setOrderShippingAddress(input: $input) { __typename } }`,
    { input: basket.address },
  );
  const { eligibleShippingMethods: ways } = await ask<{
    eligibleShippingMethods: { id: string }[];
  }>("{ eligibleShippingMethods { id } }");
  await ask(
    "mutation ($ids: [ID!]!) { setOrderShippingMethod(shippingMethodId: $ids) { __typename } }",
    { ids: [ways[0]!.id] },
  );
  const { transitionOrderToState: order } = await ask<{
    transitionOrderToState: { id: string; code: string; totalWithTax: number };
  }>(
    `mutation { transitionOrderToState(state: "ArrangingPayment") { ... on Order { id code totalWithTax }
      ... on OrderStateTransitionError { errorCode message transitionError } } }`,
  );
  const { id, code, totalWithTax } = accepted(order);
  return { code, orderId: Number(id), totalMinor: totalWithTax };
}

/** Pays a part of the active order in shares. */
export async function payInShares(ask: Ask, amountMinor?: bigint): Promise<void> {
  const { addPaymentToOrder } = await ask<{ addPaymentToOrder: object }>(
    `mutation ($metadata: JSON!) { addPaymentToOrder(input: { method: "shares", metadata: $metadata }) {
      __typename ... on ErrorResult { errorCode message } } }`,
    { metadata: amountMinor === undefined ? {} : { amountMinor: amountMinor.toString() } },
  );
  accepted(addPaymentToOrder);
}

/** Begins a payment of what is left, and looks at the provider's page as a browser would. */
export async function beginPayment(ask: Ask): Promise<string> {
  const { beginAlipay } = await ask<{ beginAlipay: { trade: string; url: string } }>(
    "mutation { beginAlipay { trade url } }",
  );
  await fetch(beginAlipay.url);
  return beginAlipay.trade;
}

/** Pays what is left of the active order on the stand-in's page, as a shopper does in a browser. */
export async function payOnPage(ask: Ask, account: string): Promise<void> {
  const { beginAlipay } = await ask<{ beginAlipay: { url: string } }>(
    "mutation { beginAlipay { url } }",
  );
  const page = await (await fetch(beginAlipay.url)).text();
  const number = /name="trade_no" value="([^"]+)"/.exec(page)?.[1];
  if (number === undefined) throw new Error("The provider's page shows nothing to pay.");
  const body = new URLSearchParams({ trade_no: number, account, action: "pay" });
  const pay = new URL("pay", beginAlipay.url);
  const { status } = await fetch(pay, { method: "POST", body, redirect: "manual" });
  if (status >= 400) throw new Error(`The payment was not taken (${status}).`);
}

/** Staff ships all lines of an order that are not shipped yet, and delivers them. */
export async function ship(admin: Ask, orderId: number): Promise<void> {
  const { order } = await admin<{ order: { lines: { id: string; quantity: number }[] } }>(
    "query ($id: ID!) { order(id: $id) { lines { id quantity } } }",
    { id: orderId },
  );
  const { addFulfillmentToOrder } = await admin<{ addFulfillmentToOrder: { id: string } }>(
    `mutation ($lines: [OrderLineInput!]!) { addFulfillmentToOrder(input: { lines: $lines,
      handler: { code: "manual-fulfillment", arguments: [
        { name: "method", value: "post" }, { name: "trackingCode", value: "" }] } }) {
      ... on Fulfillment { id } ... on ErrorResult { errorCode message } } }`,
    {
      lines: order.lines
        .filter(({ quantity }) => quantity > 0)
        .map(({ id, quantity }) => ({ orderLineId: id, quantity })),
    },
  );
  const { id } = accepted(addFulfillmentToOrder);
  for (const state of ["Shipped", "Delivered"]) {
    const { transitionFulfillmentToState } = await admin<{ transitionFulfillmentToState: object }>(
      `mutation ($id: ID!, $state: String!) { transitionFulfillmentToState(id: $id, state: $state) {
        ... on Fulfillment { id } ... on FulfillmentStateTransitionError { errorCode message transitionError } } }`,
      { id, state },
    );
    accepted(transitionFulfillmentToState);
  }
}
