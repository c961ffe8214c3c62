/** Words of the stepper. */
import { says } from "../lang.ts";

export const STEPPER = {
  less: says("减少一件", "One less"),
  more: says("增加一件", "One more"),
} as const;
