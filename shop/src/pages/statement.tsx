/** To be written. */
import { Page } from "../parts/page.tsx";

export function StatementPage() {
  return <Page title="…">…</Page>;
}
