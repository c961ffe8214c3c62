/** Nothing is in the cart. */
import { ShoppingBag } from "lucide-react";
import { useWords } from "../lang.ts";
import { CART } from "../words/cart.ts";
import { ButtonLink } from "../parts/button.tsx";
import { Empty } from "../parts/trouble.tsx";

export function EmptyCart() {
  const w = useWords(CART);
  return (
    <Empty icon={<ShoppingBag />} title={w.emptyTitle} text={w.emptyText}>
      <ButtonLink to="/search" search={{}}>
        {w.toGoods}
      </ButtonLink>
      <ButtonLink to="/orders" look="second">
        {w.myOrders}
      </ButtonLink>
    </Empty>
  );
}
