/** What was checked in a statement file in which everything fits, each with its figures. */
import type { Checked } from "@patronage/proof";
import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { countText, moneyText, sharesText } from "../amounts.ts";
import { useLang, useWords } from "../lang.ts";
import { Card } from "../parts/page.tsx";
import { Row, Rows } from "../parts/rows.tsx";
import { PROOF } from "../words/proof.ts";
import { fileDayText, figuresOf } from "./proof-file.ts";
import css from "./proof.module.css";

type CheckedProps = { readonly checked: Checked };

export function WhatWasChecked({ checked }: CheckedProps) {
  const w = useWords(PROOF);
  return (
    <Card title={w.checked}>
      <ul className={css["checks"]}>
        <Item title={w.whole} text={w.wholeText} />
        <Closes checked={checked} />
        <Dividends checked={checked} />
        <Position checked={checked} />
        <Nav checked={checked} />
        <Redeemed checked={checked} />
        <Counted checked={checked} />
      </ul>
    </Card>
  );
}

type ItemProps = { readonly title: string; readonly text: string; readonly children?: ReactNode };

function Item({ title, text, children }: ItemProps) {
  return (
    <li className={css["check"]}>
      <Check aria-hidden="true" />
      <div className={css["told"]}>
        <h3>{title}</h3>
        <p>{text}</p>
        {children !== undefined && <Rows>{children}</Rows>}
      </div>
    </li>
  );
}

function Closes({ checked: { statement, closeCount, last } }: CheckedProps) {
  const lang = useLang();
  const w = useWords(PROOF);
  const [first] = statement.closes;
  return (
    <Item title={w.closes} text={w.closesText}>
      <Row label={w.closeCount}>{countText(closeCount, lang)}</Row>
      {first !== undefined && <Row label={w.from}>{fileDayText(first.date, lang)}</Row>}
      <Row label={w.until}>{fileDayText(last.date, lang)}</Row>
    </Item>
  );
}

function Dividends({ checked }: CheckedProps) {
  const lang = useLang();
  const w = useWords(PROOF);
  const { currency } = figuresOf(checked, lang);
  return (
    <Item title={w.dividends} text={w.dividendsText}>
      <Row label={w.dividendDays}>{countText(checked.dividendDays, lang)}</Row>
      <Row label={w.dividendsSum}>{moneyText(checked.dividendsMinor, lang, currency)}</Row>
    </Item>
  );
}

function Position({ checked }: CheckedProps) {
  const lang = useLang();
  const w = useWords(PROOF);
  const { currency, quotaMinor } = figuresOf(checked, lang);
  const { entries, position } = checked.statement;
  return (
    <Item title={w.position} text={w.positionText}>
      <Row label={w.entryCount}>{countText(entries.length, lang)}</Row>
      <Row label={w.shares}>{sharesText(position.sharesMicro, lang, 6)}</Row>
      <Row label={w.quotaLeft}>{moneyText(quotaMinor, lang, currency)}</Row>
      <Row label={w.wallet}>{moneyText(checked.walletMinor, lang, currency)}</Row>
    </Item>
  );
}

function Nav({ checked }: CheckedProps) {
  const lang = useLang();
  const w = useWords(PROOF);
  const { navFirst, navLast } = figuresOf(checked, lang);
  return (
    <Item title={w.nav} text={w.navText}>
      <Row label={w.navFirst}>{navFirst}</Row>
      <Row label={w.navLast}>{navLast}</Row>
    </Item>
  );
}

function Redeemed({ checked }: CheckedProps) {
  const lang = useLang();
  const w = useWords(PROOF);
  const { redeemedCount, spentCount } = figuresOf(checked, lang);
  if (redeemedCount + spentCount === 0) return <Item title={w.redeemed} text={w.redeemedNone} />;
  return (
    <Item title={w.redeemed} text={w.redeemedText}>
      <Row label={w.redeemedCount}>{countText(redeemedCount, lang)}</Row>
      <Row label={w.spentCount}>{countText(spentCount, lang)}</Row>
    </Item>
  );
}

function Counted({ checked }: CheckedProps) {
  const lang = useLang();
  const w = useWords(PROOF);
  const { path, tree } = checked.statement;
  const { holders, sharesMicro } = tree.figures;
  const all = figuresOf(checked, lang);
  return (
    <Item title={w.counted} text={w.countedText}>
      <Row label={w.steps}>{countText(path.length, lang)}</Row>
      <Row label={w.holders}>{countText(holders, lang)}</Row>
      <Row label={w.allShares}>{sharesText(sharesMicro, lang, 6)}</Row>
      <Row label={w.allDividends}>{moneyText(all.allDividendsMinor, lang, all.currency)}</Row>
      <Row label={w.allQuota}>{moneyText(all.allQuotaMinor, lang, all.currency)}</Row>
      <Row label={w.allWallets}>{moneyText(all.allWalletsMinor, lang, all.currency)}</Row>
    </Item>
  );
}
