/** A redemption that is done, in exact figures, and the way to the money. */
import { CircleCheck } from "lucide-react";
import { useEffect, useRef } from "react";
import { moneyText } from "../amounts.ts";
import { useLang, useWords } from "../lang.ts";
import type { Done } from "./redeeming.ts";
import { REDEEM } from "../words/redeem.ts";
import { ButtonLink } from "../parts/button.tsx";
import { Money, Shares } from "../parts/figures.tsx";
import { Card } from "../parts/page.tsx";
import css from "./redeem-done.module.css";
import { Row, Rows } from "../parts/rows.tsx";

export function RedeemDone({ done: { sharesMicro, redemption } }: { readonly done: Done }) {
  const lang = useLang();
  const w = useWords(REDEEM);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    title.current?.focus();
    scrollTo({ top: 0 });
  }, []);
  const { value, fee, payout } = redemption;
  return (
    <Card>
      <div className={css["head"]}>
        <CircleCheck aria-hidden="true" />
        <h2 ref={title} tabIndex={-1}>
          {w.doneTitle}
        </h2>
        <p>{w.done(moneyText(payout, lang))}</p>
      </div>
      <Rows>
        <Row label={w.shares}>
          <Shares micro={sharesMicro} shown={6} />
        </Row>
        <Row label={w.value}>{moneyText(value, lang)}</Row>
        <Row label={w.feePaid}>
          <Money minor={-BigInt(fee)} />
        </Row>
        <Row label={w.payout} isStrong>
          {moneyText(payout, lang)}
        </Row>
      </Rows>
      <div className={css["ways"]}>
        <ButtonLink to="/shares/wallet" isWide>
          {w.toWallet}
        </ButtonLink>
        <ButtonLink to="/shares/statement" search={{}} look="second" isWide>
          {w.toStatement}
        </ButtonLink>
        <ButtonLink to="/shares" look="quiet" isWide>
          {w.toShares}
        </ButtonLink>
      </div>
    </Card>
  );
}
