/**
 * How many, and into the cart. Adding is no payment, so the badge may count along at once; but what was
 * not answered is never called done, nor asked for again by itself, because each time adds again.
 */
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { announce } from "../announce.ts";
import { AskError } from "../api/ask.ts";
import { NOT_SENT, useAddToCart, type Added } from "../api/cart-add.ts";
import { useWords } from "../lang.ts";
import { COMMON } from "../words/common.ts";
import { PRODUCT } from "../words/product.ts";
import { Button, ButtonLink } from "../parts/button.tsx";
import css from "./product-buy.module.css";
import { Notice } from "../parts/notice.tsx";

type BuyingProps = {
  readonly slug: string;
  readonly variantId: string;
  readonly quantity: number;
  readonly isInStock: boolean;
};

type Way = "cart" | "now";

const IN_PAYMENT = "ORDER_MODIFICATION_ERROR";

function useTroubleText(): (error: Error) => string {
  const w = useWords(PRODUCT);
  const common = useWords(COMMON);
  return (error) => {
    const { trouble, code } = error instanceof AskError ? error : new AskError("broken", "");
    if (code === NOT_SENT) return w.notAddedOffline;
    if (code === IN_PAYMENT) return w.beingPaid;
    if (trouble === "refused") return error.message;
    return trouble === "broken" ? common.brokenText : w.maybeAdded;
  };
}

/** Adding, and what is to be said of it; the sentence goes when something else is chosen. */
function useBuying({ slug, variantId, quantity }: BuyingProps) {
  const w = useWords(PRODUCT);
  const tell = useTroubleText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const adding = useAddToCart();
  const [way, setWay] = useState<Way>();
  const [trouble, setTrouble] = useState<string>();
  const toCart = (): void => void navigate({ to: "/cart" });

  const done = ({ addedCount, cartCount }: Added, chosen: Way): void => {
    if (addedCount < quantity) {
      setTrouble(addedCount === 0 ? w.noneAdded : w.fewerAdded(addedCount));
      void client.invalidateQueries({ queryKey: ["product", slug] });
    } else if (chosen === "cart") {
      announce({ text: w.added, action: { label: w.viewCart, onPress: toCart } });
    } else if (cartCount > addedCount) {
      announce({ text: w.othersInCart });
      toCart();
    } else void navigate({ to: "/checkout" });
  };
  const buy = (chosen: Way): void => {
    setWay(chosen);
    setTrouble(undefined);
    adding.mutate(
      { variantId, quantity },
      {
        onSuccess: (added) => done(added, chosen),
        onError: (error) => setTrouble(tell(error)),
      },
    );
  };
  return { buy, trouble, busyWay: adding.isPending ? way : undefined };
}

/** Over the tabs on a phone, where announcements make room for it. */
function useBarBelow(): void {
  useEffect(() => {
    const { style } = document.documentElement;
    style.setProperty("--foot", "66px");
    return () => void style.removeProperty("--foot");
  }, []);
}

export function Buying(props: BuyingProps) {
  const w = useWords(PRODUCT);
  const { buy, trouble, busyWay } = useBuying(props);
  const isOff = !props.isInStock || busyWay !== undefined;
  useBarBelow();
  return (
    <div className={css["bar"]}>
      {trouble !== undefined && (
        <Notice tone="bad">
          <span className={css["trouble"]}>
            {trouble}
            <ButtonLink to="/cart" look="quiet">
              {w.viewCart}
            </ButtonLink>
          </span>
        </Notice>
      )}
      <div className={css["ways"]}>
        <Button
          look="second"
          isBusy={busyWay === "cart"}
          disabled={isOff}
          onClick={() => buy("cart")}
        >
          {w.addToCart}
        </Button>
        <Button isBusy={busyWay === "now"} disabled={isOff} onClick={() => buy("now")}>
          {props.isInStock ? w.buyNow : w.outOfStock}
        </Button>
      </div>
    </div>
  );
}
