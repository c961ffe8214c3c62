/** Words of taking a text along. */
import { says } from "../lang.ts";

export const COPY = {
  copy: says("复制", "Copy"),
  copied: says("已复制", "Copied"),
  copyFailed: says("没能复制，请长按选择。", "It could not be copied. Please select it by hand."),
} as const;
