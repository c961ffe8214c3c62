/** What a redemption pays, and what it takes away. */
import { moneyText, rateText } from "../amounts.ts";
import type { Position, Redemption } from "../api/holder.ts";
import type { Programme } from "../api/programme.ts";
import { useLang, useWords } from "../lang.ts";
import { REDEEM } from "../words/redeem.ts";
import { Money, Shares } from "../parts/figures.tsx";
import { Notice } from "../parts/notice.tsx";
import { Card } from "../parts/page.tsx";
import css from "./redeem-quote.module.css";
import { Row, Rows } from "../parts/rows.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { AskError } from "../api/ask.ts";

type RedeemQuoteProps = {
  /** Undefined while nothing readable is typed. */
  readonly sharesMicro: string | undefined;
  /** Undefined while it is on its way. */
  readonly quote: Redemption | undefined;
  readonly error: Error | null;
  readonly feeRate: string;
  readonly onRetry: () => void;
};

export function RedeemQuote({ sharesMicro, quote, error, feeRate, onRetry }: RedeemQuoteProps) {
  const w = useWords(REDEEM);
  const isAsked = sharesMicro !== undefined;
  return (
    <Card title={w.quote}>
      {error !== null ? (
        <QuoteTrouble error={error} onRetry={onRetry} />
      ) : (
        <div aria-live="polite" aria-busy={isAsked && quote === undefined}>
          <Rows>
            <Row label={w.value}>
              <Figure minor={quote?.value} />
            </Row>
            <Row label={w.fee(rateText(feeRate))} hint={w.feeHint}>
              <Figure minor={quote?.fee} isTaken />
            </Row>
            <Row label={w.payout} isStrong>
              <Figure minor={quote?.payout} />
            </Row>
          </Rows>
          <p className={css["soft"]}>
            {isAsked ? (quote === undefined ? w.working : " ") : w.typeFirst}
          </p>
        </div>
      )}
    </Card>
  );
}

function QuoteTrouble({ error, onRetry }: { readonly error: Error; readonly onRetry: () => void }) {
  const isNo = error instanceof AskError && error.trouble === "refused";
  return isNo ? (
    <Notice tone="bad">{error.message}</Notice>
  ) : (
    <Trouble error={error} onRetry={onRetry} />
  );
}

/** An amount, or the place where it will stand. */
function Figure({
  minor,
  isTaken = false,
}: {
  readonly minor: string | undefined;
  readonly isTaken?: boolean;
}) {
  const lang = useLang();
  if (minor === undefined) return <span aria-hidden="true">—</span>;
  const told = moneyText(isTaken ? -BigInt(minor) : minor, lang);
  return <span className={css["figure"]}>{told}</span>;
}

export function RedeemAfter({
  position,
  programme,
  sharesMicro,
  quote,
}: {
  readonly position: Position;
  readonly programme: Programme;
  readonly sharesMicro: string;
  readonly quote: Redemption;
}) {
  const lang = useLang();
  const w = useWords(REDEEM);
  const { shares, held, quotaLeft, tier } = position;
  const leftMicro = BigInt(shares) - BigInt(sharesMicro);
  const usedMinor = programme.consumesQuota ? BigInt(quote.payout) : 0n;
  const quotaMinor = BigInt(quotaLeft) > usedMinor ? BigInt(quotaLeft) - usedMinor : 0n;
  const losesQuota = quotaMinor === 0n && BigInt(quotaLeft) > 0n;
  return (
    <Card title={w.after}>
      <Rows>
        <Row label={w.sharesAfter}>
          <Shares micro={leftMicro} shown={6} />
        </Row>
        <Row
          label={w.quotaAfter}
          hint={
            programme.consumesQuota
              ? `${w.quotaHint} · ${w.quotaNow(moneyText(quotaLeft, lang))}`
              : undefined
          }
        >
          <Money minor={quotaMinor} />
        </Row>
      </Rows>
      {losesQuota && <Notice tone="gold">{w.quotaGone}</Notice>}
      {leftMicro === BigInt(held) && <Notice>{w.noneLeft}</Notice>}
      <div>
        <h3 className={css["head"]}>{w.giveUpTitle}</h3>
        <ul className={css["list"]}>
          {w.giveUp.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        {tier > 0 && <p className={css["soft"]}>{w.tierKept}</p>}
      </div>
    </Card>
  );
}
