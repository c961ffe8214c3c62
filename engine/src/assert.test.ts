import { doesNotThrow, throws } from "node:assert/strict";
import { test } from "node:test";
import { assert } from "./assert.ts";

test("[ST6] what must hold and does not stops the engine, and says what it is", () => {
  doesNotThrow(() => assert(true, "the NAV never falls"));
  throws(() => assert(false, "the NAV never falls"), {
    message: "This must hold and does not: the NAV never falls",
  });
});
