/** A plan on its way from one page to another, where it is not kept anywhere: advice, or a draft being written. */
let onItsWay: { readonly to: "plan" | "futures"; readonly plan: string } | undefined;

/** Puts a plan down for a page. */
export function handOver(to: "plan" | "futures", plan: string): void {
  onItsWay = { to, plan };
}

/** The plan that was put down for a page; it stays until the page has shown it. */
export function handed(to: "plan" | "futures"): string | undefined {
  return onItsWay?.to === to ? onItsWay.plan : undefined;
}

/** The page has it. */
export function received(): void {
  onItsWay = undefined;
}
