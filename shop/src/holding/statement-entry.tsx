/** A line of the statement: what happened and what it changed; a tap shows the exact figures. */
import { Link } from "@tanstack/react-router";
import { ChevronDown } from "lucide-react";
import { moneyText, sharesText } from "../amounts.ts";
import type { StatementLine } from "../api/holder.ts";
import { useLang, useWords, type Lang } from "../lang.ts";
import { kindText } from "./statement-lines.ts";
import { STATEMENT } from "../words/statement.ts";
import css from "./statement-entry.module.css";

type Changed = {
  readonly name: "wallet" | "shares" | "quota";
  readonly change: string;
  readonly after: string;
};

const changesOf = (line: StatementLine): readonly Changed[] => [
  { name: "wallet", change: line.wallet, after: line.walletAfter },
  { name: "shares", change: line.shares, after: line.sharesAfter },
  { name: "quota", change: line.quota, after: line.quotaAfter },
];

/** With its sign in front, whichever it is. */
const signed = (amount: string, text: string): string => (BigInt(amount) > 0n ? `+${text}` : text);

function amountText({ name }: Changed, amount: string, lang: Lang, shown: 4 | 6): string {
  return name === "shares" ? sharesText(amount, lang, shown) : moneyText(amount, lang);
}

export function StatementEntry({ line }: { readonly line: StatementLine }) {
  const lang = useLang();
  const w = useWords(STATEMENT);
  const changed = changesOf(line).filter(({ change }) => BigInt(change) !== 0n);
  return (
    <details className={css["entry"]}>
      <summary className={css["summary"]}>
        <span className={css["told"]}>
          <span className={css["kind"]}>{kindText(line, lang)}</span>
          <span className={css["changes"]}>
            {changed.map((one) => (
              <Change key={one.name} changed={one} />
            ))}
          </span>
        </span>
        <ChevronDown className={css["more"]} aria-hidden="true" />
      </summary>
      <div className={css["exact"]}>
        <ExactFigures line={line} />
        <p className={css["soft"]}>{w.entry(line.seq)}</p>
        {line.orderCode !== null && (
          <Link to="/orders/$code" params={{ code: line.orderCode }} className={css["link"]}>
            {w.order(line.orderCode)}
          </Link>
        )}
      </div>
    </details>
  );
}

function Change({ changed }: { readonly changed: Changed }) {
  const lang = useLang();
  const w = useWords(STATEMENT);
  const { name, change } = changed;
  const isAdded = BigInt(change) > 0n;
  // Colour is for money alone, and only says again what the sign says.
  const look = name === "wallet" && isAdded ? css["added"] : css["plain"];
  return (
    <span className={css["change"]}>
      <span className={css["name"]}>{w[name]}</span>
      <span className="unseen"> {isAdded ? w.added : w.taken} </span>
      <span className={`figures ${look}`}>
        {signed(change, amountText(changed, change, lang, 4))}
      </span>
    </span>
  );
}

function ExactFigures({ line }: { readonly line: StatementLine }) {
  const lang = useLang();
  const w = useWords(STATEMENT);
  return (
    <table className={css["table"]}>
      <caption className="unseen">{w.exact}</caption>
      <thead>
        <tr>
          <td />
          <th scope="col">{w.change}</th>
          <th scope="col">{w.after}</th>
        </tr>
      </thead>
      <tbody className="figures">
        {changesOf(line).map((one) => (
          <tr key={one.name}>
            <th scope="row">{w[one.name]}</th>
            <td>
              {BigInt(one.change) === 0n ? (
                <>
                  <span aria-hidden="true">—</span>
                  <span className="unseen">{w.unchanged}</span>
                </>
              ) : (
                signed(one.change, amountText(one, one.change, lang, 6))
              )}
            </td>
            <td>{amountText(one, one.after, lang, 6)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
