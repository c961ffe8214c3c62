/** The shopper's orders, by their states, the newest first. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { cartQuery, isAtTill } from "../api/cart.ts";
import { ordersQuery, SHOWN, type ListedOrder, type Shown } from "../api/orders.ts";
import { countText } from "../amounts.ts";
import { instantText } from "../days.ts";
import { useLang, useWords } from "../lang.ts";
import { Button, ButtonLink } from "../parts/button.tsx";
import { Money } from "../parts/figures.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Ends } from "../parts/ends.tsx";
import { Notice } from "../parts/notice.tsx";
import { OrderState } from "./order-state.tsx";
import { Page } from "../parts/page.tsx";
import { Picture } from "../parts/picture.tsx";
import { SignedIn } from "../parts/signed-in.tsx";
import { Empty } from "../parts/trouble.tsx";
import { Skeleton } from "../parts/waiting.tsx";
import { ordersRoute } from "../routes.tsx";
import { ORDERS } from "../words/orders.ts";
import css from "./orders.module.css";

const PICTURES = 4;
const WAITING_HEIGHT = 168;

const isShown = (name: string | undefined): name is Shown => name !== undefined && name in SHOWN;

export function OrdersPage() {
  const w = useWords(ORDERS);
  const { show } = ordersRoute.useSearch();
  const shown = isShown(show) ? show : "all";
  return (
    <Page title={w.title} up="/me">
      <SignedIn waiting={<OrdersWaiting />}>
        {() => (
          <>
            <Unpaid />
            <Kinds shown={shown} />
            <Orders shown={shown} />
          </>
        )}
      </SignedIn>
    </Page>
  );
}

const OrdersWaiting = () => (
  <div className={css["list"]} aria-hidden="true">
    {[0, 1, 2].map((index) => (
      <Skeleton key={index} height={WAITING_HEIGHT} />
    ))}
  </div>
);

/** An order at the till is none of the placed ones; its shopper looks for it here nevertheless. */
function Unpaid() {
  const w = useWords(ORDERS);
  const { data: cart } = useQuery(cartQuery);
  if (!cart || !isAtTill(cart)) return null;
  return (
    <Notice tone="gold">
      <Ends>
        <span>{w.unpaid}</span>
        <ButtonLink to="/checkout" look="second">
          {w.goOnPaying}
        </ButtonLink>
      </Ends>
    </Notice>
  );
}

/** The one that is shown may stand beyond the edge of a phone. */
const scrollHere = (link: HTMLAnchorElement | null): void =>
  link?.scrollIntoView({ block: "nearest", inline: "center" });

function Kinds({ shown }: { readonly shown: Shown }) {
  const w = useWords(ORDERS);
  return (
    <nav className={css["kinds"]} aria-label={w.which}>
      {(Object.keys(SHOWN) as Shown[]).map((kind) => (
        <Link
          key={kind}
          to="/orders"
          search={kind === "all" ? {} : { show: kind }}
          replace
          className={css["kind"]}
          activeOptions={{ exact: true }}
          ref={kind === shown ? scrollHere : undefined}
        >
          {w[kind]}
        </Link>
      ))}
    </nav>
  );
}

function Orders({ shown }: { readonly shown: Shown }) {
  const w = useWords(ORDERS);
  const orders = useInfiniteQuery({ ...ordersQuery(shown), staleTime: 0 });
  return (
    <Loaded query={orders} waiting={<OrdersWaiting />}>
      {({ pages }) => {
        const items = pages.flatMap((page) => page.items);
        if (items.length === 0) {
          return (
            <Empty title={w.emptyTitle} text={w.emptyText}>
              <ButtonLink to="/search" search={{}}>
                {w.toGoods}
              </ButtonLink>
            </Empty>
          );
        }
        return (
          <>
            <ul className={css["list"]}>
              {items.map((order) => (
                <li key={order.id}>
                  <OrderCard order={order} />
                </li>
              ))}
            </ul>
            {orders.hasNextPage && (
              <Button
                look="second"
                isBusy={orders.isFetchingNextPage}
                onClick={() => void orders.fetchNextPage()}
              >
                {w.more}
              </Button>
            )}
          </>
        );
      }}
    </Loaded>
  );
}

function OrderCard({ order }: { readonly order: ListedOrder }) {
  const w = useWords(ORDERS);
  const lang = useLang();
  const count = order.lines.reduce(
    (sum, { quantity, orderPlacedQuantity }) => sum + Math.max(quantity, orderPlacedQuantity),
    0,
  );
  const names = order.lines.map(({ productVariant }) => productVariant.name);
  return (
    <Link to="/orders/$code" params={{ code: order.code }} className={css["order"]}>
      <span className={css["head"]}>
        <span className={css["day"]}>
          {order.orderPlacedAt !== null && instantText(order.orderPlacedAt, lang, "day")}
        </span>
        <OrderState state={order.state} />
      </span>
      <span className={css["goods"]}>
        {order.lines.slice(0, PICTURES).map((line) => (
          <span key={line.id} className={css["picture"]}>
            <Picture preview={line.featuredAsset?.preview} alt="" sizes="64px" />
          </span>
        ))}
        {order.lines.length > PICTURES && (
          <span className={css["rest"]}>+{countText(order.lines.length - PICTURES, lang)}</span>
        )}
      </span>
      <span className={css["names"]}>{names.join(lang === "zh" ? "、" : ", ")}</span>
      <span className={css["foot"]}>
        <span>{count === 1 ? w.piece : w.pieces(countText(count, lang))}</span>
        <strong>
          <Money minor={order.totalWithTax} />
        </strong>
      </span>
    </Link>
  );
}
