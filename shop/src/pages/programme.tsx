/** To be written. */
import { Page } from "../parts/page.tsx";

export function ProgrammePage() {
  return <Page title="…">…</Page>;
}
