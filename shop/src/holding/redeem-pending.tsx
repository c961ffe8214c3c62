/** A redemption whose answer was lost: what is known, and the way to find out, which does nothing twice. */
import { sharesText } from "../amounts.ts";
import { AskError } from "../api/ask.ts";
import { useLang, useWords } from "../lang.ts";
import { isUndecided, type Pending } from "./pending-redemption.ts";
import { useRedeeming, type Done } from "./redeeming.ts";
import { announce } from "../announce.ts";
import { REDEEM } from "../words/redeem.ts";
import { Button } from "../parts/button.tsx";
import { Notice } from "../parts/notice.tsx";
import { Card } from "../parts/page.tsx";
import { Trouble } from "../parts/trouble.tsx";

export function RedeemPending({
  pending,
  onDone,
  onRefused,
}: {
  readonly pending: Pending;
  readonly onDone: (done: Done) => void;
  readonly onRefused: () => void;
}) {
  const lang = useLang();
  const w = useWords(REDEEM);
  const redeeming = useRedeeming(false);
  const { sharesMicro } = pending;
  const askAgain = (): void =>
    redeeming.mutate(pending, {
      onSuccess: (redemption) => onDone({ sharesMicro, redemption }),
      onError: (error) => {
        if (isUndecided(error, false)) return;
        announce({ text: error.message, tone: "bad" });
        onRefused();
      },
    });
  const { error } = redeeming;
  const isSignedOut = error instanceof AskError && error.trouble === "signed_out";
  return (
    <Card title={w.unknownTitle}>
      <Notice tone="gold">{w.unknown(sharesText(sharesMicro, lang, 6))}</Notice>
      {isSignedOut ? (
        <Trouble error={error} />
      ) : (
        error !== null && <Notice tone="bad">{w.lost}</Notice>
      )}
      <Button isWide isBusy={redeeming.isPending} onClick={askAgain}>
        {w.askAgain}
      </Button>
    </Card>
  );
}
