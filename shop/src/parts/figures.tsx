/** Amounts on a page. */
import { moneyText, sharesText, type Amount } from "../amounts.ts";
import { useLang } from "../lang.ts";
import css from "./figures.module.css";

type Size = "s" | "m" | "l" | "xl";

export function Money({ minor, size = "m" }: { readonly minor: Amount; readonly size?: Size }) {
  const lang = useLang();
  return <span className={`figures ${css[size]}`}>{moneyText(minor, lang)}</span>;
}

/** What goods cost: the one figure in the colour of prices. */
export function Price({
  minor,
  most,
  size = "m",
}: {
  readonly minor: Amount;
  /** The dearest of several, when they differ. */
  readonly most?: Amount | undefined;
  readonly size?: Size;
}) {
  const lang = useLang();
  const isRange = most !== undefined && BigInt(most) !== BigInt(minor);
  return (
    <span className={`figures ${css["price"]} ${css[size]}`}>
      {moneyText(minor, lang)}
      {isRange && <span className={css["from"]}>{lang === "zh" ? " 起" : " and up"}</span>}
    </span>
  );
}

export function Shares({
  micro,
  size = "m",
  shown = 4,
}: {
  readonly micro: Amount;
  readonly size?: Size;
  readonly shown?: 4 | 6;
}) {
  const lang = useLang();
  const unit = lang === "zh" ? "股" : "shares";
  return (
    <span className={`figures ${css[size]}`} title={sharesText(micro, lang, 6)}>
      {sharesText(micro, lang, shown)} <span className={css["unit"]}>{unit}</span>
    </span>
  );
}
