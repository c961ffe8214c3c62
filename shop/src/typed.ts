/** Amounts as somebody would type them into a field. */
const SHARE_MICRO = 1_000_000n;

/** Minor units of money: "50.25". */
export function typedMoney(minor: string): string {
  const digits = minor.padStart(3, "0");
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Micro-shares: "12.5". */
export function typedShares(sharesMicro: bigint): string {
  const part = (sharesMicro % SHARE_MICRO).toString().padStart(6, "0").replace(/0+$/, "");
  return `${sharesMicro / SHARE_MICRO}${part === "" ? "" : `.${part}`}`;
}
