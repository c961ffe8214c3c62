/** To be written. */
import { Page } from "../parts/page.tsx";

export function ProductPage() {
  return <Page title="…">…</Page>;
}
