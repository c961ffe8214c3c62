/**
 * Charts of many futures, drawn as SVG without a script: the middle future as a line, and the band that
 * eight of ten futures stay in around it.
 */
import type { Summary } from "@patronage/simulator";
import { escapeHtml } from "./report-page.ts";

type Band = Summary["coverage"];
/** A line with its band. `colour` is the name of one of the page's colours. */
export type Line = {
  readonly name: string;
  readonly colour: string;
  readonly bands: readonly Band[];
};
export type Chart = {
  readonly title: string;
  /** What is written along the two axes. */
  readonly across: string;
  readonly unit: string;
  /** What the points stand for, from the first one on: years or months. */
  readonly from: number;
  readonly lines: readonly Line[];
};

const WIDTH = 520;
const HEIGHT = 240;
const LEFT = 52;
const RIGHT = 12;
const TOP = 14;
const BOTTOM = 34;
const STEPS = 4;

/** The least round number that is not below a value: 1, 2 or 5 times a power of ten. */
function roundUp(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = [1, 2, 2.5, 5, 10].find((step) => step * power >= value) ?? 10;
  return factor * power;
}

const short = (value: number): string => Number(value.toPrecision(3)).toString();

/** A chart as one figure; nothing where there are fewer than two points. */
export function chartFigure({ title, across, unit, from, lines }: Chart): string {
  const count = Math.max(...lines.map(({ bands }) => bands.length));
  if (count < 2) return "";
  const top = roundUp(Math.max(...lines.flatMap(({ bands }) => bands.map(({ p90 }) => p90))));
  const x = (k: number): string => (LEFT + (k / (count - 1)) * (WIDTH - LEFT - RIGHT)).toFixed(1);
  const y = (value: number): string =>
    (HEIGHT - BOTTOM - (value / top) * (HEIGHT - TOP - BOTTOM)).toFixed(1);
  const grid = Array.from({ length: STEPS + 1 }, (_, k) => {
    const value = (top * k) / STEPS;
    return (
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(value)}" y2="${y(value)}" class="rule"/>` +
      `<text x="${LEFT - 6}" y="${Number(y(value)) + 4}" text-anchor="end">${short(value)}</text>`
    );
  });
  const drawn = lines.map(({ colour, bands }) => {
    const upper = bands.map(({ p90 }, k) => `${x(k)},${y(p90)}`);
    const lower = bands.map(({ p10 }, k) => `${x(k)},${y(p10)}`).reverse();
    const middle = bands.map(({ median }, k) => `${x(k)},${y(median)}`);
    return (
      `<polygon points="${[...upper, ...lower].join(" ")}" fill="var(--${colour})" opacity="0.18"/>` +
      `<polyline points="${middle.join(" ")}" fill="none" stroke="var(--${colour})" stroke-width="2"/>`
    );
  });
  const legend = lines
    .map(({ name, colour }) => `<span class="key ${colour}"></span>${escapeHtml(name)}`)
    .join(" &nbsp; ");
  const base = HEIGHT - 10;
  return (
    `<figure><figcaption><b>${escapeHtml(title)}</b> <span class="soft">${escapeHtml(unit)}</span><br>` +
    `<span class="soft">${legend}</span></figcaption>` +
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(title)}">` +
    `${grid.join("")}${drawn.join("")}` +
    `<text x="${LEFT}" y="${base}">${from}</text>` +
    `<text x="${WIDTH - RIGHT}" y="${base}" text-anchor="end">${from + count - 1}</text>` +
    `<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${base}" text-anchor="middle">${escapeHtml(across)}</text>` +
    `</svg></figure>`
  );
}
