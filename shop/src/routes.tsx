/** Which page stands at which address. Each is loaded when somebody goes there, or is about to. */
import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { HomePage } from "./catalogue/home.tsx";
import { NotFound } from "./parts/trouble.tsx";
import { Waiting } from "./parts/waiting.tsx";
import { keepReferrer } from "./account/referrer.ts";
import { Shell } from "./shell.tsx";

const root = createRootRouteWithContext<{ client: QueryClient }>()({
  component: Shell,
  notFoundComponent: NotFound,
});

/** Of what stands behind the question mark, the texts by these names; everything else is left out. */
const texts =
  <Name extends string>(...names: readonly Name[]) =>
  (search: { readonly [name: string]: unknown }): { readonly [N in Name]?: string } =>
    Object.fromEntries(
      names
        .map((name) => [name, search[name]] as const)
        .filter(([, value]) => typeof value === "string"),
    ) as { readonly [N in Name]?: string };

const at = <Path extends string>(path: Path) => ({ getParentRoute: () => root, path }) as const;

const home = createRoute({ ...at("/"), component: HomePage });
const categories = createRoute({
  ...at("/categories"),
  component: lazyRouteComponent(() => import("./catalogue/categories.tsx"), "CategoriesPage"),
});
export const categoryRoute = createRoute({
  ...at("/c/$slug"),
  validateSearch: texts("sort", "with", "stock", "pages"),
  component: lazyRouteComponent(() => import("./catalogue/category.tsx"), "CategoryPage"),
});
export const searchRoute = createRoute({
  ...at("/search"),
  validateSearch: texts("q", "sort", "with", "stock", "pages"),
  component: lazyRouteComponent(() => import("./catalogue/search.tsx"), "SearchPage"),
});
export const productRoute = createRoute({
  ...at("/p/$slug"),
  validateSearch: texts("variant"),
  component: lazyRouteComponent(() => import("./catalogue/product.tsx"), "ProductPage"),
});
const cart = createRoute({
  ...at("/cart"),
  component: lazyRouteComponent(() => import("./buying/cart.tsx"), "CartPage"),
});
const checkout = createRoute({
  ...at("/checkout"),
  component: lazyRouteComponent(() => import("./buying/checkout.tsx"), "CheckoutPage"),
});
/** Where the provider's page comes back to. What it says of the payment is for nobody's history. */
export const paidRoute = createRoute({
  ...at("/paid/$code"),
  beforeLoad: ({ location, params }) => {
    if (location.searchStr === "") return;
    // eslint-disable-next-line @typescript-eslint/only-throw-error
    throw redirect({ to: "/paid/$code", params, search: {}, replace: true });
  },
  component: lazyRouteComponent(() => import("./buying/paid.tsx"), "PaidPage"),
});
export const ordersRoute = createRoute({
  ...at("/orders"),
  validateSearch: texts("show"),
  component: lazyRouteComponent(() => import("./buying/orders.tsx"), "OrdersPage"),
});
export const orderRoute = createRoute({
  ...at("/orders/$code"),
  component: lazyRouteComponent(() => import("./buying/order.tsx"), "OrderPage"),
});
export const returnRoute = createRoute({
  ...at("/orders/$code/return"),
  component: lazyRouteComponent(() => import("./buying/return.tsx"), "ReturnPage"),
});
const shares = createRoute({
  ...at("/shares"),
  component: lazyRouteComponent(() => import("./holding/shares.tsx"), "SharesPage"),
});
const redeem = createRoute({
  ...at("/shares/redeem"),
  component: lazyRouteComponent(() => import("./holding/redeem.tsx"), "RedeemPage"),
});
const wallet = createRoute({
  ...at("/shares/wallet"),
  component: lazyRouteComponent(() => import("./holding/wallet.tsx"), "WalletPage"),
});
export const statementRoute = createRoute({
  ...at("/shares/statement"),
  validateSearch: texts("from", "to"),
  component: lazyRouteComponent(() => import("./holding/statement.tsx"), "StatementPage"),
});
const proof = createRoute({
  ...at("/shares/proof"),
  component: lazyRouteComponent(() => import("./holding/proof.tsx"), "ProofPage"),
});
const invite = createRoute({
  ...at("/shares/invite"),
  component: lazyRouteComponent(() => import("./holding/invite.tsx"), "InvitePage"),
});
const programme = createRoute({
  ...at("/programme"),
  component: lazyRouteComponent(() => import("./programme/programme.tsx"), "ProgrammePage"),
});
export const outlookRoute = createRoute({
  ...at("/outlook"),
  validateSearch: texts("category"),
  component: lazyRouteComponent(() => import("./programme/outlook.tsx"), "OutlookPage"),
});
const me = createRoute({
  ...at("/me"),
  component: lazyRouteComponent(() => import("./account/me.tsx"), "MePage"),
});
const profile = createRoute({
  ...at("/me/profile"),
  component: lazyRouteComponent(() => import("./account/profile.tsx"), "ProfilePage"),
});
const addresses = createRoute({
  ...at("/me/addresses"),
  component: lazyRouteComponent(() => import("./account/addresses.tsx"), "AddressesPage"),
});
const data = createRoute({
  ...at("/me/data"),
  component: lazyRouteComponent(() => import("./account/data.tsx"), "DataPage"),
});
export const loginRoute = createRoute({
  ...at("/login"),
  validateSearch: texts("then"),
  component: lazyRouteComponent(() => import("./account/login.tsx"), "LoginPage"),
});
export const registerRoute = createRoute({
  ...at("/register"),
  validateSearch: texts("then", "email"),
  component: lazyRouteComponent(() => import("./account/register.tsx"), "RegisterPage"),
});
/** A referral link: the code is kept until somebody registers. */
const joining = createRoute({
  ...at("/j/$code"),
  beforeLoad: ({ params }) => {
    keepReferrer(params.code);
    // The router takes a way elsewhere as something thrown.
    // eslint-disable-next-line @typescript-eslint/only-throw-error
    throw redirect({ to: "/register", replace: true });
  },
});
/** Where mails lead to. */
export const verifyRoute = createRoute({
  ...at("/verify"),
  validateSearch: texts("token"),
  component: lazyRouteComponent(() => import("./account/verify.tsx"), "VerifyPage"),
});
export const resetRoute = createRoute({
  ...at("/password-reset"),
  validateSearch: texts("token"),
  component: lazyRouteComponent(() => import("./account/password-reset.tsx"), "PasswordResetPage"),
});
export const changeAddressRoute = createRoute({
  ...at("/verify-email-address-change"),
  validateSearch: texts("token"),
  component: lazyRouteComponent(() => import("./account/verify-change.tsx"), "VerifyChangePage"),
});

const tree = root.addChildren([
  ...[home, categories, categoryRoute, searchRoute, productRoute, cart, checkout, paidRoute],
  ...[
    ordersRoute,
    orderRoute,
    returnRoute,
    shares,
    redeem,
    wallet,
    statementRoute,
    proof,
    invite,
    programme,
  ],
  ...[outlookRoute, me, profile, addresses, data, loginRoute, registerRoute, joining],
  ...[verifyRoute, resetRoute, changeAddressRoute],
]);

/** Plain texts: the router's own way would read "007" as a number and write "2" in quotation marks. */
const readSearch = (text: string): { readonly [name: string]: string } =>
  Object.fromEntries(new URLSearchParams(text));

function writeSearch(search: { readonly [name: string]: unknown }): string {
  const texts = Object.entries(search).filter((entry): entry is [string, string] => {
    return typeof entry[1] === "string";
  });
  const written = new URLSearchParams(texts).toString();
  return written === "" ? "" : `?${written}`;
}

/** The way between pages. */
export function makeRouter(client: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { client },
    parseSearch: readSearch,
    stringifySearch: writeSearch,
    defaultPreload: "intent",
    scrollRestoration: true,
    // What is there soon is waited for as it was; whatever takes longer shows its shape.
    defaultPendingMs: 150,
    defaultPendingMinMs: 0,
    defaultPendingComponent: Waiting,
    defaultNotFoundComponent: NotFound,
  });
}

declare module "@tanstack/react-router" {
  // Only an interface is open to be added to.
  // eslint-disable-next-line @typescript-eslint/consistent-type-definitions
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
