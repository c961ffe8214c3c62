/** The cart: what is in it, what it comes to, and what it would grant. */
import { useIsMutating, useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useRef, useState } from "react";
import { announce } from "../announce.ts";
import { countText, moneyText } from "../amounts.ts";
import {
  adjustLine,
  CART_CHANGE,
  cartQuery,
  FewerError,
  isAtTill,
  isAvailable,
  moveCart,
  putBack,
  removeLine,
  useCartChange,
  useCartChanges,
  type CartLine,
  type CartOrder,
} from "../api/cart.ts";
import { meQuery } from "../api/session.ts";
import { useLang, useWords } from "../lang.ts";
import { Button, ButtonLink } from "../parts/button.tsx";
import { Coupon } from "./coupon.tsx";
import { EmptyCart } from "./empty-cart.tsx";
import { Money, Price } from "../parts/figures.tsx";
import { GrantCard } from "../parts/grant.tsx";
import { Line, LineFoot, LineNote, Lines } from "./line.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Notice } from "../parts/notice.tsx";
import { Card, Page } from "../parts/page.tsx";
import { MainAndSide } from "../parts/columns.tsx";
import { IconButton } from "../parts/icon-button.tsx";
import { PayBar } from "./pay-bar.tsx";
import { Stepper } from "../parts/stepper.tsx";
import { Totals } from "./totals.tsx";
import { Skeleton } from "../parts/waiting.tsx";
import { CART } from "../words/cart.ts";
import css from "./cart.module.css";

const MOST = 99;

export function CartPage() {
  const w = useWords(CART);
  const cart = useQuery({ ...cartQuery, staleTime: 0 });
  return (
    <Page title={w.title} isWide>
      <Loaded query={cart} waiting={<CartWaiting />}>
        {(order) =>
          order === null || order.lines.length === 0 ? <EmptyCart /> : <Cart order={order} />
        }
      </Loaded>
    </Page>
  );
}

const CartWaiting = () => (
  <MainAndSide main={<Skeleton height={320} />} side={<Skeleton height={180} />} />
);

function Cart({ order }: { readonly order: CartOrder }) {
  const w = useWords(CART);
  const { data: me } = useQuery(meQuery);
  const lang = useLang();
  const isFixed = isAtTill(order);
  const list = useRef<HTMLDivElement>(null);
  return (
    <MainAndSide
      main={
        <>
          {isFixed && <AtTill />}
          <div ref={list} tabIndex={-1} className={css["list"]}>
            <Card title={w.goods} beside={w.pieces(countText(order.totalQuantity, lang))}>
              <Lines>
                {order.lines.map((line) => (
                  <CartLineRow
                    key={line.id}
                    line={line}
                    isFixed={isFixed}
                    onRemoved={() => list.current?.focus()}
                  />
                ))}
              </Lines>
            </Card>
          </div>
        </>
      }
      side={
        <>
          <Card title={w.summary}>
            {!isFixed && <Coupon order={order} />}
            <Totals order={order} />
          </Card>
          <ToTill order={order} />
          {order.grantQuote !== null && (
            <GrantCard grant={order.grantQuote} isGuest={me === null} />
          )}
        </>
      }
    />
  );
}

function ToTill({ order }: { readonly order: CartOrder }) {
  const w = useWords(CART);
  const isChanging = useIsMutating({ mutationKey: CART_CHANGE }) > 0;
  const isBlocked = !isAtTill(order) && !order.lines.every(isAvailable);
  return (
    <PayBar label={w.total} amount={<Money minor={order.totalWithTax} size="l" />}>
      {isBlocked || isChanging ? (
        <Button disabled={isBlocked} isBusy={isChanging}>
          {w.toTill}
        </Button>
      ) : (
        <ButtonLink to="/checkout">{isAtTill(order) ? w.goOnPaying : w.toTill}</ButtonLink>
      )}
    </PayBar>
  );
}

/** The order waits to be paid: on with it, or back to where it can be changed. */
function AtTill() {
  const w = useWords(CART);
  const reopen = useCartChange(() => moveCart("AddingItems"));
  return (
    <Notice>
      <div className={css["atTill"]}>
        <p>{w.atTill}</p>
        <Button
          look="second"
          isBusy={reopen.isPending}
          onClick={() =>
            reopen.mutate(undefined, {
              onError: () => announce({ text: w.notChanged, tone: "bad" }),
            })
          }
        >
          {w.change}
        </Button>
      </div>
    </Notice>
  );
}

function CartLineRow({
  line,
  isFixed,
  onRemoved,
}: {
  readonly line: CartLine;
  readonly isFixed: boolean;
  readonly onRemoved: () => void;
}) {
  const w = useWords(CART);
  const lang = useLang();
  const { name } = line.productVariant.product;
  const { remove, isRemoving } = useRemoval(line, onRemoved);
  const isThere = isAvailable(line);
  return (
    <Line
      variant={line.productVariant}
      preview={line.featuredAsset?.preview}
      isGone={!isThere}
      beside={
        !isFixed && (
          <span className={css["remove"]}>
            <IconButton
              look="soft"
              label={w.removeLine(name)}
              disabled={isRemoving}
              onClick={remove}
            >
              <X aria-hidden="true" />
            </IconButton>
          </span>
        )
      }
    >
      {line.quantity > 1 && (
        <LineNote>
          {w.each} {moneyText(line.unitPriceWithTax, lang)}
        </LineNote>
      )}
      <PriceChange line={line} />
      {!isThere && <LineNote tone="bad">{w.unavailable}</LineNote>}
      <LineFoot>
        <Price minor={line.discountedLinePriceWithTax} />
        {isFixed || !isThere ? (
          <span className="figures">× {countText(line.quantity, lang)}</span>
        ) : (
          <Quantity line={line} />
        )}
      </LineFoot>
    </Line>
  );
}

function PriceChange({ line }: { readonly line: CartLine }) {
  const w = useWords(CART);
  const lang = useLang();
  const change = line.unitPriceWithTaxChangeSinceAdded;
  if (change === 0) return null;
  const text = moneyText(Math.abs(change), lang);
  return <LineNote>{change > 0 ? w.dearer(text) : w.cheaper(text)}</LineNote>;
}

/** Presses in a row are sent one after the other; what was pressed stands there meanwhile. */
function Quantity({ line }: { readonly line: CartLine }) {
  const w = useWords(CART);
  const lang = useLang();
  const [wanted, setWanted] = useState<number>();
  const adjust = useCartChanges(adjustLine);
  const change = (quantity: number): void => {
    setWanted(quantity);
    adjust.mutate(
      { line: line.id, quantity },
      {
        onSettled: () => setWanted(undefined),
        onError: (error) => {
          const text =
            error instanceof FewerError ? w.fewer(countText(error.left, lang)) : w.notChanged;
          announce({ text, tone: "bad" });
        },
      },
    );
  };
  return (
    <Stepper
      value={wanted ?? line.quantity}
      most={MOST}
      label={w.quantityOf(line.productVariant.product.name)}
      onChange={change}
    />
  );
}

/** Removing goods, with a way to have them back. */
function useRemoval(line: CartLine, onRemoved: () => void) {
  const w = useWords(CART);
  const lang = useLang();
  const { id, quantity, productVariant } = line;
  // Both are told of on their way: the line that would hear of it is gone once the cart is without it.
  const undoing = useCartChange(async () => {
    try {
      return await putBack({ variant: productVariant.id, quantity });
    } catch (error) {
      const isPart = error instanceof FewerError && error.left > 0;
      const text = isPart ? w.putBackPart(countText(error.left, lang)) : w.putBackFailed;
      announce({ text, tone: "bad" });
      throw error;
    }
  });
  const removal = useCartChange(async () => {
    const order = await removeLine(id);
    const action = { label: w.undo, onPress: () => undoing.mutate() };
    announce({ text: w.removed(productVariant.product.name), action });
    return order;
  });
  const remove = (): void => {
    onRemoved();
    removal.mutate(undefined, {
      onError: () => announce({ text: w.notChanged, tone: "bad" }),
    });
  };
  return { remove, isRemoving: removal.isPending };
}
