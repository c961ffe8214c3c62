/** To be written. */
import { Page } from "../parts/page.tsx";

export function DataPage() {
  return <Page title="…">…</Page>;
}
