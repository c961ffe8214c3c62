/**
 * Charts of many futures, drawn as SVG without a script: the middle future as a line with its band, or
 * bars beside a mark.
 *
 * Colours are the page's own, by name, so that a chart is right by day and by night. A scale begins at
 * 0, and what it stands for is written at it.
 */
import { escapeHtml } from "@patronage/words";
import type { Band } from "./statistics.ts";

export type Colour = "teal" | "amber" | "blue" | "rose";
/** The colours of plans, in their order. */
export const COLOURS: readonly Colour[] = ["teal", "amber", "blue", "rose"];

/** One band a point; undefined where nothing is known. */
export type Line = {
  readonly name: string;
  readonly colour: Colour;
  readonly bands: readonly (Band | undefined)[];
  /** Only the middle is drawn. */
  readonly isPlain?: boolean;
  readonly isDashed?: boolean;
};

export type LineChart = {
  readonly title: string;
  readonly unit: string;
  /** What is written along the foot, and at each of the points; "" leaves one out. */
  readonly across: string;
  readonly ticks: readonly string[];
  readonly lines: readonly Line[];
};

export type Bar = { readonly name: string; readonly colour: Colour; readonly band: Band };
export type BarChart = {
  readonly title: string;
  readonly unit: string;
  /** A line across all bars, and what it stands for. */
  readonly mark: { readonly at: number; readonly name: string };
  readonly bars: readonly Bar[];
  readonly figure: (value: number) => string;
};

const WIDTH = 360;
const HEIGHT = 216;
const [LEFT, RIGHT, TOP, BOTTOM] = [46, 14, 12, 38];
const STEPS = 4;

/** The least number that is not below a value and has round quarters. */
function roundUp(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const factor =
    [1, 1.2, 1.6, 2, 2.4, 3, 4, 6, 8, 10].find((step) => step * power >= value * 0.99) ?? 10;
  return factor * power;
}

function short(value: number): string {
  if (value >= 1e6) return `${Number((value / 1e6).toPrecision(3))}M`;
  if (value >= 1e4) return `${Number((value / 1e3).toPrecision(3))}k`;
  return `${Number(value.toPrecision(3))}`;
}

const at = (value: number): string => value.toFixed(1);

type Scale = { readonly x: (point: number) => number; readonly y: (value: number) => number };

/** A chart of lines as one figure; nothing where no line has two points. */
export function lineFigure({ title, unit, across, ticks, lines: all }: LineChart): string {
  const lines = all.filter((line) => pointsOf(line).length > 1);
  if (lines.length === 0) return "";
  const values = lines.flatMap(({ bands, isPlain }) =>
    bands.flatMap((band) => (band === undefined ? [] : isPlain ? [band.median] : [band.p90])),
  );
  const top = roundUp(Math.max(...values));
  const scale: Scale = {
    x: (point) => LEFT + (point / (ticks.length - 1)) * (WIDTH - LEFT - RIGHT),
    y: (value) => HEIGHT - BOTTOM - (value / top) * (HEIGHT - TOP - BOTTOM),
  };
  const grid = Array.from({ length: STEPS + 1 }, (_, k) => gridLine((top * k) / STEPS, scale));
  const legend = lines.map(({ name, colour, isDashed }) => keyOf(name, colour, isDashed));
  const drawn = lines.map((line) => `${line.isPlain ? "" : bandOf(line, scale)}`);
  const middles = lines.map((line) => middleOf(line, scale));
  return figure(
    ...[title, unit, legend, HEIGHT],
    `${grid.join("")}${drawn.join("")}${middles.join("")}${foot(across, ticks, scale)}`,
  );
}

function figure(
  title: string,
  unit: string,
  legend: readonly string[],
  height: number,
  drawn: string,
  kind = "",
): string {
  const names = legend.length < 2 ? "" : `<span class="keys">${legend.join("")}</span>`;
  return (
    `<figure${kind}><figcaption><b>${escapeHtml(title)}</b> <span class="soft">${escapeHtml(unit)}</span>` +
    `${names}</figcaption><svg viewBox="0 0 ${WIDTH} ${height}" role="img" ` +
    `aria-label="${escapeHtml(title)}">${drawn}</svg></figure>`
  );
}

const keyOf = (name: string, colour: Colour, isDashed = false): string =>
  `<span><i class="key ${colour}${isDashed ? " dashed" : ""}"></i>${escapeHtml(name)}</span>`;

function gridLine(value: number, { y }: Scale): string {
  return (
    `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at(y(value))}" y2="${at(y(value))}" class="rule"/>` +
    `<text x="${LEFT - 6}" y="${at(y(value) + 4)}" text-anchor="end">${short(value)}</text>`
  );
}

function foot(across: string, ticks: readonly string[], { x }: Scale): string {
  const last = ticks.length - 1;
  const drawn = ticks.map((tick, k) => {
    const anchor = k === 0 ? "start" : k === last ? "end" : "middle";
    const place = `x="${at(x(k))}" y="${HEIGHT - BOTTOM + 15}" text-anchor="${anchor}"`;
    return tick === "" ? "" : `<text ${place}>${escapeHtml(tick)}</text>`;
  });
  const middle = `x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 6}" text-anchor="middle"`;
  return `${drawn.join("")}<text ${middle}>${escapeHtml(across)}</text>`;
}

/** The points of a line that are known, by their place. */
function pointsOf({ bands }: Line): (readonly [number, Band])[] {
  return bands.flatMap((band, k) => (band === undefined ? [] : [[k, band] as const]));
}

function bandOf(line: Line, { x, y }: Scale): string {
  const points = pointsOf(line);
  const upper = points.map(([k, { p90 }]) => `${at(x(k))},${at(y(p90))}`);
  const lower = points.map(([k, { p10 }]) => `${at(x(k))},${at(y(p10))}`).reverse();
  const fill = `fill="var(--${line.colour})" opacity="0.18"`;
  return `<polygon points="${[...upper, ...lower].join(" ")}" ${fill}/>`;
}

function middleOf(line: Line, { x, y }: Scale): string {
  const middle = pointsOf(line).map(([k, { median }]) => `${at(x(k))},${at(y(median))}`);
  const dashes = line.isDashed ? ' stroke-dasharray="5 4"' : "";
  const stroke = `fill="none" stroke="var(--${line.colour})" stroke-width="2"${dashes}`;
  return `<polyline points="${middle.join(" ")}" ${stroke}/>`;
}

const BAR = { rowHeight: 44, height: 14, foot: 22 };

/** Bars of middles, each with its band as a thin line, as one figure. */
export function barFigure({ title, unit, mark, bars, figure: written }: BarChart): string {
  if (bars.length === 0) return "";
  const top = roundUp(Math.max(mark.at, ...bars.map(({ band }) => band.p90)) * 1.02);
  const x = (value: number): number => 2 + (Math.max(0, value) / top) * (WIDTH - 4);
  const height = bars.length * BAR.rowHeight + BAR.foot;
  const rows = bars.map(({ name, colour, band }, k) => {
    const y = k * BAR.rowHeight + 20;
    const middle = y + BAR.height / 2;
    return (
      `<text x="2" y="${y - 6}">${escapeHtml(name)}</text>` +
      `<text x="${WIDTH - 2}" y="${y - 6}" text-anchor="end" class="ink">${written(band.median)}</text>` +
      `<rect x="2" y="${y}" width="${at(x(band.median) - 2)}" height="${BAR.height}" rx="2" fill="var(--${colour})"/>` +
      `<line x1="${at(x(band.p10))}" x2="${at(x(band.p90))}" y1="${middle}" y2="${middle}" class="spread"/>`
    );
  });
  const markAt = at(x(mark.at));
  const isRight = x(mark.at) > WIDTH / 2;
  const label = `x="${markAt}" y="${height - 4}" text-anchor="${isRight ? "end" : "start"}"`;
  const line =
    `<line x1="${markAt}" x2="${markAt}" y1="16" y2="${height - 16}" class="mark"/>` +
    `<text ${label}>${escapeHtml(mark.name)}</text>`;
  return figure(title, unit, [], height, rows.join("") + line, ' class="bars"');
}

/** Ticks for so many months: the first, the last, and the ends of years between. */
export function monthTicks(from: number, count: number): string[] {
  const last = from + count - 1;
  return Array.from({ length: count }, (_, k) => {
    const month = from + k;
    const isYear = month % 12 === 0 && month - from > count / 12 && last - month > count / 12;
    return k === 0 || month === last || isYear ? `${month}` : "";
  });
}
