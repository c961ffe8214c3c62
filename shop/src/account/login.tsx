/** Logging in, and going on to where somebody came from. */
import { Link } from "@tanstack/react-router";
import { useForm } from "react-hook-form";
import { codeOf } from "../api/ask.ts";
import { useMe, useSession, type Credentials } from "../api/session.ts";
import { bridge } from "../bridge/bridge.ts";
import { useDeed } from "../deed.ts";
import { EmailField } from "./contact-fields.tsx";
import { emailRules } from "./forms.ts";
import { useWords } from "../lang.ts";
import { Button } from "../parts/button.tsx";
import { Failure } from "../parts/failure.tsx";
import { CheckField } from "../parts/field.tsx";
import { Form } from "../parts/form.tsx";
import { Card, Page } from "../parts/page.tsx";
import { PasswordField } from "./password-field.tsx";
import { Resend } from "./resend.tsx";
import css from "./way-in.module.css";
import { loginRoute } from "../routes.tsx";
import { useGoOn } from "./then.ts";
import { LOGIN } from "../words/login.ts";

export function LoginPage() {
  const w = useWords(LOGIN);
  const { then } = loginRoute.useSearch();
  const { data: me } = useMe();
  const goOn = useGoOn();
  return (
    <Page title={w.title} up="/me">
      {me !== undefined && me !== null ? (
        <Card title={w.isIn}>
          <p>{w.isInAs(me.emailAddress)}</p>
          <Button onClick={() => goOn(then)}>{w.goOn}</Button>
        </Card>
      ) : (
        <Card>
          {bridge().login !== undefined && <ByShell onDone={() => goOn(then)} />}
          <LoginForm onDone={() => goOn(then)} />
          <p className={css["note"]}>
            {w.noAccount}{" "}
            <Link to="/register" search={{ then }} className={css["link"]}>
              {w.register}
            </Link>
          </p>
        </Card>
      )}
    </Page>
  );
}

/** The shell's own way in, before the form. */
function ByShell({ onDone }: { readonly onDone: () => void }) {
  const w = useWords(LOGIN);
  const { logInByShell } = useSession();
  const login = useDeed({
    mutationFn: logInByShell,
    onSuccess: (isIn) => {
      if (isIn) onDone();
    },
  });
  return (
    <>
      <Button isWide isBusy={login.isPending} onClick={() => login.mutate()}>
        {w.byShell}
      </Button>
      <Failure error={login.error} />
      <p className={css["note"]}>{w.orByMail}</p>
    </>
  );
}

function LoginForm({ onDone }: { readonly onDone: () => void }) {
  const w = useWords(LOGIN);
  const { logIn } = useSession();
  const form = useForm<Required<Credentials>>({
    defaultValues: { email: "", password: "", isKept: true },
  });
  const { errors } = form.formState;
  const login = useDeed({
    mutationFn: logIn,
    onSuccess: onDone,
    // What was written stays; the password is the likelier to be wrong.
    onError: (error) => {
      if (codeOf(error) === "INVALID_CREDENTIALS_ERROR") {
        form.setFocus("password", { shouldSelect: true });
      }
    },
  });
  const isUnverified = codeOf(login.error) === "NOT_VERIFIED_ERROR";
  return (
    <Form
      onSubmit={(event) => void form.handleSubmit((values) => login.mutate(values))(event)}
      error={login.error}
      actions={
        <>
          {isUnverified && <Resend email={form.getValues("email")} />}
          <Button type="submit" isWide isBusy={login.isPending}>
            {w.submit}
          </Button>
        </>
      }
    >
      <EmailField error={errors.email?.message} {...form.register("email", emailRules(w))} />
      <PasswordField
        label={w.password}
        autoComplete="current-password"
        error={errors.password?.message}
        {...form.register("password", { required: w.passwordMissing })}
      />
      <div className={css["line"]}>
        <CheckField label={w.keep} {...form.register("isKept")} />
        <Link to="/password-reset" className={css["link"]}>
          {w.forgotten}
        </Link>
      </div>
    </Form>
  );
}
