/** Exact arithmetic on what is shown of a NAV and of rates: decimal strings in, decimal strings out. */
import { LOCALES, type Lang } from "./lang.ts";

const NAV_PLACES = 4;
const RATE_PLACES = 18;
const RATE_ONE_E18 = 10n ** BigInt(RATE_PLACES);

const digitsOf = (text: string, places: number): bigint => {
  const [whole = "0", part = ""] = text.split(".");
  return BigInt(`${whole}${part.padEnd(places, "0").slice(0, places)}`);
};

const decimalOf = (valueE4: bigint): string => {
  const text = valueE4.toString().padStart(NAV_PLACES + 1, "0");
  return `${text.slice(0, -NAV_PLACES)}.${text.slice(-NAV_PLACES)}`;
};

/** What redeeming at a NAV leaves of it, per share: less the fee, rounded down like every payout. */
export function netOfFee(nav: string, feeRate: string): string {
  const keptE18 = RATE_ONE_E18 - digitsOf(feeRate, RATE_PLACES);
  return decimalOf((digitsOf(nav, NAV_PLACES) * keptE18) / RATE_ONE_E18);
}

/** A NAV as people read it: "¥1.8584". */
export function navText(nav: string, lang: Lang): string {
  const [whole = "0", part = ""] = nav.split(".");
  return `¥${new Intl.NumberFormat(LOCALES[lang]).format(BigInt(whole))}.${part}`;
}

/** A multiple of what was paid, such as "0.03", as an amount of each 100.00 paid, in minor units. */
export function ofHundred(multiple: string): string {
  const hundredMinor = 10_000n;
  return ((digitsOf(multiple, RATE_PLACES) * hundredMinor) / RATE_ONE_E18).toString();
}
