/** How many shares to redeem, with the mall's quote as it is typed, and the last look before it is done. */
import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { moneyText, rateText, readShares, sharesText } from "../amounts.ts";
import { codeOf } from "../api/ask.ts";
import { redemptionQuoteQuery, type Position, type Redemption } from "../api/holder.ts";
import type { Programme } from "../api/programme.ts";
import { useDebounced } from "../debounced.ts";
import { newKey } from "./keys.ts";
import { useLang, useWords } from "../lang.ts";
import { isUndecided, type Pending } from "./pending-redemption.ts";
import { useRedeeming, type Done } from "./redeeming.ts";
import { REDEEM } from "../words/redeem.ts";
import { Button } from "../parts/button.tsx";
import { ConfirmSheet } from "../parts/confirm-sheet.tsx";
import { TextField } from "../parts/field.tsx";
import { Money, Shares } from "../parts/figures.tsx";
import { Form } from "../parts/form.tsx";
import { Notice } from "../parts/notice.tsx";
import { Card } from "../parts/page.tsx";
import { RedeemAfter, RedeemQuote } from "./redeem-quote.tsx";
import css from "./redeem-form.module.css";
import { Row, Rows } from "../parts/rows.tsx";
import { typedShares } from "../typed.ts";

type RedeemFormProps = {
  readonly position: Position;
  readonly programme: Programme;
  readonly onDone: (done: Done) => void;
  /** The answer was lost; what was asked for is kept. */
  readonly onUnknown: (pending: Pending) => void;
};

const TYPING_MILLISECONDS = 350;
const PARTS = [25n, 50n, 75n, 100n] as const;

/** What is wrong with what was typed; nothing typed is wrong once somebody tried to go on. */
function useMistake(
  typed: string,
  micro: string | undefined,
  freeMicro: bigint,
  isTried: boolean,
): string | undefined {
  const lang = useLang();
  const w = useWords(REDEEM);
  if (typed.trim() === "") return isTried ? w.zero : undefined;
  if (micro === undefined) return w.unreadable;
  if (micro === "0") return w.zero;
  return BigInt(micro) > freeMicro ? w.tooMany(sharesText(freeMicro, lang, 6)) : undefined;
}

/** The mall's quote of what stands in the field, once the typing rests; none of anything else. */
function useQuote(wanted: string | undefined) {
  const rested = useDebounced(wanted, TYPING_MILLISECONDS);
  const { data, error, isFetching, refetch } = useQuery({
    ...redemptionQuoteQuery(rested ?? ""),
    enabled: rested !== undefined,
  });
  const isOfField = wanted !== undefined && rested === wanted;
  return {
    current: isOfField && !isFetching ? data : undefined,
    error: isOfField ? error : null,
    refetch,
  };
}

export function RedeemForm({ position, programme, onDone, onUnknown }: RedeemFormProps) {
  const w = useWords(REDEEM);
  const freeMicro = BigInt(position.shares) - BigInt(position.held);
  const [typed, setTyped] = useState("");
  const micro = readShares(typed);
  const [isTried, setTried] = useState(false);
  const mistake = useMistake(typed, micro, freeMicro, isTried);
  const wanted = mistake === undefined && micro !== undefined ? micro : undefined;
  const { current, error, refetch } = useQuote(wanted);
  const isAsking = wanted !== undefined && current === undefined && error === null;
  const [shown, setShown] = useState<Shown>();
  const review = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setTried(true);
    if (wanted === undefined) event.currentTarget.querySelector("input")?.focus();
    if (wanted !== undefined && current !== undefined) {
      setShown({ sharesMicro: wanted, quote: current, key: newKey() });
    }
  };
  // It pays less than was shown: what it pays now is looked at before it is confirmed again.
  const lookAgain = async ({ sharesMicro }: Shown): Promise<void> => {
    const { data } = await refetch();
    if (data !== undefined) setShown({ sharesMicro, quote: data, key: newKey() });
  };
  return (
    <Form
      onSubmit={review}
      actions={
        <Button type="submit" isWide isBusy={isAsking}>
          {w.review}
        </Button>
      }
    >
      <AmountCard
        position={position}
        programme={programme}
        typed={typed}
        mistake={mistake}
        onType={setTyped}
      />
      <RedeemQuote
        sharesMicro={wanted}
        quote={current}
        error={error}
        feeRate={programme.feeRate}
        onRetry={() => void refetch()}
      />
      {wanted !== undefined && current !== undefined && (
        <RedeemAfter
          position={position}
          programme={programme}
          sharesMicro={wanted}
          quote={current}
        />
      )}
      <Review
        shown={shown}
        position={position}
        feeRate={programme.feeRate}
        onDone={onDone}
        onUnknown={onUnknown}
        onChanged={(was) => void lookAgain(was)}
        onClose={() => {
          setShown(undefined);
          void refetch();
        }}
      />
    </Form>
  );
}

function AmountCard({
  position,
  programme,
  typed,
  mistake,
  onType,
}: {
  readonly position: Position;
  readonly programme: Programme;
  readonly typed: string;
  readonly mistake: string | undefined;
  readonly onType: (typed: string) => void;
}) {
  const lang = useLang();
  const w = useWords(REDEEM);
  const freeMicro = BigInt(position.shares) - BigInt(position.held);
  const hasHeld = BigInt(position.held) > 0n;
  return (
    <Card>
      <p className={css["soft"]}>{w.intro(rateText(programme.feeRate))}</p>
      <Rows>
        <Row
          label={w.redeemable}
          hint={hasHeld ? w.setAside(sharesText(position.held, lang)) : undefined}
        >
          <Shares micro={freeMicro} shown={6} />
        </Row>
      </Rows>
      <TextField
        label={w.amount}
        hint={w.amountHint}
        error={mistake}
        inputMode="decimal"
        autoComplete="off"
        value={typed}
        onChange={({ target }) => onType(target.value)}
      />
      <div className={css["parts"]} role="group" aria-label={w.part}>
        {PARTS.map((percent) => (
          <button
            key={percent.toString()}
            type="button"
            className={css["part"]}
            onClick={() => onType(typedShares((freeMicro * percent) / 100n))}
          >
            {percent === 100n ? w.all : `${percent}%`}
          </button>
        ))}
      </div>
    </Card>
  );
}

/** What is looked at last: the quote as it was shown, and the key it will be sent under. */
type Shown = { readonly sharesMicro: string; readonly quote: Redemption; readonly key: string };

function Review({
  shown,
  position,
  feeRate,
  onDone,
  onUnknown,
  onChanged,
  onClose,
}: {
  readonly shown: Shown | undefined;
  readonly position: Position;
  readonly feeRate: string;
  readonly onDone: (done: Done) => void;
  readonly onUnknown: (pending: Pending) => void;
  /** It would pay less than that by now. */
  readonly onChanged: (shown: Shown) => void;
  readonly onClose: () => void;
}) {
  const lang = useLang();
  const w = useWords(REDEEM);
  const redeeming = useRedeeming(true);
  const send = (looked: Shown): void => {
    const { sharesMicro, quote, key } = looked;
    const { holder } = position;
    const pending = { holder, sharesMicro, key, leastPayoutMinor: quote.payout };
    redeeming.mutate(pending, {
      onSuccess: (redemption) => onDone({ sharesMicro, redemption }),
      onError: (error) => {
        if (isUndecided(error, true)) onUnknown(pending);
        if (codeOf(error) === "mall.payout_below_quote") onChanged(looked);
      },
    });
  };
  return (
    <ConfirmSheet
      isOpen={shown !== undefined}
      title={w.confirmTitle}
      confirm={w.confirm(sharesText(shown?.sharesMicro ?? "0", lang, 6))}
      isBusy={redeeming.isPending}
      error={redeeming.error}
      onConfirm={() => shown !== undefined && send(shown)}
      onClose={() => {
        redeeming.reset();
        onClose();
      }}
    >
      {shown !== undefined && (
        <Rows>
          <Row label={w.shares}>
            <Shares micro={shown.sharesMicro} shown={6} />
          </Row>
          <Row label={w.value}>{moneyText(shown.quote.value, lang)}</Row>
          <Row label={w.fee(rateText(feeRate))}>
            <Money minor={-BigInt(shown.quote.fee)} />
          </Row>
          <Row label={w.least} hint={w.leastHint} isStrong>
            <Money minor={shown.quote.payout} />
          </Row>
        </Rows>
      )}
      <Notice>{w.irrevocable}</Notice>
    </ConfirmSheet>
  );
}
