/** Choosing among a product's variants: worked by hand on a cup that is not made in every colour and size. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Product, Variant } from "../api/catalogue.ts";
import { lackOf, variantNamed, variantWith } from "./variants.ts";

const variant = (id: string, colour: string, size: string, stockLevel = "IN_STOCK"): Variant =>
  ({
    id,
    stockLevel,
    options: [
      { id: colour, groupId: "colour" },
      { id: size, groupId: "size" },
    ],
  }) as unknown as Variant;

const GREEN_SMALL = variant("1", "green", "small", "OUT_OF_STOCK");
const GREEN_LARGE = variant("2", "green", "large");
const WHITE_SMALL = variant("3", "white", "small", "LOW_STOCK");
const CUP = { variants: [GREEN_SMALL, GREEN_LARGE, WHITE_SMALL] } as unknown as Product;

test("the address names the variant; or else it is the first that can be had", () => {
  assert.equal(variantNamed(CUP, "1"), GREEN_SMALL);
  assert.equal(variantNamed(CUP, "9"), GREEN_LARGE);
  assert.equal(variantNamed(CUP, undefined), GREEN_LARGE);
  const sold = { variants: [GREEN_SMALL] } as unknown as Product;
  assert.equal(variantNamed(sold, undefined), GREEN_SMALL);
  assert.equal(variantNamed({ variants: [] } as unknown as Product, undefined), undefined);
});

test("another option keeps the rest as far as it is made so", () => {
  assert.equal(variantWith(CUP, GREEN_LARGE, "size", "small"), GREEN_SMALL);
  assert.equal(variantWith(CUP, GREEN_LARGE, "colour", "white"), WHITE_SMALL);
  assert.equal(variantWith(CUP, WHITE_SMALL, "size", "large"), GREEN_LARGE);
});

test("what cannot be had beside the rest says why", () => {
  assert.equal(lackOf(CUP, GREEN_LARGE, "size", "small"), "outOfStock");
  assert.equal(lackOf(CUP, GREEN_LARGE, "colour", "white"), "notMade");
  assert.equal(lackOf(CUP, GREEN_LARGE, "colour", "green"), undefined);
});
