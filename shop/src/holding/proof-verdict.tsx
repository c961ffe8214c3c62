/** What the check of a statement file came to, which file it was, and what can be done with it. */
import type { Checked, Verdict } from "@patronage/proof";
import { useQuery } from "@tanstack/react-query";
import { Download, ShieldAlert, ShieldCheck } from "lucide-react";
import { useEffect, useRef, type ReactNode } from "react";
import { announce } from "../announce.ts";
import { statementFaultsQuery } from "../api/proof.ts";
import { bridge } from "../bridge/bridge.ts";
import { useLang, useWords } from "../lang.ts";
import { Button } from "../parts/button.tsx";
import { Card } from "../parts/page.tsx";
import { Row, Rows } from "../parts/rows.tsx";
import { PROOF } from "../words/proof.ts";
import { ChooseFile } from "./choose-file.tsx";
import { fileDayText, type LookedAt } from "./proof-file.ts";
import css from "./proof.module.css";

type Ways = {
  readonly file: LookedAt;
  readonly onChosen: (file: LookedAt) => void;
  /** Back to one's own file; left out where it is shown, or there is none. */
  readonly onBack?: (() => void) | undefined;
};

export function VerdictCard({ verdict, ...ways }: Ways & { readonly verdict: Verdict }) {
  return verdict.ok ? (
    <Fits checked={verdict.checked} {...ways} />
  ) : (
    <Refused fault={verdict.fault} {...ways} />
  );
}

function Fits({ checked, ...ways }: Ways & { readonly checked: Checked }) {
  const lang = useLang();
  const w = useWords(PROOF);
  const { programme, holder } = checked.statement;
  const { date } = checked.last;
  return (
    <Card>
      <Told file={ways.file} title={w.fits} text={w.upTo(fileDayText(date, lang))} isGood />
      <Rows>
        <WhichFile file={ways.file} />
        <Row label={w.programme}>{programme}</Row>
        <Row label={w.holder}>{holder.id}</Row>
      </Rows>
      <FileWays {...ways} date={date} />
    </Card>
  );
}

function Refused({
  fault: { code, where },
  ...ways
}: Ways & { readonly fault: Extract<Verdict, { ok: false }>["fault"] }) {
  const w = useWords(PROOF);
  const { data: known } = useQuery(statementFaultsQuery);
  const sentence = known?.find((one) => one.code === code)?.sentence ?? w.unknownFault(code);
  const isOwn = ways.file.name === undefined;
  return (
    <Card>
      <Told file={ways.file} title={w.refused} text={sentence} />
      <Rows>
        <WhichFile file={ways.file} />
        {where !== "" && (
          <Row label={w.where} hint={w.whereHint}>
            {where}
          </Row>
        )}
      </Rows>
      <p>{isOwn ? w.ownRefused : w.deviceRefused}</p>
      <FileWays {...ways} />
    </Card>
  );
}

type ToldProps = {
  readonly file: LookedAt;
  readonly title: string;
  readonly text: string;
  readonly isGood?: boolean;
};

/** Whoever has chosen a file is led to what was found. */
function Told({ file, title, text, isGood = false }: ToldProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (file.name !== undefined) heading.current?.focus();
  }, [file]);
  return (
    <div className={isGood ? css["good"] : css["bad"]} role={isGood ? "status" : "alert"}>
      {isGood ? <ShieldCheck aria-hidden="true" /> : <ShieldAlert aria-hidden="true" />}
      <div>
        <h2 ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <p>{text}</p>
      </div>
    </div>
  );
}

function WhichFile({ file: { name } }: { readonly file: LookedAt }): ReactNode {
  const w = useWords(PROOF);
  return <Row label={w.which}>{name ?? w.own}</Row>;
}

function FileWays({ file, date, onChosen, onBack }: Ways & { readonly date?: string }) {
  const w = useWords(PROOF);
  const save = async (): Promise<void> => {
    try {
      const name = ["statement", ...(date === undefined ? [] : [date])].join("-");
      const type = "application/json";
      await bridge().save({ name: `${name}.json`, type, content: file.text });
      announce({ text: w.saved });
    } catch {
      announce({ text: w.notSaved, tone: "bad" });
    }
  };
  return (
    <div className={css["ways"]}>
      {file.name === undefined && (
        <Button onClick={() => void save()}>
          <Download aria-hidden="true" size={18} />
          {w.save}
        </Button>
      )}
      <ChooseFile label={w.choose} onChosen={onChosen} />
      {onBack !== undefined && (
        <Button look="quiet" onClick={onBack}>
          {w.backToOwn}
        </Button>
      )}
    </div>
  );
}
