/** Registering: as little as an account needs, and what it means. A mail confirms the address. */
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { register } from "../api/account.ts";
import { useDeed } from "../deed.ts";
import { useWords } from "../lang.ts";
import { Button, ButtonLink } from "../parts/button.tsx";
import { Card, Page } from "../parts/page.tsx";
import { RegisterForm, type Registration } from "./register-form.tsx";
import { Resend } from "./resend.tsx";
import { SentMail } from "./sent-mail.tsx";
import css from "./way-in.module.css";
import { forgetReferrer } from "./referrer.ts";
import { registerRoute } from "../routes.tsx";
import { keepThen } from "./then.ts";
import { LOGIN } from "../words/login.ts";
import { REGISTER } from "../words/register.ts";

export function RegisterPage() {
  const w = useWords(REGISTER);
  const { then, email = "" } = registerRoute.useSearch();
  const [sentTo, setSentTo] = useState<string>();
  const registering = useDeed({
    mutationFn: ({ name, code, device, ...rest }: Registration) =>
      register({ input: { ...rest, ...name }, referralCode: code, device }),
    onSuccess: (_answer, { emailAddress }) => {
      keepThen(then);
      forgetReferrer();
      setSentTo(emailAddress);
      scrollTo({ top: 0 });
    },
  });
  return (
    <Page title={w.title} up="/me">
      {sentTo !== undefined && (
        <Card>
          <Sent email={sentTo} onOther={() => setSentTo(undefined)} />
        </Card>
      )}
      {/* It stays as it was written, for whoever mistyped the address. */}
      <div hidden={sentTo !== undefined}>
        <Card>
          <p className={css["hint"]}>{w.why}</p>
          <RegisterForm
            email={email}
            isBusy={registering.isPending}
            error={registering.error}
            onRegister={(registration) => registering.mutate(registration)}
          />
          <p className={css["note"]}>
            {w.haveAccount}{" "}
            <Link to="/login" search={{ then }} className={css["link"]}>
              {useWords(LOGIN).title}
            </Link>
          </p>
        </Card>
      </div>
    </Page>
  );
}

function Sent({ email, onOther }: { readonly email: string; readonly onOther: () => void }) {
  const w = useWords(REGISTER);
  const l = useWords(LOGIN);
  return (
    <SentMail title={w.sentTitle} text={w.sentText(email)}>
      <p className={css["hint"]}>{w.sentNone}</p>
      <Resend email={email} />
      <ButtonLink look="second" to="/login">
        {l.toLogin}
      </ButtonLink>
      <Button look="quiet" onClick={onOther}>
        {w.otherAddress}
      </Button>
    </SentMail>
  );
}
