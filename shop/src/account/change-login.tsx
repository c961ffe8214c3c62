/** What somebody logs in with: another mail address, another password. Both ask for the password now. */
import { useState } from "react";
import { useForm, useWatch } from "react-hook-form";
import { announce } from "../announce.ts";
import { changeEmail, changePassword } from "../api/account.ts";
import { AskError, codeOf } from "../api/ask.ts";
import type { Me } from "../api/session.ts";
import { useDeed } from "../deed.ts";
import { emailRules, newPasswordRules } from "./forms.ts";
import { useWords } from "../lang.ts";
import { ACCOUNT } from "../words/account.ts";
import { LOGIN } from "../words/login.ts";
import { Button } from "../parts/button.tsx";
import { TextField } from "../parts/field.tsx";
import { Fold, Form } from "../parts/form.tsx";
import { Notice } from "../parts/notice.tsx";
import { Card } from "../parts/page.tsx";
import { NewPasswordField, PasswordField } from "./password-field.tsx";

/** At these forms the engine's "wrong e-mail or password" is about the password alone. */
function useReworded(error: Error | null): Error | null {
  const w = useWords(ACCOUNT);
  const isWrong = codeOf(error) === "INVALID_CREDENTIALS_ERROR";
  return isWrong ? new AskError("refused", w.passwordWrong) : error;
}

export function ChangeEmail({ email }: { readonly email: string }) {
  const w = useWords(ACCOUNT);
  const l = useWords(LOGIN);
  const [sentTo, setSentTo] = useState<string>();
  return (
    <Card title={l.email}>
      <p>{email}</p>
      {sentTo === undefined ? (
        <Fold label={w.changeEmail}>
          <EmailForm email={email} onSent={setSentTo} />
        </Fold>
      ) : (
        <Notice tone="good">{w.emailSent(sentTo)}</Notice>
      )}
    </Card>
  );
}

function EmailForm({
  email,
  onSent,
}: {
  readonly email: string;
  readonly onSent: (email: string) => void;
}) {
  const w = useWords(ACCOUNT);
  const l = useWords(LOGIN);
  const form = useForm({ defaultValues: { email: "", password: "" } });
  const { errors } = form.formState;
  const changing = useDeed({
    mutationFn: (fields: { email: string; password: string }) =>
      changeEmail({ email: fields.email.trim(), password: fields.password }),
    onSuccess: (_answer, fields) => onSent(fields.email.trim()),
  });
  const { validate } = emailRules(l);
  return (
    <Form
      onSubmit={(event) => void form.handleSubmit((fields) => changing.mutate(fields))(event)}
      error={useReworded(changing.error)}
      actions={
        <Button type="submit" look="second" isBusy={changing.isPending}>
          {w.changeEmail}
        </Button>
      }
    >
      <TextField
        label={w.emailNew}
        type="email"
        inputMode="email"
        autoComplete="email"
        hint={w.emailHow}
        error={errors.email?.message}
        {...form.register("email", {
          validate: (text) =>
            text.trim().toLowerCase() === email.toLowerCase() ? w.emailSame : validate(text),
        })}
      />
      <PasswordField
        label={w.passwordNow}
        autoComplete="current-password"
        error={errors.password?.message}
        {...form.register("password", { required: l.passwordMissing })}
      />
    </Form>
  );
}

type Passwords = { readonly current: string; readonly next: string };
const NONE: Passwords = { current: "", next: "" };

export function ChangePassword({ me }: { readonly me: Me }) {
  const w = useWords(ACCOUNT);
  const l = useWords(LOGIN);
  const form = useForm({ defaultValues: NONE });
  const { errors } = form.formState;
  const next = useWatch({ control: form.control, name: "next" });
  const changing = useDeed({
    mutationFn: changePassword,
    onSuccess: () => {
      form.reset(NONE);
      announce({ text: w.passwordChanged });
    },
  });
  return (
    <Card title={l.password}>
      <Fold label={w.changePassword}>
        <Form
          onSubmit={(event) => void form.handleSubmit((fields) => changing.mutate(fields))(event)}
          error={useReworded(changing.error)}
          actions={
            <Button type="submit" look="second" isBusy={changing.isPending}>
              {w.changePassword}
            </Button>
          }
        >
          {/* For managers of passwords, which look for the name it belongs to. */}
          <input type="email" autoComplete="username" value={me.emailAddress} readOnly hidden />
          <PasswordField
            label={w.passwordNow}
            autoComplete="current-password"
            error={errors.current?.message}
            {...form.register("current", { required: l.passwordMissing })}
          />
          <NewPasswordField
            label={w.passwordNext}
            written={next}
            about={[me.emailAddress, me.firstName, me.lastName]}
            error={errors.next?.message}
            {...form.register("next", {
              ...newPasswordRules(l),
              validate: (text, { current }) => text !== current || w.passwordSame,
            })}
          />
        </Form>
      </Fold>
    </Card>
  );
}
