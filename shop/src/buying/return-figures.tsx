/** What a return would come to: given back, withheld and why, and paid. */
import { moneyText } from "../amounts.ts";
import type { ReturnQuote } from "../api/orders.ts";
import { useLang, useWords } from "../lang.ts";
import { RETURNS } from "../words/returns.ts";
import { Button } from "../parts/button.tsx";
import { Failure } from "../parts/failure.tsx";
import { Money } from "../parts/figures.tsx";
import { Card } from "../parts/page.tsx";
import type { QuoteState } from "./return-form.tsx";
import css from "./return-figures.module.css";
import { Row, Rows } from "../parts/rows.tsx";
import { Skeleton } from "../parts/waiting.tsx";
import { COMMON } from "../words/common.ts";

export function ReturnFigures({
  quote,
  isChosen,
  isUnsent,
}: {
  readonly isUnsent: boolean;
  readonly quote: QuoteState;
  readonly isChosen: boolean;
}) {
  const w = useWords(RETURNS);
  const common = useWords(COMMON);
  return (
    <Card title={w.comesTo}>
      <div aria-live="polite" className={css["figures"]}>
        {!isChosen ? (
          <p className={css["quiet"]}>{w.chooseFirst}</p>
        ) : quote.error !== null ? (
          <>
            <Failure error={quote.error} />
            <Button look="second" isBusy={quote.isFetching} onClick={() => void quote.refetch()}>
              {common.retry}
            </Button>
          </>
        ) : quote.data === undefined ? (
          <Skeleton lines={3} />
        ) : (
          <Figures quote={quote.data} isOld={quote.isFetching} isUnsent={isUnsent} />
        )}
      </div>
    </Card>
  );
}

function Figures({
  quote,
  isOld,
  isUnsent,
}: {
  readonly quote: ReturnQuote;
  readonly isOld: boolean;
  readonly isUnsent: boolean;
}) {
  const w = useWords(RETURNS);
  const lang = useLang();
  const hasShares = BigInt(quote.shares) > 0n;
  const isWithheld = BigInt(quote.withheld) > 0n;
  return (
    <div className={isOld ? css["old"] : css["figures"]} aria-busy={isOld}>
      <Rows>
        <Row label={w.money}>
          <Money minor={quote.money} />
        </Row>
        {hasShares && (
          <Row label={w.shares} hint={w.sharesHint}>
            <Money minor={quote.shares} />
          </Row>
        )}
        <Row label={w.withheld}>
          {isWithheld ? moneyText(-BigInt(quote.withheld), lang) : w.none}
        </Row>
        {BigInt(quote.givenBack) > 0n && (
          <Row label={w.givenBack}>{moneyText(-BigInt(quote.givenBack), lang)}</Row>
        )}
        {BigInt(quote.missing) > 0n && (
          <Row label={w.missing}>{moneyText(-BigInt(quote.missing), lang)}</Row>
        )}
        <Row label={w.pay} isStrong>
          <Money minor={quote.pay} size="l" />
        </Row>
      </Rows>
      <p className={css["quiet"]}>{quote.isMature ? w.mature : w.notMature}</p>
      <p className={css["quiet"]}>{isUnsent ? w.promiseUnsent : w.promise}</p>
    </div>
  );
}
