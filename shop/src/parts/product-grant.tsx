/**
 * What buying so many pieces would grant: one piece is quoted exactly by the mall, more are counted from it
 * and called an estimate, because the mall rounds an order down once and not piece by piece.
 */
import { useQuery } from "@tanstack/react-query";
import { moneyText } from "../amounts.ts";
import { grantsQuery, type Grant } from "../api/catalogue.ts";
import { useLang, useWords } from "../lang.ts";
import { PRODUCT } from "../words/product.ts";
import { GrantRows } from "./grant.tsx";
import { Card } from "./page.tsx";
import css from "./product-grant.module.css";
import { Skeleton } from "./waiting.tsx";

type OfVariant = { readonly slug: string; readonly variantId: string };

const times = (amount: string, pieceCount: number): string =>
  (BigInt(amount) * BigInt(pieceCount)).toString();

const grantOf = (
  { paid, shares, value, payout, quota, returnDays }: Grant,
  pieces: number,
): Grant => ({
  paid: times(paid, pieces),
  shares: times(shares, pieces),
  value: times(value, pieces),
  payout: times(payout, pieces),
  quota: times(quota, pieces),
  returnDays,
});

export function ProductGrant({
  slug,
  variantId,
  quantity,
}: OfVariant & { readonly quantity: number }) {
  const w = useWords(PRODUCT);
  const lang = useLang();
  const { data, error } = useQuery(grantsQuery(slug));
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
  const quoted = data.get(variantId);
  if (quoted === undefined || quoted === null) return null;
  const grant = grantOf(quoted, quantity);
  return (
    <Card
      title={w.grantTitle}
      beside={
        <span className={css["pieces"]} role="status">
          {quantity === 1 ? w.grantPiece : w.grantPieces(quantity)}
        </span>
      }
    >
      <GrantRows grant={grant} note={w.countsOf(moneyText(grant.paid, lang))} />
    </Card>
  );
}

/** For how long it can be returned, in plain words; nothing where the mall does not say it. */
export function ReturnDays({ slug, variantId }: OfVariant) {
  const w = useWords(PRODUCT);
  const { data, isPending } = useQuery(grantsQuery(slug));
  const days = data?.get(variantId)?.returnDays;
  if (days === undefined && !isPending) return null;
  return (
    <p className={css["returns"]}>
      {days === undefined ? "" : days === 0 ? w.notReturnable : w.returnable(days)}
    </p>
  );
}
