/** Where the mail about another mail address leads: the new one takes effect. */
import { useQueryClient } from "@tanstack/react-query";
import { confirmEmail } from "../api/account.ts";
import { AskError } from "../api/ask.ts";
import { meQuery } from "../api/session.ts";
import { useWords } from "../lang.ts";
import { Button, ButtonLink } from "../parts/button.tsx";
import { Failure } from "../parts/failure.tsx";
import { useToken } from "./link-token.tsx";
import { Notice } from "../parts/notice.tsx";
import { Card, Page } from "../parts/page.tsx";
import { Skeleton } from "../parts/waiting.tsx";
import { changeAddressRoute } from "../routes.tsx";
import { COMMON } from "../words/common.ts";
import { LOGIN } from "../words/login.ts";

export function VerifyChangePage() {
  const w = useWords(LOGIN);
  const { retry } = useWords(COMMON);
  const { token } = changeAddressRoute.useSearch();
  const client = useQueryClient();
  const changing = useToken(token, confirmEmail, () => {
    void client.invalidateQueries({ queryKey: meQuery.queryKey });
  });
  const { error } = changing;
  const mayRetry = error instanceof AskError && error.trouble !== "refused";
  return (
    <Page title={w.changeTitle}>
      <Card>
        {token === undefined && <Notice tone="bad">{w.verifyNoToken}</Notice>}
        {token !== undefined && error === null && !changing.isSuccess && (
          <div role="status">
            <p>{w.verifying}</p>
            <Skeleton lines={2} />
          </div>
        )}
        {changing.isSuccess && (
          <Notice tone="good">
            {w.changed} {w.changedText}
          </Notice>
        )}
        <Failure error={error} />
        {token !== undefined && mayRetry ? (
          <Button onClick={() => changing.mutate(token)}>{retry}</Button>
        ) : (
          <ButtonLink to="/me/profile">{w.toProfile}</ButtonLink>
        )}
      </Card>
    </Page>
  );
}
