/** The code that came with a referral link: whose it is not said, what it does is. */
import { X } from "lucide-react";
import { useWords } from "../lang.ts";
import { REGISTER } from "../words/register.ts";
import { IconButton } from "../parts/icon-button.tsx";
import css from "./referral-code.module.css";

export function ReferralCode({
  code,
  onRemove,
}: {
  readonly code: string;
  readonly onRemove: () => void;
}) {
  const w = useWords(REGISTER);
  return (
    <div className={css["box"]}>
      <div className={css["line"]}>
        <span>
          {w.code} <strong className={css["code"]}>{code}</strong>
        </span>
        <IconButton look="soft" label={w.codeRemove} onClick={onRemove}>
          <X aria-hidden="true" />
        </IconButton>
      </div>
      <p className={css["hint"]}>{w.codeFromLink}</p>
      <p className={css["hint"]}>{w.codeHint}</p>
    </div>
  );
}
