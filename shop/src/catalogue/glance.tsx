/** How the books stand, in three figures. They are on their way, or missing, without anything moving. */
import { useQuery } from "@tanstack/react-query";
import { countText, moneyText } from "../amounts.ts";
import { glanceQuery } from "../api/glance.ts";
import { useLang, useWords } from "../lang.ts";
import { navText, netOfFee } from "../nav.ts";
import { CATALOGUE } from "../words/catalogue.ts";
import css from "./glance.module.css";

const UNKNOWN = "—";
/** Keeps the line where a hint will stand. */
const BLANK = "\u00A0";

export function Glance() {
  const w = useWords(CATALOGUE);
  const lang = useLang();
  const { data } = useQuery(glanceQuery);
  const percent = data?.quotaPaidPercent;
  return (
    <dl className={css["glance"]} aria-label={w.glance}>
      <Figure
        word={w.nav}
        figure={data === undefined ? UNKNOWN : navText(data.nav, lang)}
        hint={
          data === undefined ? BLANK : w.navNet(navText(netOfFee(data.nav, data.feeRate), lang))
        }
      />
      <Figure
        word={w.reserve}
        figure={data === undefined ? UNKNOWN : moneyText(data.reserve, lang, data.currency)}
        hint={data === undefined ? BLANK : w.reserveHint(countText(data.holders, lang))}
      />
      <Figure
        word={w.quotaPaid}
        figure={percent === undefined || percent === null ? UNKNOWN : `${percent}%`}
        hint={w.quotaPaidHint}
      />
    </dl>
  );
}

type FigureProps = { readonly word: string; readonly figure: string; readonly hint: string };

const Figure = ({ word, figure, hint }: FigureProps) => (
  <div>
    <dt>{word}</dt>
    <dd className="figures">{figure}</dd>
    <dd className={css["hint"]}>{hint}</dd>
  </div>
);
