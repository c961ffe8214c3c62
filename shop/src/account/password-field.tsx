/** A password: it can be shown while it is written, and a new one is told how hard it is to guess. */
import { Eye, EyeOff } from "lucide-react";
import { useState, type ComponentProps } from "react";
import { useWords } from "../lang.ts";
import { passwordStrength } from "./passwords.ts";
import { LOGIN } from "../words/login.ts";
import { TextField } from "../parts/field.tsx";
import css from "./form.module.css";

export function PasswordField(props: Omit<ComponentProps<typeof TextField>, "beside" | "type">) {
  const w = useWords(LOGIN);
  const [isShown, setShown] = useState(false);
  return (
    <TextField
      autoCapitalize="none"
      autoCorrect="off"
      spellCheck={false}
      {...props}
      type={isShown ? "text" : "password"}
      style={{ paddingRight: "60px" }}
      beside={
        <button
          type="button"
          className={css["show"]}
          aria-label={w.showPassword}
          aria-pressed={isShown}
          onClick={() => setShown(!isShown)}
        >
          {isShown ? <EyeOff aria-hidden="true" /> : <Eye aria-hidden="true" />}
        </button>
      }
    />
  );
}

/** Below a new password: how hard it is to guess, in words. */
export function PasswordStrength({
  password,
  about,
}: {
  readonly password: string;
  /** What others know of its owner: mail address and name. */
  readonly about: readonly string[];
}) {
  const w = useWords(LOGIN);
  const strength = passwordStrength(password, about);
  const told = { short: w.strengthShort, weak: w.strengthWeak };
  const text = { ...told, fair: w.strengthFair, strong: w.strengthStrong }[strength];
  return (
    <span className={css[password === "" ? "short" : strength]} aria-live="polite">
      {password === "" ? w.strengthNone : text}
    </span>
  );
}
