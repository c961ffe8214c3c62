/** Words of the one line about simulated futures on a product's page. */
import { says } from "../lang.ts";

export const GOODS_OUTLOOK = {
  line: says(
    (hundred: string, years: number, middle: string, worstTenth: string) =>
      `推演中，在这类商品上每消费 ${hundred}，${years} 年内居中的买家得到 ${middle}，最差的十分之一不超过 ${worstTenth}。这不是承诺。`,
    (hundred: string, years: number, middle: string, worstTenth: string) =>
      `Of each ${hundred} spent on such goods, the buyer in the middle got back ${middle} within ${years === 1 ? "a year" : `${years} years`} in simulation, and the worst tenth ${worstTenth} or less. This is no promise.`,
  ),
  more: says("推演与实付", "Simulated, and really paid"),
} as const;
