/** Arguments of the shop API, as they are read. */
import type { RequestContext } from "@vendure/core";
import type { Lang } from "@patronage/words";
import { MallError } from "./mall.ts";

const MOST = 400;

/** A whole number above 0, as a decimal string. */
export function readAmount(text: string, reason: string): bigint {
  if (!/^[1-9][0-9]{0,29}$/.test(text)) throw new MallError(reason);
  return BigInt(text);
}

/** A whole number, 0 or more, as a decimal string. Refuses: amount_unreadable. */
export function readWhole(text: string): bigint {
  if (!/^(0|[1-9][0-9]{0,17})$/.test(text)) throw new MallError("amount_unreadable");
  return BigInt(text);
}

const KEY = /^[A-Za-z0-9_-]{8,64}$/;

/** A key under which something is done once. Refuses: key_unreadable. */
export function readKey(text: string): string {
  if (!KEY.test(text)) throw new MallError("key_unreadable");
  return text;
}

/** How many are asked for, from 1 to 400. */
export const mostOf = (most: number | null | undefined, otherwise: number): number =>
  Math.min(Math.max(most ?? otherwise, 1), MOST);

/** The language in which a request is answered. */
export const langOf = ({ languageCode }: RequestContext): Lang =>
  languageCode.startsWith("zh") ? "zh" : "en";
