/** What redeeming would pay, by the plan in force: the fee is rounded up (spec 8). */
import type { PlanVersion } from "./answers.ts";

type Rate = { readonly text: string; readonly num: bigint; readonly den: bigint };

/** The fee's rate of the plan in force; undefined when it cannot be read. */
export function feeRateOf(versions: readonly PlanVersion[]): Rate | undefined {
  const text = versions.find(({ isInForce }) => isInForce)?.plan;
  const match = /"feeRate"\s*:\s*"(\d+)(?:\.(\d+))?"/.exec(text ?? "");
  if (match === null) return undefined;
  const [, units = "0", places = ""] = match;
  return {
    text: percentOf(units, places),
    num: BigInt(units + places),
    den: 10n ** BigInt(places.length),
  };
}

function percentOf(units: string, places: string): string {
  const digits = places.padEnd(2, "0");
  const whole = BigInt(units + digits.slice(0, 2)).toString();
  const rest = digits.slice(2).replace(/0+$/, "");
  return rest === "" ? whole : `${whole}.${rest}`;
}

/** A value in minor units, less the fee. */
export function payoutOf(valueMinor: string, { num, den }: Rate): string {
  const value = BigInt(valueMinor);
  return (value - (value * num + den - 1n) / den).toString();
}
