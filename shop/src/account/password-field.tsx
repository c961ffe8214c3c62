/** A password: it can be shown while it is written, and a new one is told how hard it is to guess. */
import { Eye, EyeOff } from "lucide-react";
import { useState, type ComponentProps } from "react";
import { useWords } from "../lang.ts";
import { passwordStrength } from "./passwords.ts";
import { LOGIN } from "../words/login.ts";
import { TextField } from "../parts/field.tsx";
import css from "./password-field.module.css";

type PasswordProps = Omit<ComponentProps<typeof TextField>, "beside" | "type">;

export function PasswordField(props: PasswordProps) {
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

type NewPassword = {
  /** The password as far as it is written. */
  readonly written: string;
  /** What others know of its owner: mail address and name. */
  readonly about?: readonly string[];
};

export const NewPasswordField = ({
  written,
  about,
  ...rest
}: Omit<PasswordProps, "about"> & NewPassword) => (
  <PasswordField
    autoComplete="new-password"
    hint={<Strength written={written} about={about} />}
    {...rest}
  />
);

/** Below a new password: how hard it is to guess, in words. */
function Strength({ written, about = [] }: NewPassword) {
  const w = useWords(LOGIN);
  const strength = passwordStrength(written, about);
  const told = { short: w.strengthShort, weak: w.strengthWeak };
  const text = { ...told, fair: w.strengthFair, strong: w.strengthStrong }[strength];
  return (
    <span className={css[written === "" ? "short" : strength]} aria-live="polite">
      {written === "" ? w.strengthNone : text}
    </span>
  );
}
