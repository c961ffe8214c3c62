/** To be written. */
import { Page } from "../parts/page.tsx";

export function PaidPage() {
  return <Page title="…">…</Page>;
}
