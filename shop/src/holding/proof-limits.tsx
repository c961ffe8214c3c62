/** What no statement file can prove, and what whoever holds it can look at instead. */
import type { Checked } from "@patronage/proof";
import { Link } from "@tanstack/react-router";
import { Eye } from "lucide-react";
import { useState, type ReactNode } from "react";
import { countText, moneyText } from "../amounts.ts";
import { useLang, useWords } from "../lang.ts";
import { Card } from "../parts/page.tsx";
import { PROOF } from "../words/proof.ts";
import { STATEMENT } from "../words/statement.ts";
import { fileDayText, fileInstantText, figuresOf } from "./proof-file.ts";
import { Root } from "./proof-root.tsx";
import { kindText } from "./statement-lines.ts";
import css from "./proof.module.css";

type LimitsProps = {
  readonly checked: Checked;
  readonly isOwn: boolean;
  /** Whether the file is of this mall's programme, so that its bank card stands below. */
  readonly isHere: boolean;
};

export function Limits({ checked, isOwn, isHere }: LimitsProps) {
  const lang = useLang();
  const w = useWords(PROOF);
  return (
    <Card title={w.limits}>
      <ul className={css["checks"]}>
        <Item title={w.cash}>
          <Cash checked={checked} />
          {isHere && <p>{w.cashBelow}</p>}
        </Item>
        <Item title={w.root}>
          <p>{w.rootText}</p>
          <Root checked={checked} isHere={isHere} />
        </Item>
        <Item title={w.entries}>
          <p>{w.entriesText}</p>
          <Entries checked={checked} />
          {isOwn && (
            <Link to="/shares/statement" search={{}} className={css["link"]}>
              {w.toStatement}
            </Link>
          )}
        </Item>
        <Item title={w.grant}>
          <p>{w.grantText}</p>
        </Item>
        <Item title={w.later(fileDayText(checked.last.date, lang))}>
          <p>{w.laterText}</p>
        </Item>
      </ul>
    </Card>
  );
}

function Item({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <li className={css["limit"]}>
      <Eye aria-hidden="true" />
      <div className={css["told"]}>
        <h3>{title}</h3>
        {children}
      </div>
    </li>
  );
}

function Cash({ checked }: { readonly checked: Checked }) {
  const lang = useLang();
  const w = useWords(PROOF);
  const { attestation } = checked.statement;
  if (attestation === undefined) return <p>{w.cashNone}</p>;
  const { date, by, cashMinor, text } = attestation;
  const cash = moneyText(cashMinor, lang, figuresOf(checked, lang).currency);
  return (
    <>
      <p>{w.cashSaid(fileDayText(date, lang), by, cash)}</p>
      <blockquote className={css["said"]}>{text}</blockquote>
      <p>{w.cashWord}</p>
    </>
  );
}

/** The entries as the file has them: when, what, and where in the journal, as the statement names it. */
function Entries({ checked }: { readonly checked: Checked }) {
  const lang = useLang();
  const w = useWords(PROOF);
  const s = useWords(STATEMENT);
  const [isOpen, setOpen] = useState(false);
  const { entries } = checked.statement;
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary className={css["summary"]}>{w.entryList(countText(entries.length, lang))}</summary>
      <ol className={css["entries"]}>
        {isOpen &&
          entries.map(({ kind, seq, at, ...rest }, place) => (
            // A journal's entry may be two of a holder's.
            <li key={place}>
              <span>{entryText(kind, "place" in rest ? rest.place : null)}</span>
              <span>
                {fileInstantText(at, lang)} · {s.entry(String(seq))}
              </span>
            </li>
          ))}
      </ol>
    </details>
  );

  function entryText(kind: string, place: string | null): string {
    if (kind === "quotaReached") return w.quotaReached;
    if (kind === "sharesGiven" || kind === "sharesReceived") return s.sharesTransferred;
    return kindText({ kind, place }, lang);
  }
}
