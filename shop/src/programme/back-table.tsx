/** What came back of each 100.00 spent: the buyer in the middle and the worst tenth, as figures and bars. */
import { fraction, moneyText } from "../amounts.ts";
import { useLang, useWords } from "../lang.ts";
import { OUTLOOK } from "../words/outlook.ts";
import css from "./back-table.module.css";

export const HUNDRED_MINOR = 10_000n;

export type BackRow = {
  readonly label: string;
  readonly hint?: string;
  /** Null where there are too few to tell; then `instead` stands there. */
  readonly middle: string | null;
  readonly worstTenth: string | null;
  readonly instead?: string;
};

type BackTableProps = {
  readonly rows: readonly BackRow[];
  /** What is simulated is hatched, what really was is not. */
  readonly kind: "simulated" | "real";
  /** What a full bar stands for, in minor units: the same for tables that are compared. */
  readonly scaleMinor: bigint;
};

export function BackTable({ rows, kind, scaleMinor }: BackTableProps) {
  const lang = useLang();
  const w = useWords(OUTLOOK);
  const hundred = moneyText(HUNDRED_MINOR, lang);
  return (
    <>
      <table className={css["table"]}>
        <caption>{w.ofHundred(hundred)}</caption>
        <thead>
          <tr>
            <th scope="col">{w.after}</th>
            <th scope="col">{w.middle}</th>
            <th scope="col">{w.worstTenth}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.label}>
              <th scope="row">
                {row.label}
                {row.hint !== undefined && <span className={css["hint"]}>{row.hint}</span>}
              </th>
              {row.middle === null || row.worstTenth === null ? (
                <td colSpan={2} className={css["instead"]}>
                  {row.instead}
                </td>
              ) : (
                [row.middle, row.worstTenth].map((minor, column) => (
                  <td key={column}>
                    <b className="figures">{moneyText(minor, lang)}</b>
                    <span className={css["bar"]} aria-hidden="true">
                      <i
                        className={css[kind]}
                        style={{ width: `${fraction(minor, scaleMinor) * 100}%` }}
                      />
                    </span>
                  </td>
                ))
              )}
            </tr>
          ))}
        </tbody>
      </table>
      <p className={css["soft"]}>{w.scale(moneyText(scaleMinor, lang))}</p>
    </>
  );
}
