/** Choosing a file of this device. It is read here, and sent nowhere. */
import { FileSearch } from "lucide-react";
import { useRef, useState, type ChangeEvent } from "react";
import { useWords } from "../lang.ts";
import { Button } from "../parts/button.tsx";
import { Notice } from "../parts/notice.tsx";
import { PROOF } from "../words/proof.ts";
import { FILE_BYTES_MOST, textOf, type LookedAt } from "./proof-file.ts";
import css from "./proof.module.css";

type ChooseFileProps = {
  readonly label: string;
  readonly look?: "primary" | "second";
  readonly onChosen: (file: LookedAt) => void;
};

const MEBIBYTE = 1024 * 1024;

export function ChooseFile({ label, look = "second", onChosen }: ChooseFileProps) {
  const w = useWords(PROOF);
  const input = useRef<HTMLInputElement>(null);
  const [trouble, setTrouble] = useState<string>();
  const read = async (file: File): Promise<void> => {
    setTrouble(undefined);
    if (file.size > FILE_BYTES_MOST) {
      setTrouble(w.tooLarge(`${FILE_BYTES_MOST / MEBIBYTE} MB`));
      return;
    }
    try {
      onChosen({ text: await textOf(file), name: file.name });
    } catch {
      setTrouble(w.unreadable);
    }
  };
  const choose = ({ target }: ChangeEvent<HTMLInputElement>): void => {
    const file = target.files?.[0];
    if (file !== undefined) void read(file);
    // The same file, changed, can be chosen again.
    target.value = "";
  };
  return (
    <div className={css["choose"]}>
      <Button look={look} onClick={() => input.current?.click()}>
        <FileSearch aria-hidden="true" size={18} />
        {label}
      </Button>
      <input ref={input} type="file" hidden onChange={choose} />
      {trouble !== undefined && <Notice tone="bad">{trouble}</Notice>}
    </div>
  );
}
