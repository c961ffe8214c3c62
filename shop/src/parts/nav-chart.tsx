/**
 * The NAV as a curve, and below it what redeeming would have left, drawn by uPlot. Floats here are lengths
 * on a screen; every figure that is read comes from the mall's own text.
 */
import { useEffect, useRef } from "react";
import UPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { NavPoint } from "../api/programme.ts";
import { dayText } from "../days.ts";
import { useLang, type Lang } from "../lang.ts";
import { netOfFee } from "../nav.ts";
import css from "./nav-curve.module.css";

const HEIGHT = 220;
const DAY_MILLISECONDS = 86_400_000;
const MARGIN_ABOVE = 1.1;
const LABEL_FONT = "12px sans-serif";

const token = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const secondsOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 1_000;
const dateOf = (seconds: number): string => new Date(seconds * 1_000).toISOString().slice(0, 10);

function drawnOf(points: readonly NavPoint[], feeRate: string): UPlot.AlignedData {
  return [
    points.map(({ date }) => secondsOf(date)),
    points.map(({ nav }) => Number(nav)),
    points.map(({ nav }) => Number(netOfFee(nav, feeRate))),
  ];
}

function axes(lang: Lang): UPlot.Axis[] {
  const look = {
    stroke: () => token("--ink-soft"),
    font: LABEL_FONT,
    ticks: { show: false },
    grid: { stroke: () => token("--line"), width: 1 },
  };
  return [
    {
      ...look,
      grid: { show: false },
      space: 72,
      size: 28,
      incrs: [1, 2, 7, 14, 30, 60, 120].map((days) => (days * DAY_MILLISECONDS) / 1_000),
      values: (_plot, splits) => splits.map((split) => dayText(dateOf(split), lang, "short")),
    },
    {
      ...look,
      size: 52,
      values: (_plot, splits) => splits.map((split) => `¥${split.toFixed(2)}`),
    },
  ];
}

function optionsOf(
  width: number,
  isShort: boolean,
  lang: Lang,
  onPoint: (index: number) => void,
): UPlot.Options {
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    tzDate: (seconds) => UPlot.tzDate(new Date(seconds * 1_000), "Etc/UTC"),
    padding: [8, 28, 0, 0],
    cursor: { drag: { x: false, y: false }, y: false },
    scales: { y: { range: (_plot, _least, most) => [0, Math.max(most, 0.01) * MARGIN_ABOVE] } },
    axes: axes(lang),
    series: [
      {},
      {
        stroke: () => token("--gold"),
        width: 2,
        fill: () => token("--gold-wash"),
        points: { show: isShort },
      },
      { stroke: () => token("--ink-soft"), width: 2, dash: [5, 4], points: { show: isShort } },
    ],
    hooks: {
      setCursor: [
        ({ cursor }) => {
          if (cursor.idx !== null && cursor.idx !== undefined) onPoint(cursor.idx);
        },
      ],
    },
  };
}

type NavChartProps = {
  readonly points: readonly NavPoint[];
  readonly feeRate: string;
  /** Which of them is read out, and what tells that another is pointed at. */
  readonly chosen: number;
  readonly onChoose: (index: number) => void;
};

/** Draws again when the tokens change with the theme. */
function onTheme(redraw: () => void): () => void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const chosen = new MutationObserver(redraw);
  dark.addEventListener("change", redraw);
  chosen.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  return () => {
    dark.removeEventListener("change", redraw);
    chosen.disconnect();
  };
}

export function NavChart({ points, feeRate, chosen, onChoose }: NavChartProps) {
  const lang = useLang();
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot>(undefined);
  const choose = useRef(onChoose);
  useEffect(() => {
    choose.current = onChoose;
  }, [onChoose]);

  useEffect(() => {
    const at = place.current!;
    const isShort = points.length < 3;
    const drawn = new UPlot(
      optionsOf(at.clientWidth, isShort, lang, (index) => choose.current(index)),
      drawnOf(points, feeRate),
      at,
    );
    plot.current = drawn;
    const sizes = new ResizeObserver(() =>
      drawn.setSize({ width: at.clientWidth, height: HEIGHT }),
    );
    sizes.observe(at);
    const stop = onTheme(() => drawn.redraw());
    return () => {
      stop();
      sizes.disconnect();
      drawn.destroy();
    };
  }, [points, feeRate, lang]);

  useEffect(() => {
    const drawn = plot.current;
    const point = points[chosen];
    if (drawn === undefined || point === undefined || drawn.cursor.idx === chosen) return;
    drawn.setCursor({ left: drawn.valToPos(secondsOf(point.date), "x"), top: 0 }, false);
  }, [chosen, points]);

  return <div ref={place} className={css["plot"]} aria-hidden="true" />;
}
