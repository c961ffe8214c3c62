/** Takes a text along: a number, an address. */
import { Copy } from "lucide-react";
import { announce } from "../announce.ts";
import { bridge } from "../bridge/bridge.ts";
import { useWords } from "../lang.ts";
import { COPY } from "../words/copy.ts";
import { Button } from "./button.tsx";

export function CopyButton({
  text,
  label,
  look = "quiet",
}: {
  readonly text: string;
  /** What it is. */
  readonly label: string;
  readonly look?: "quiet" | "second";
}) {
  const w = useWords(COPY);
  const copy = async (): Promise<void> => {
    try {
      await bridge().copy(text);
      announce({ text: w.copied });
    } catch {
      announce({ text: w.copyFailed, tone: "bad" });
    }
  };
  return (
    <Button look={look} aria-label={`${w.copy} ${label}`} onClick={() => void copy()}>
      <Copy aria-hidden="true" size={16} />
      {w.copy}
    </Button>
  );
}
