/** A new password: asking for the mail, and setting it with the mail's token. */
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { announce } from "../announce.ts";
import { askPasswordReset, resetPassword } from "../api/account.ts";
import { codeOf } from "../api/ask.ts";
import { useSession } from "../api/session.ts";
import { useDeed } from "../deed.ts";
import { EmailField } from "./contact-fields.tsx";
import { emailRules } from "./forms.ts";
import { useWords } from "../lang.ts";
import { Button, ButtonLink } from "../parts/button.tsx";
import { Form } from "../parts/form.tsx";
import { Card, Page } from "../parts/page.tsx";
import { NewPasswordForm, type NewPassword } from "./new-password.tsx";
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
  const asking = useDeed({
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
      <EmailField
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
  const setting = useDeed({
    mutationFn: ({ password }: NewPassword) => resetPassword({ token, password }),
    onSuccess: () => {
      startAfresh();
      announce({ text: w.resetDone });
      goOn(takeThen());
    },
  });
  const isStale = codeOf(setting.error)?.startsWith("PASSWORD_RESET_TOKEN");
  return (
    <NewPasswordForm
      setting={setting}
      text={w.resetNewText}
      label={w.newPassword}
      submit={w.resetNewSubmit}
      below={
        isStale === true && (
          <Link to="/password-reset" search={{}} className={css["link"]}>
            {w.resetAgain}
          </Link>
        )
      }
    />
  );
}
