/** Paying with shares: how much, how many shares that burns at most, and what it means. */
import { useQuery } from "@tanstack/react-query";
import { moneyText, readMoney } from "../amounts.ts";
import type { CartOrder } from "../api/cart.ts";
import { programmeQuery, type Programme } from "../api/programme.ts";
import { useLang, useWords } from "../lang.ts";
import { CHECKOUT } from "../words/checkout.ts";
import { Button } from "./button.tsx";
import { CheckField, TextField } from "./field.tsx";
import { Money, Shares } from "./figures.tsx";
import { Card } from "./page.tsx";
import { Row, Rows } from "./rows.tsx";
import css from "./checkout.module.css";

/** What somebody wants of it: undefined while shares pay nothing, else the amount as it is typed. */
export type SharesWish = string | undefined;

/** The wish in minor units; undefined where it cannot be. */
export function readWish(wish: SharesWish, { sharesMost }: CartOrder): bigint | undefined {
  if (wish === undefined) return 0n;
  const minor = readMoney(wish);
  if (minor === undefined || BigInt(minor) <= 0n) return undefined;
  return BigInt(minor) <= BigInt(sharesMost) ? BigInt(minor) : undefined;
}

/**
 * The most shares that pay so much at today's NAV. Each line's are rounded up, and the reserve is told in
 * whole fen, rounded down; so the mall sets aside this many or a few millionths fewer.
 */
export function sharesAtMost(
  amountMinor: bigint,
  lineCount: number,
  { reserve, outstanding }: Pick<Programme, "reserve" | "outstanding">,
): bigint {
  const reserveMinor = BigInt(reserve);
  if (reserveMinor <= 0n) return 0n;
  return (amountMinor * BigInt(outstanding)) / reserveMinor + BigInt(lineCount);
}

export function SharesCard({
  order,
  wish,
  isTold,
  onWish,
}: {
  readonly order: CartOrder;
  readonly wish: SharesWish;
  /** Whether to say what is wrong with it. */
  readonly isTold: boolean;
  readonly onWish: (wish: SharesWish) => void;
}) {
  const w = useWords(CHECKOUT);
  const lang = useLang();
  const mostText = moneyText(order.sharesMost, lang);
  const wishMinor = readWish(wish, order);
  const isMissing = wish === undefined || wish.trim() === "";
  const error = isMissing ? w.sharesNone : w.sharesTooMany(mostText);
  return (
    <Card>
      <CheckField
        label={
          <>
            <strong>{w.shares}</strong>
            <span className={css["quiet"]}>{w.sharesOffer(mostText)}</span>
          </>
        }
        checked={wish !== undefined}
        onChange={(event) => onWish(event.target.checked ? "" : undefined)}
      />
      {wish !== undefined && (
        <>
          <TextField
            label={w.sharesField}
            inputMode="decimal"
            autoComplete="off"
            value={wish}
            onChange={(event) => onWish(event.target.value)}
            aria-required
            error={wishMinor === undefined && (isTold || !isMissing) ? error : undefined}
            beside={
              <Button look="second" onClick={() => onWish(plain(order.sharesMost))}>
                {w.sharesAll}
              </Button>
            }
          />
          <Burned order={order} amountMinor={wishMinor ?? 0n} />
        </>
      )}
    </Card>
  );
}

/** Minor units as somebody would type them. */
const plain = (minor: string): string => {
  const digits = minor.padStart(3, "0");
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

function Burned({
  order,
  amountMinor,
}: {
  readonly order: CartOrder;
  readonly amountMinor: bigint;
}) {
  const w = useWords(CHECKOUT);
  return (
    <>
      {amountMinor > 0n && (
        <Rows>
          <BurnedRow order={order} amountMinor={amountMinor} />
          <Row label={w.left} isStrong>
            <Money minor={BigInt(order.totalWithTax) - amountMinor} />
          </Row>
        </Rows>
      )}
      <p className={css["quiet"]}>{w.sharesExplain}</p>
    </>
  );
}

export function BurnedRow({
  order,
  amountMinor,
}: {
  readonly order: CartOrder;
  readonly amountMinor: bigint;
}) {
  const w = useWords(CHECKOUT);
  const { data: programme } = useQuery({ ...programmeQuery, staleTime: 0 });
  return (
    <Row label={w.sharesBurned} hint={w.sharesBurnedHint}>
      {programme === undefined ? (
        "…"
      ) : (
        <Shares micro={sharesAtMost(amountMinor, order.lines.length, programme)} shown={6} />
      )}
    </Row>
  );
}
