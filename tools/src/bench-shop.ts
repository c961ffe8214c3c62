/**
 * The shop: how soon a slow phone shows the goods, beside a page of the same goods that needs no script, and
 * Lighthouse's scores of the main pages.
 */
import { openStack } from "../../mall/src/stack-kit.ts";
import { measureShop, type Visible } from "../../shop/src/bench-kit.ts";
import { median, type Figure } from "./bench-kit.ts";

const ROUNDS = 5;
const PATHS = ["/", "/p/longjing-green-tea", "/cart", "/shares", "/programme"];
const ASKED = "performance 90, accessibility 100, best practices 100";

const seconds = (visible: readonly Visible[]): string =>
  `${(median(visible.map(({ milliseconds }) => milliseconds)) / 1_000).toFixed(2)} s`;
const kilobytes = (visible: readonly Visible[]): string =>
  `${Math.round(median(visible.map(({ bytes }) => bytes)) / 1_000)} KB`;

export async function benchShop(): Promise<Figure[]> {
  const stack = await openStack();
  try {
    const { list, bound, pages } = await measureShop(stack.origin, {
      rounds: ROUNDS,
      paths: PATHS,
    });
    return [
      {
        what: "goods visible, processor four times as slow, slow 4G",
        reached: `${seconds(list)}, ${kilobytes(list)}`,
        asked: "2.5 s",
        beside: `the same goods in a page without scripts: ${seconds(bound)}, ${kilobytes(bound)}`,
      },
      ...Object.entries(pages).map(([path, scores]) => ({
        what: `Lighthouse, mobile, ${path}`,
        reached: Object.values(scores).join(", "),
        asked: ASKED,
        beside: Object.keys(scores).join(", "),
      })),
    ];
  } finally {
    await stack.close();
  }
}
