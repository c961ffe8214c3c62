/** Where the engine's injector keeps our mall. */
import type { Injector } from "@vendure/core";
import type { Mall } from "./mall.ts";

export const MALL = Symbol("mall");

export const mallOf = (injector: Injector): Mall => injector.get(MALL);
