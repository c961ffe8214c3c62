/** Why something that somebody asked for was not done: said at the form, which keeps what was written. */
import { AskError, codeOf } from "../api/ask.ts";
import { useLang, useWords, type Lang } from "../lang.ts";
import { FAILURE, REFUSALS } from "../words/failure.ts";
import { Notice } from "./notice.tsx";

/** The sentence of a refusal: ours for the engine's own, or else the mall's. */
function refusalText(error: Error, lang: Lang): string {
  const code = codeOf(error);
  return (code === undefined ? undefined : REFUSALS[code]?.[lang]) ?? error.message;
}

export function Failure({
  error,
  unknown,
}: {
  readonly error: Error | null;
  /** What is said in place of "trying again does no harm" when no answer came. */
  readonly unknown?: string | undefined;
}) {
  const lang = useLang();
  const w = useWords(FAILURE);
  if (error === null) return null;
  const trouble = error instanceof AskError ? error.trouble : "broken";
  const told: { readonly [T in typeof trouble]: string } = {
    offline: unknown ?? w.offline,
    unreachable: unknown ?? w.unreachable,
    signed_out: w.signedOut,
    refused: refusalText(error, lang),
    broken: w.broken,
  };
  return <Notice tone="bad">{told[trouble]}</Notice>;
}
