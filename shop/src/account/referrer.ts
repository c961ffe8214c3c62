/** Who brought this shopper in: the code of a referral link, kept on this device until it registers. */
const KEPT_AS = "referrer";
const CODE = /^[A-Z0-9]{4,16}$/;

export function keepReferrer(code: string): void {
  const known = code.trim().toUpperCase();
  if (!CODE.test(known)) return;
  try {
    localStorage.setItem(KEPT_AS, known);
  } catch {
    // The form asks for the code then.
  }
}

export function keptReferrer(): string | undefined {
  try {
    return localStorage.getItem(KEPT_AS) ?? undefined;
  } catch {
    return undefined;
  }
}

export function forgetReferrer(): void {
  try {
    localStorage.removeItem(KEPT_AS);
  } catch {
    // Nothing was kept.
  }
}
