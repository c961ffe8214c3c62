/** To be written. */
import { Page } from "../parts/page.tsx";

export function AddressesPage() {
  return <Page title="…">…</Page>;
}
