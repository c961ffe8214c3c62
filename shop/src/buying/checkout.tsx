/** The till: one page from the cart to the provider, and for an order that already waits to be paid. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { codeOf } from "../api/ask.ts";
import { cartQuery, isAtTill, isAvailable, type CartOrder } from "../api/cart.ts";
import { myAddressesQuery, waysQuery } from "../api/checkout.ts";
import { useMe, type Me } from "../api/session.ts";
import { useWords } from "../lang.ts";
import { ButtonLink } from "../parts/button.tsx";
import { CheckoutForm } from "./checkout-form.tsx";
import { usePaying, type Placing } from "./checkout-pay.ts";
import { Till } from "./checkout-till.tsx";
import { EmptyCart } from "./empty-cart.tsx";
import { Failure } from "../parts/failure.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Notice } from "../parts/notice.tsx";
import { Page } from "../parts/page.tsx";
import { MainAndSide } from "../parts/columns.tsx";
import { useRegions } from "../parts/regions.ts";
import { Empty } from "../parts/trouble.tsx";
import { Skeleton } from "../parts/waiting.tsx";
import { CART } from "../words/cart.ts";
import { CHECKOUT } from "../words/checkout.ts";

export function CheckoutPage() {
  const w = useWords(CHECKOUT);
  const cart = useQuery({ ...cartQuery, staleTime: 0 });
  const me = useMe();
  return (
    <Page title={cart.data && isAtTill(cart.data) ? w.tillTitle : w.title} up="/cart" isWide>
      <Loaded query={cart} waiting={<CheckoutWaiting />}>
        {(order) =>
          order === null || order.lines.length === 0 ? (
            <EmptyCart />
          ) : (
            <Loaded query={me} waiting={<CheckoutWaiting />}>
              {(known) => <Checkout order={order} me={known} />}
            </Loaded>
          )
        }
      </Loaded>
    </Page>
  );
}

const CheckoutWaiting = () => (
  <MainAndSide
    main={
      <>
        <Skeleton height={120} />
        <Skeleton height={380} />
      </>
    }
    side={<Skeleton height={260} />}
  />
);

function Checkout({ order, me }: { readonly order: CartOrder; readonly me: Me | null }) {
  const { placing, paying, isBusy } = usePaying();
  const [placed, setPlaced] = useState<Placing>();
  const ways = useQuery(waysQuery);
  const addresses = useQuery({ ...myAddressesQuery, enabled: me !== null });
  const regions = useRegions();
  const error = paying.error ?? placing.error;
  const failure = <PayFailure error={error} withShares={(placed?.sharesMinor ?? 0n) > 0n} />;
  if (isAtTill(order)) {
    return (
      <Loaded query={ways} waiting={<CheckoutWaiting />}>
        {(known) => (
          <Till
            {...{ order, isBusy, failure }}
            isGuest={me === null}
            ways={known}
            shownTotal={placed?.order.totalWithTax}
            onPay={(way) => {
              placing.reset();
              paying.mutate({ order, way });
            }}
          />
        )}
      </Loaded>
    );
  }
  if (!order.lines.every(isAvailable)) return <Unavailable />;
  return (
    <All queries={[ways, regions, ...(me === null ? [] : [addresses])]}>
      {ways.data !== undefined && regions.data !== undefined && (
        <CheckoutForm
          {...{ order, me, isBusy, failure }}
          ways={ways.data}
          addresses={addresses.data ?? []}
          regions={regions.data}
          onPlace={(wanted) => {
            setPlaced(wanted);
            paying.reset();
            placing.mutate(wanted);
          }}
        />
      )}
    </All>
  );
}

type Loading = Parameters<typeof Loaded>[0]["query"];

/** Shown once all of it is there. */
function All({
  queries: [first, ...rest],
  children,
}: {
  readonly queries: readonly Loading[];
  readonly children: ReactNode;
}): ReactNode {
  if (first === undefined) return children;
  return (
    <Loaded query={first} waiting={<CheckoutWaiting />}>
      {() => <All queries={rest}>{children}</All>}
    </Loaded>
  );
}

function Unavailable() {
  const w = useWords(CART);
  return (
    <Empty title={w.goneTitle} text={w.goneText}>
      <ButtonLink to="/cart">{w.toCart}</ButtonLink>
    </Empty>
  );
}

function PayFailure({
  error,
  withShares,
}: {
  readonly error: Error | null;
  readonly withShares: boolean;
}) {
  const w = useWords(CHECKOUT);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The button stays in sight wherever the page is; what went wrong has to come into it.
    if (error !== null) place.current?.scrollIntoView({ block: "center" });
  }, [error]);
  if (error === null) return null;
  return (
    <div ref={place}>
      {codeOf(error) === "EMAIL_ADDRESS_CONFLICT_ERROR" ? (
        <Notice tone="bad">
          {w.emailTaken}{" "}
          <Link to="/login" search={{ then: "/checkout" }}>
            {w.logIn}
          </Link>
        </Notice>
      ) : (
        <Failure error={error} unknown={withShares ? w.unknownShares : w.unknown} />
      )}
    </div>
  );
}
