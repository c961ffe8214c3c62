/** Text can be read on every ground, in both themes: the contrast that WCAG's AA asks for. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const LEAST = 4.5;
/** What one has to make out to find a field. */
const LEAST_OF_EDGES = 3;
const CSS = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");

/** A theme's colours by name: the last of several blocks that set one counts, as in a browser. */
function coloursAfter(start: string): Map<string, string> {
  const block = CSS.slice(CSS.indexOf(start));
  const rules = block.slice(0, block.indexOf("}"));
  return new Map(
    [...rules.matchAll(/--([a-z-]+):\s*(#[0-9a-f]{6})/g)].map(([, name, hex]) => [name!, hex!]),
  );
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light! + 0.05) / (dark! + 0.05);
}

const GROUNDS = ["ground", "paper", "paper-sunk"];
const PAIRS = [
  ...GROUNDS.flatMap((ground) =>
    ["ink", "ink-soft", "brand", "price", "gold", "good", "bad"].map((ink) => [ink, ground]),
  ),
  ...[
    ["on-brand", "brand"],
    ["on-brand", "brand-strong"],
  ],
  ...["brand", "gold", "good", "bad"].flatMap((name) => [
    [name, `${name}-wash`],
    ["ink", `${name}-wash`],
    ["ink-soft", `${name}-wash`],
  ]),
] as [string, string][];

const THEMES = {
  light: coloursAfter(":root {"),
  "dark as the device": coloursAfter(':root:not([data-theme="light"])'),
  "dark as chosen": coloursAfter(':root[data-theme="dark"]'),
};

for (const [theme, colours] of Object.entries(THEMES)) {
  test(`every text can be read in the theme ${theme}`, () => {
    for (const [ink, ground] of PAIRS) {
      const ratio = contrast(colours.get(ink)!, colours.get(ground)!);
      assert.ok(ratio >= LEAST, `${ink} on ${ground}: ${ratio.toFixed(2)}`);
    }
  });
}

for (const [theme, colours] of Object.entries(THEMES)) {
  test(`the edge of a field can be seen in the theme ${theme}`, () => {
    const ratio = contrast(colours.get("line-field")!, colours.get("paper")!);
    assert.ok(ratio >= LEAST_OF_EDGES, ratio.toFixed(2));
  });
}

test("both ways to the dark lead to the same colours", () => {
  assert.deepEqual(THEMES["dark as the device"], THEMES["dark as chosen"]);
});
