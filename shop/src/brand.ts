/** Whose mall it is: its name and its mark. One file to change for another merchant. */
import type { Both } from "./lang.ts";

export const MALL_NAME: Both = { zh: "同享", en: "Tongxiang" };
export const LOGO = "/icon.svg";
