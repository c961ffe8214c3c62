/** Withdrawals, each with how far it is, and a way to take it back as long as nobody has approved it. */
import { useQueryClient } from "@tanstack/react-query";
import { Check, X } from "lucide-react";
import { useState } from "react";
import { moneyText } from "../amounts.ts";
import { announce } from "../announce.ts";
import { cancelWithdrawal, type Withdrawal } from "../api/holder.ts";
import { instantText } from "../days.ts";
import { useDeed } from "../deed.ts";
import { useLang, useWords } from "../lang.ts";
import { WALLET } from "../words/wallet.ts";
import { Button } from "../parts/button.tsx";
import { ConfirmSheet } from "../parts/confirm-sheet.tsx";
import { Money } from "../parts/figures.tsx";
import css from "./withdrawals.module.css";

const STEPS = ["requested", "reviewed", "approved", "paid"] as const;
type Step = (typeof STEPS)[number];

const isStep = (state: string): state is Step => (STEPS as readonly string[]).includes(state);

/** Whether its asker may still take it back. */
const isOpen = (state: string): boolean => state === "requested" || state === "reviewed";

export function Withdrawals({ list }: { readonly list: readonly Withdrawal[] }) {
  const w = useWords(WALLET);
  if (list.length === 0) return <p className={css["soft"]}>{w.none}</p>;
  return (
    <ul className={css["list"]}>
      {list.map((withdrawal) => (
        <li key={withdrawal.id} className={css["one"]}>
          <OneWithdrawal withdrawal={withdrawal} />
        </li>
      ))}
    </ul>
  );
}

function OneWithdrawal({ withdrawal }: { readonly withdrawal: Withdrawal }) {
  const lang = useLang();
  const w = useWords(WALLET);
  const { amount, account, state, requestedAt, reference, rejection } = withdrawal;
  return (
    <>
      <div className={css["head"]}>
        <Money minor={amount} size="l" />
        <span className={css["soft"]}>{instantText(requestedAt, lang)}</span>
      </div>
      <p className={css["soft"]}>{w.to(account)}</p>
      {isStep(state) ? (
        <Steps at={state} withdrawal={withdrawal} />
      ) : (
        <Ended withdrawal={withdrawal} />
      )}
      {rejection !== null && (
        <p className={css["soft"]}>
          {w.reason}: {rejection}
        </p>
      )}
      {reference !== null && (
        <p className={css["soft"]}>
          {w.reference}: <span className="figures">{reference}</span>
        </p>
      )}
      {isOpen(state) && <CancelWithdrawal withdrawal={withdrawal} />}
    </>
  );
}

/** When something was done; nothing where the mall does not say it. */
function When({ instant }: { readonly instant: string | null }) {
  const lang = useLang();
  if (instant === null) return null;
  return (
    <time className={css["when"]} dateTime={instant}>
      {instantText(instant, lang, "short")}
    </time>
  );
}

function Steps({ at, withdrawal }: { readonly at: Step; readonly withdrawal: Withdrawal }) {
  const w = useWords(WALLET);
  const now = STEPS.indexOf(at);
  return (
    <ol className={css["steps"]}>
      {STEPS.map((step, index) => (
        <li
          key={step}
          className={index <= now ? css["done"] : css["coming"]}
          aria-current={index === now ? "step" : undefined}
        >
          <span className={css["dot"]} aria-hidden="true">
            {index <= now && <Check />}
          </span>
          <span>
            {w[step]}
            <span className="unseen"> {index <= now ? w.isDone : w.isComing}</span>
          </span>
          <When instant={withdrawal[`${step}At`]} />
        </li>
      ))}
    </ol>
  );
}

function Ended({
  withdrawal: { state, rejectedAt, cancelledAt },
}: {
  readonly withdrawal: Withdrawal;
}) {
  const w = useWords(WALLET);
  return (
    <p className={css["ended"]}>
      <X aria-hidden="true" />
      <span>
        {state === "rejected" ? w.rejected : w.cancelled}{" "}
        <When instant={rejectedAt ?? cancelledAt} />
        <span className={css["soft"]}> · {w.givenBack}</span>
      </span>
    </p>
  );
}

function CancelWithdrawal({ withdrawal: { id, amount } }: { readonly withdrawal: Withdrawal }) {
  const lang = useLang();
  const w = useWords(WALLET);
  const client = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const cancelling = useDeed({
    mutationFn: () => cancelWithdrawal(id),
    onSuccess: () => {
      setAsked(false);
      announce({ text: w.cancelDone });
    },
    // Not waited for: what is asked anew may take this part of the page away before it is told.
    onSettled: () => void client.invalidateQueries({ queryKey: ["holder"] }),
  });
  return (
    <>
      <div>
        <Button look="second" onClick={() => setAsked(true)}>
          {w.cancel}
        </Button>
      </div>
      <ConfirmSheet
        isOpen={isAsked}
        title={w.cancelTitle}
        confirm={w.cancel}
        dismiss={w.keep}
        look="danger"
        isBusy={cancelling.isPending}
        error={cancelling.error}
        unknown={w.cancelUnknown}
        onConfirm={() => cancelling.mutate()}
        onClose={() => {
          cancelling.reset();
          setAsked(false);
        }}
      >
        <p>{w.cancelText(moneyText(amount, lang))}</p>
      </ConfirmSheet>
    </>
  );
}
