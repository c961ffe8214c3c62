/**
 * The mall: what our plugin and its locks add to the CPU of a checkout, beside the same shop of the same
 * engine without them, in the same run on the same Postgres.
 *
 * Other work on the machine moves single blocks by a fifth, so there are many small ones, and beside the
 * median stands how far it is to be trusted.
 */
import { sellBlocks } from "../../mall/src/bench-kit.ts";
import { median, type Figure } from "./bench-kit.ts";

const BLOCKS = 60;
const ORDERS_PER_BLOCK = 10;
/** Of 60 ratios in order, the median of all there could be lies between these, 19 times of 20. */
const [LOWER, UPPER] = [21, 38];

const ms = (number: number): string => `${number.toFixed(1)} ms`;
const more = (ratio: number): string => `${((ratio - 1) * 100).toFixed(1)} %`;

/** Whole checkouts over HTTP: a cart of two goods, address, shipping, and a payment settled at once. */
export async function benchMall(): Promise<Figure[]> {
  const blocks = await sellBlocks({ blocks: BLOCKS, ordersPerBlock: ORDERS_PER_BLOCK });
  const ours = median(blocks.map((block) => block.ours));
  const plain = median(blocks.map((block) => block.plain));
  const ratios = blocks.map((block) => block.ours / block.plain).sort((a, b) => a - b);
  return [
    {
      what: "CPU that plugin and locks add to a checkout, in the server",
      reached: `${more(median(ratios))} (${more(ratios[LOWER]!)} to ${more(ratios[UPPER]!)})`,
      asked: "at most 10 %",
      beside:
        `the engine alone: ${ms(plain)} an order, ours ${ms(ours)} ` +
        `(medians of ${BLOCKS} blocks of ${ORDERS_PER_BLOCK} orders)`,
    },
  ];
}
