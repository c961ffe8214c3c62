/** The books of the programme: what there is behind the shares, and of all quota what was paid. */
import { countText, moneyText, rateText, sharesText } from "../amounts.ts";
import type { Programme } from "../api/programme.ts";
import { dayText } from "../days.ts";
import { useLang, useWords } from "../lang.ts";
import { navText, netOfFee } from "../nav.ts";
import { PROGRAMME } from "../words/programme.ts";
import css from "./books.module.css";
import { Money, Shares } from "../parts/figures.tsx";
import { Card } from "../parts/page.tsx";
import { PaidBar } from "../parts/paid-bar.tsx";
import { Pair, PairItem } from "../parts/pair.tsx";
import { Row, Rows } from "../parts/rows.tsx";

export function Books({ programme }: { readonly programme: Programme }) {
  const lang = useLang();
  const w = useWords(PROGRAMME);
  const { nav, feeRate, lastClose, reserve, outstanding, founding } = programme;
  const { funds, holders, issued, authorised } = programme;
  return (
    <Card title={w.books}>
      <p className={css["soft"]}>
        {lastClose === null ? w.noClose : w.asOf(dayText(lastClose, lang))}
      </p>
      <Pair>
        <PairItem label={w.nav} hint={w.navHint}>
          {navText(nav, lang)}
        </PairItem>
        <PairItem label={w.net} hint={w.netHint(rateText(feeRate))}>
          {navText(netOfFee(nav, feeRate), lang)}
        </PairItem>
      </Pair>
      <Rows>
        <Row label={w.reserve} hint={w.reserveHint}>
          <Money minor={reserve} />
        </Row>
        <Row label={w.outstanding}>
          <Shares micro={outstanding} shown={6} />
        </Row>
        <Row label={w.founding} hint={w.foundingHint}>
          <Shares micro={founding} />
        </Row>
        <Row label={w.issued} hint={w.issuedHint(sharesText(authorised, lang))}>
          <Shares micro={issued} />
        </Row>
        <Row label={w.funds}>
          <Money minor={funds} />
        </Row>
        <Row label={w.holders}>{countText(holders, lang)}</Row>
      </Rows>
    </Card>
  );
}

export function QuotaBooks({ programme }: { readonly programme: Programme }) {
  const lang = useLang();
  const w = useWords(PROGRAMME);
  const { quotaGranted, quotaPaid, quotaPaidPercent } = programme;
  return (
    <Card title={w.quota}>
      {quotaPaidPercent === null ? (
        <p>{w.none}</p>
      ) : (
        <>
          <PaidBar part={quotaPaid} whole={quotaGranted} label={w.paidBar(quotaPaidPercent)} />
          <Rows>
            <Row label={w.granted}>{moneyText(quotaGranted, lang)}</Row>
            <Row label={w.paid}>{moneyText(quotaPaid, lang)}</Row>
            <Row label={w.paidPart} isStrong>
              {quotaPaidPercent}%
            </Row>
          </Rows>
        </>
      )}
      <p className={css["soft"]}>{w.noPromise}</p>
    </Card>
  );
}
