/** What is wanted of the goods, to the address and back. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { readAddress, writeAddress, type Wanted } from "./find.ts";

const PLAIN: Pick<Wanted, "sort" | "kept" | "isInStock"> = {
  sort: "fit",
  kept: [],
  isInStock: false,
};

test("an address without anything is the first page as the mall arranges it", () => {
  assert.deepEqual(readAddress({}), { wanted: PLAIN, pages: 1 });
  assert.deepEqual(writeAddress(PLAIN, 1), {});
});

test("what is wanted comes back from its address", () => {
  const kept = [
    { facet: "1", value: "3" },
    { facet: "2", value: "7" },
  ];
  const wanted = { sort: "dear", kept, isInStock: true } as const;
  const address = writeAddress(wanted, 3);
  assert.deepEqual(address, { sort: "dear", with: "1.3,2.7", stock: "1", pages: "3" });
  assert.deepEqual(readAddress(address), { wanted, pages: 3 });
});

test("what somebody mistyped is left out", () => {
  const mistyped = { sort: "best", with: "1.3,x,.2,4.", stock: "yes", pages: "-2" };
  const wanted = { ...PLAIN, kept: [{ facet: "1", value: "3" }] };
  assert.deepEqual(readAddress(mistyped), { wanted, pages: 1 });
  assert.equal(readAddress({ pages: "999" }).pages, 40);
});
