/**
 * The mall: what our plugin and its locks add to the CPU of a checkout, beside the same shop of the same
 * engine without them, in the same run on the same Postgres.
 */
import { sellBlocks } from "../../mall/src/bench-kit.ts";
import { median, type Figure } from "./bench-kit.ts";

const BLOCKS = 10;
const ORDERS_PER_BLOCK = 30;

const ms = (number: number): string => `${number.toFixed(1)} ms`;

/** Whole checkouts over HTTP: a cart of two goods, address, shipping, and a payment settled at once. */
export async function benchMall(): Promise<Figure[]> {
  const blocks = await sellBlocks({ blocks: BLOCKS, ordersPerBlock: ORDERS_PER_BLOCK });
  const ours = median(blocks.map((block) => block.ours));
  const plain = median(blocks.map((block) => block.plain));
  const ratios = blocks.map((block) => block.ours / block.plain).sort((a, b) => a - b);
  const percent = (ratio: number): string => `${((ratio - 1) * 100).toFixed(1)} %`;
  return [
    {
      what: "CPU that plugin and locks add to a checkout, in the server",
      reached: percent(median(ratios)),
      asked: "at most 10 %",
      beside:
        `the engine alone: ${ms(plain)} an order, ours ${ms(ours)} (medians of ${BLOCKS} blocks of ` +
        `${ORDERS_PER_BLOCK} orders; from ${percent(ratios[0]!)} to ${percent(ratios.at(-1)!)})`,
    },
  ];
}
