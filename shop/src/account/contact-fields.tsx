/** How somebody is reached: the mail address that an account goes by, and a telephone. */
import type { ComponentProps } from "react";
import { useWords } from "../lang.ts";
import { LOGIN } from "../words/login.ts";
import { REGISTER } from "../words/register.ts";
import { TextField } from "../parts/field.tsx";

type FieldProps = Omit<ComponentProps<typeof TextField>, "label" | "type">;

/** The mail address that somebody logs in with. */
export function EmailField(props: FieldProps) {
  const w = useWords(LOGIN);
  return (
    <TextField label={w.email} type="email" inputMode="email" autoComplete="username" {...props} />
  );
}

/** A telephone that may be left out. */
export function PhoneField(props: FieldProps & { readonly label: string }) {
  const w = useWords(REGISTER);
  return <TextField type="tel" autoComplete="tel" hint={w.phoneHint} {...props} />;
}
