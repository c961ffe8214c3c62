/** To be written. */
import { Page } from "../parts/page.tsx";

export function CheckoutPage() {
  return <Page title="…">…</Page>;
}
