/** What whoever pays agrees to, in a line. */
import { Link } from "@tanstack/react-router";
import { useWords } from "../lang.ts";
import { CHECKOUT } from "../words/checkout.ts";

export function Terms() {
  const w = useWords(CHECKOUT);
  return (
    <>
      {w.terms} <Link to="/programme">{w.termsLink}</Link>
    </>
  );
}
