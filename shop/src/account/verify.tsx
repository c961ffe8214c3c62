/** Where the mail of a registration leads: the address is confirmed, and its owner logged in. */
import { announce } from "../announce.ts";
import { verify } from "../api/account.ts";
import { AskError, codeOf } from "../api/ask.ts";
import { useMe, useSession } from "../api/session.ts";
import { useDeed } from "../deed.ts";
import { useWords } from "../lang.ts";
import { Button, ButtonLink } from "../parts/button.tsx";
import { Failure } from "../parts/failure.tsx";
import { useToken } from "./link-token.tsx";
import { Notice } from "../parts/notice.tsx";
import { Card, Page } from "../parts/page.tsx";
import { NewPasswordForm, type NewPassword } from "./new-password.tsx";
import { Skeleton } from "../parts/waiting.tsx";
import { verifyRoute } from "../routes.tsx";
import { takeThen, useGoOn } from "./then.ts";
import { COMMON } from "../words/common.ts";
import { LOGIN } from "../words/login.ts";

export function VerifyPage() {
  const w = useWords(LOGIN);
  const { token } = verifyRoute.useSearch();
  const { startAfresh } = useSession();
  const goOn = useGoOn();
  const finish = (): void => {
    startAfresh();
    announce({ text: w.verified });
    goOn(takeThen());
  };
  const verifying = useToken(token, (token) => verify({ token }), finish);
  const needsPassword = codeOf(verifying.error) === "MISSING_PASSWORD_ERROR";
  return (
    <Page title={w.verifyTitle}>
      <Card>
        {token === undefined ? (
          <Notice tone="bad">{w.verifyNoToken}</Notice>
        ) : needsPassword ? (
          <FirstPassword token={token} onDone={finish} />
        ) : verifying.error !== null ? (
          <Failed error={verifying.error} onRetry={() => verifying.mutate(token)} />
        ) : (
          <div role="status">
            <p>{w.verifying}</p>
            <Skeleton lines={2} />
          </div>
        )}
      </Card>
    </Page>
  );
}

function Failed({ error, onRetry }: { readonly error: Error; readonly onRetry: () => void }) {
  const w = useWords(LOGIN);
  const { retry } = useWords(COMMON);
  const { data: me } = useMe();
  const isIn = me !== undefined && me !== null;
  const isRefused = error instanceof AskError && error.trouble === "refused";
  return (
    <>
      <Failure error={error} />
      {isRefused ? (
        <>
          {codeOf(error) === "VERIFICATION_TOKEN_INVALID_ERROR" && !isIn && (
            <p>{w.verifyAlready}</p>
          )}
          {isIn ? (
            <>
              <p>{w.isInAs(me.emailAddress)}</p>
              <ButtonLink to="/me">{w.goOn}</ButtonLink>
            </>
          ) : (
            <ButtonLink to="/login" search={{}}>
              {w.toLogin}
            </ButtonLink>
          )}
        </>
      ) : (
        <Button onClick={onRetry}>{retry}</Button>
      )}
    </>
  );
}

/** For an account that was made without a password. */
function FirstPassword({ token, onDone }: { readonly token: string; readonly onDone: () => void }) {
  const w = useWords(LOGIN);
  const setting = useDeed({
    mutationFn: ({ password }: NewPassword) => verify({ token, password }),
    onSuccess: onDone,
  });
  return (
    <NewPasswordForm
      setting={setting}
      text={w.verifyPasswordText}
      label={w.password}
      submit={w.verifySubmit}
    />
  );
}
