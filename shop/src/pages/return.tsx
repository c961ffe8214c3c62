/** To be written. */
import { Page } from "../parts/page.tsx";

export function ReturnPage() {
  return <Page title="…">…</Page>;
}
