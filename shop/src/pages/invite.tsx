/** To be written. */
import { Page } from "../parts/page.tsx";

export function InvitePage() {
  return <Page title="…">…</Page>;
}
