/**
 * The NAV day by day: a curve for whoever sees it, a slider to go along it by finger or by key, and a
 * table. Beside each NAV stands what is left of it after the fee.
 */
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { moneyText, rateText, sharesText } from "../amounts.ts";
import { navHistoryQuery, type NavPoint } from "../api/programme.ts";
import { dayText } from "../days.ts";
import { useLang, useWords } from "../lang.ts";
import { navText, netOfFee } from "../nav.ts";
import { NAV } from "../words/nav.ts";
import { Loaded } from "./loaded.tsx";
import css from "./nav-curve.module.css";
import { Near } from "./near.tsx";
import { Skeleton } from "./waiting.tsx";

/** Without its script there are the figures and the table; the page does not go down with it. */
const NavChart = lazy(async () => {
  try {
    return { default: (await import("./nav-chart.tsx")).NavChart };
  } catch {
    return { default: NoChart };
  }
});

function NoChart() {
  const w = useWords(NAV);
  return <p className={css["none"]}>{w.notDrawn}</p>;
}

const CHART_HEIGHT = 220;
const CURVE_HEIGHT = 380;

export function NavCurve({ feeRate }: { readonly feeRate: string }) {
  const w = useWords(NAV);
  return (
    <Loaded query={useQuery(navHistoryQuery)} waiting={<Skeleton height={CURVE_HEIGHT} />}>
      {(points) =>
        points.length === 0 ? <p>{w.none}</p> : <Curve points={points} feeRate={feeRate} />
      }
    </Loaded>
  );
}

type CurveProps = { readonly points: readonly NavPoint[]; readonly feeRate: string };

function Curve({ points, feeRate }: CurveProps) {
  const lang = useLang();
  const w = useWords(NAV);
  const last = points.length - 1;
  const [pointed, setPointed] = useState<number>();
  const chosen = Math.min(pointed ?? last, last);
  const point = points[chosen]!;
  const day = dayText(point.date, lang);
  const nav = navText(point.nav, lang);
  const net = navText(netOfFee(point.nav, feeRate), lang);
  return (
    <div className={css["curve"]}>
      <p className={css["day"]}>{day}</p>
      <dl className={css["read"]}>
        <div>
          <dt>
            <i className={css["line"]} aria-hidden="true" />
            {w.nav}
          </dt>
          <dd className="figures">{nav}</dd>
        </div>
        <div>
          <dt>
            <i className={css["dashes"]} aria-hidden="true" />
            {w.net(rateText(feeRate))}
          </dt>
          <dd className="figures">{net}</dd>
        </div>
      </dl>
      <Near meanwhile={<Skeleton height={CHART_HEIGHT} />}>
        <Suspense fallback={<Skeleton height={CHART_HEIGHT} />}>
          <NavChart points={points} feeRate={feeRate} chosen={chosen} onChoose={setPointed} />
        </Suspense>
      </Near>
      {last > 0 && (
        <input
          type="range"
          className={css["slider"]}
          min={0}
          max={last}
          value={chosen}
          aria-label={w.choose}
          aria-valuetext={w.told(day, nav, net)}
          onChange={({ target }) => setPointed(Number(target.value))}
        />
      )}
      <p className={css["meaning"]}>
        {w.axis} {w.meaning}
      </p>
      <CurveTable points={points} feeRate={feeRate} />
    </div>
  );
}

/** The same, as figures; made when somebody opens it. */
function CurveTable({ points, feeRate }: CurveProps) {
  const w = useWords(NAV);
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary className={css["summary"]}>{w.table}</summary>
      {isOpen && (
        <div className={css["scroll"]} role="region" aria-label={w.tableOf} tabIndex={0}>
          <table className={css["table"]}>
            <caption className="unseen">{w.tableOf}</caption>
            <thead>
              <tr>
                <th scope="col">{w.day}</th>
                <th scope="col">{w.nav}</th>
                <th scope="col">{w.net(rateText(feeRate))}</th>
                <th scope="col">{w.reserve}</th>
                <th scope="col">{w.outstanding}</th>
                <th scope="col">{w.paid}</th>
              </tr>
            </thead>
            <tbody className="figures">
              {[...points].reverse().map((point) => (
                <CurveRow key={point.date} point={point} feeRate={feeRate} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}

function CurveRow({ point, feeRate }: { readonly point: NavPoint; readonly feeRate: string }) {
  const lang = useLang();
  const { date, nav, reserve, outstanding, paid } = point;
  return (
    <tr>
      <th scope="row">{date}</th>
      <td>{navText(nav, lang)}</td>
      <td>{navText(netOfFee(nav, feeRate), lang)}</td>
      <td>{moneyText(reserve, lang)}</td>
      <td>{sharesText(outstanding, lang)}</td>
      <td>{moneyText(paid, lang)}</td>
    </tr>
  );
}
