/** Sends the mail again that confirms an address. */
import { announce } from "../announce.ts";
import { resendVerification } from "../api/account.ts";
import { useDeed } from "../deed.ts";
import { useWords } from "../lang.ts";
import { Button } from "../parts/button.tsx";
import { Failure } from "../parts/failure.tsx";
import { LOGIN } from "../words/login.ts";

export function Resend({ email }: { readonly email: string }) {
  const w = useWords(LOGIN);
  const sending = useDeed({
    mutationFn: () => resendVerification(email),
    onSuccess: () => announce({ text: w.resent }),
  });
  return (
    <>
      <Failure error={sending.error} />
      <Button look="second" isBusy={sending.isPending} onClick={() => sending.mutate()}>
        {w.resend}
      </Button>
    </>
  );
}
