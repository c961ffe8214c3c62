/** A new password: asking for the mail, and setting it with the mail's token. */
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useForm, useWatch } from "react-hook-form";
import { announce } from "../announce.ts";
import { askPasswordReset, resetPassword } from "../api/account.ts";
import { codeOf } from "../api/ask.ts";
import { useSession } from "../api/session.ts";
import { emailRules, newPasswordRules } from "./forms.ts";
import { useWords } from "../lang.ts";
import { Button, ButtonLink } from "../parts/button.tsx";
import { TextField } from "../parts/field.tsx";
import { Form } from "./form.tsx";
import { Card, Page } from "../parts/page.tsx";
import { PasswordField, PasswordStrength } from "./password-field.tsx";
import { SentMail } from "./sent-mail.tsx";
import css from "./way-in.module.css";
import { resetRoute } from "../routes.tsx";
import { takeThen, useGoOn } from "./then.ts";
import { LOGIN } from "../words/login.ts";

export function PasswordResetPage() {
  const w = useWords(LOGIN);
  const { token } = resetRoute.useSearch();
  return (
    <Page title={w.resetTitle} up="/login">
      <Card>{token === undefined ? <AskForMail /> : <SetNew token={token} />}</Card>
    </Page>
  );
}

function AskForMail() {
  const w = useWords(LOGIN);
  const [sentTo, setSentTo] = useState<string>();
  const form = useForm({ defaultValues: { email: "" } });
  const asking = useMutation({
    mutationFn: askPasswordReset,
    onSuccess: (_answer, email) => setSentTo(email.trim()),
  });
  if (sentTo !== undefined) {
    return (
      <SentMail title={w.resetSentTitle} text={w.resetSentText(sentTo)}>
        <Button look="second" onClick={() => setSentTo(undefined)}>
          {w.otherAddress}
        </Button>
        <ButtonLink look="quiet" to="/login" search={{}}>
          {w.toLogin}
        </ButtonLink>
      </SentMail>
    );
  }
  return (
    <Form
      onSubmit={(event) => void form.handleSubmit(({ email }) => asking.mutate(email))(event)}
      error={asking.error}
      actions={
        <Button type="submit" isWide isBusy={asking.isPending}>
          {w.resetSubmit}
        </Button>
      }
    >
      <p>{w.resetText}</p>
      <TextField
        label={w.email}
        type="email"
        inputMode="email"
        autoComplete="username"
        error={form.formState.errors.email?.message}
        {...form.register("email", emailRules(w))}
      />
    </Form>
  );
}

function SetNew({ token }: { readonly token: string }) {
  const w = useWords(LOGIN);
  const { startAfresh } = useSession();
  const goOn = useGoOn();
  const form = useForm({ defaultValues: { password: "" } });
  const password = useWatch({ control: form.control, name: "password" });
  const setting = useMutation({
    mutationFn: ({ password }: { password: string }) => resetPassword({ token, password }),
    onSuccess: () => {
      startAfresh();
      announce({ text: w.resetDone });
      goOn(takeThen());
    },
  });
  const isStale = codeOf(setting.error)?.startsWith("PASSWORD_RESET_TOKEN");
  return (
    <Form
      onSubmit={(event) => void form.handleSubmit((values) => setting.mutate(values))(event)}
      error={setting.error}
      actions={
        <>
          <Button type="submit" isWide isBusy={setting.isPending}>
            {w.resetNewSubmit}
          </Button>
          {isStale === true && (
            <Link to="/password-reset" search={{}} className={css["link"]}>
              {w.resetAgain}
            </Link>
          )}
        </>
      }
    >
      <p>{w.resetNewText}</p>
      <PasswordField
        label={w.newPassword}
        autoComplete="new-password"
        hint={<PasswordStrength password={password} about={[]} />}
        error={form.formState.errors.password?.message}
        {...form.register("password", newPasswordRules(w))}
      />
    </Form>
  );
}
