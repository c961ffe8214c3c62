/** What buying so many pieces would grant, as the mall counts an order of them. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { moneyText } from "../amounts.ts";
import { grantsQuery } from "../api/catalogue.ts";
import { useDebounced } from "../debounced.ts";
import { useLang, useWords } from "../lang.ts";
import { PRODUCT } from "../words/product.ts";
import { GoodsOutlook } from "./goods-outlook.tsx";
import { GrantRows } from "../parts/grant.tsx";
import { Card } from "../parts/page.tsx";
import css from "./product-grant.module.css";
import { Skeleton } from "../parts/waiting.tsx";

type OfVariant = { readonly slug: string; readonly variantId: string };

/** Whoever takes several more presses several times. */
const PRESSING_MILLISECONDS = 250;

export function ProductGrant({
  slug,
  variantId,
  quantity,
}: OfVariant & { readonly quantity: number }) {
  const w = useWords(PRODUCT);
  const lang = useLang();
  const rested = useDebounced(quantity, PRESSING_MILLISECONDS);
  // Until the next figures are there the last ones stay, and say of how many pieces they are.
  const { data, error } = useQuery({
    ...grantsQuery(slug, rested),
    placeholderData: keepPreviousData,
  });
  if (data === undefined) {
    return (
      <Card title={w.grantTitle}>
        {error === null ? (
          <Skeleton height={260} />
        ) : (
          <p className={css["failed"]}>{w.grantFailed}</p>
        )}
      </Card>
    );
  }
  const grant = data.ofVariants.get(variantId);
  if (grant === undefined || grant === null) return null;
  return (
    <Card
      title={w.grantTitle}
      beside={
        <span className={css["pieces"]} role="status">
          {w.grantPieces(data.quantity)}
        </span>
      }
    >
      <GrantRows grant={grant} note={w.countsOf(moneyText(grant.paid, lang))} />
      <GoodsOutlook slug={slug} variantId={variantId} />
    </Card>
  );
}

/** For how long it can be returned, in plain words; nothing where the mall does not say it. */
export function ReturnDays({ slug, variantId }: OfVariant) {
  const w = useWords(PRODUCT);
  const { data, isPending } = useQuery(grantsQuery(slug, 1));
  const days = data?.ofVariants.get(variantId)?.returnDays;
  if (days === undefined && !isPending) return null;
  return (
    <p className={css["returns"]}>
      {days === undefined ? "" : days === 0 ? w.notReturnable : w.returnable(days)}
    </p>
  );
}
