/** To be written. */
import { Page } from "../parts/page.tsx";

export function WalletPage() {
  return <Page title="…">…</Page>;
}
