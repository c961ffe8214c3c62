import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { judge } from "./gate.ts";
import { lineFigure, monthTicks } from "./report-charts.ts";
import { futuresReport, futuresSections, type FuturesReport, type PlanReport } from "./report.ts";
import type { Run } from "./runs.ts";
import { simulate } from "./simulate.ts";
import { planJson, planOf, small } from "./simulate-kit.ts";
import { summarise } from "./summary.ts";

const QUOTAS = ["2", "0.25"];
const SCENARIOS = [small("steady", { days: 400 }), small("fake-orders+whale", { days: 400 })];

/** A report of one plan, or of several, or of a sweep, over so many seeds. */
function reportOf(
  labels: readonly string[],
  { seeds = 2, isSwept = false, title = "plan.json" } = {},
): FuturesReport {
  const plans = labels.map((label, k): PlanReport => ({
    ...{ label, base: isSwept ? "" : label, swept: QUOTAS[k]! },
    plan: planOf(planJson({ quotaMultiple: QUOTAS[k]! })),
    ...{ verdict: undefined, advised: undefined },
  }));
  const runs = plans.flatMap(({ label, plan }, variantIndex) =>
    SCENARIOS.flatMap((scenario) =>
      Array.from({ length: seeds }, (_, k): Run => ({
        ...{ variantIndex, variant: label, scenario: scenario.name, seed: k + 1 },
        measures: simulate(plan, scenario, k + 1),
      })),
    ),
  );
  return { title, scenarios: SCENARIOS, plans, isSwept, summaries: summarise(runs) };
}

const one = reportOf([""]);
const count = (html: string, pattern: RegExp): number => html.match(pattern)?.length ?? 0;

test("one plan: what it pays, to whom and what it costs is told first, then each scenario", () => {
  const html = futuresReport(one, "en");
  assert.match(html, /Promise coverage<\/dt><dd class="steps"><span>15\.00 %<\/span>/);
  assert.match(html, /<span>15\.\d %/);
  assert.match(html, /The buyer in the middle had back.*after 1 y, came in month \d/);
  assert.match(html, /of turnover, and the margin is 65\.0 %/);
  assert.match(html, /Largest day&#39;s payout/);
  assert.match(html, /<h2>fake-orders\+whale<\/h2><p>A merchant, a buyer and a referrer/);
  assert.match(html, /whale: it cost the merchant [\d,]+\.\d\d/);
  assert.match(html, /Goods by category.*<td class="name">default<\/td><td>after 1 y<\/td>/);
  assert.doesNotMatch(html, /NaN|undefined|Infinity|<script/);
});

test("below ten futures a band goes from the lowest to the highest, and from ten on it is of tenths", () => {
  assert.match(futuresSections(one, "en"), /the band goes from the lowest to the highest/);
  const tenths = futuresSections(reportOf([""], { seeds: 10 }), "en");
  assert.match(tenths, /10 futures: the line is the middle one, and eight of ten lie within/);
  assert.doesNotMatch(tenths, /lowest/);
  assert.match(futuresSections(reportOf([""], { seeds: 1 }), "zh"), /只推演了一次，没有可比的/);
});

test("two plans stand in columns, and each has its line in the same charts", () => {
  const html = futuresReport(reportOf(["a.json", "b.json"]), "en");
  assert.match(html, /<th>a\.json<\/th><th>b\.json<\/th>/);
  assert.match(html, /<span>15\.00 %<\/span>.*<span>120\.00 %<\/span>/);
  const [nav] = /<figure><figcaption><b>NAV<\/b>.*?<\/figure>/.exec(html)!;
  assert.equal(count(nav, /<polyline/g), 2);
  assert.match(nav, /a\.json.*b\.json/);
});

test("a sweep has its values along the foot, and a row a value", () => {
  const labels = QUOTAS.map((quota) => `quotaMultiple ${quota}`);
  const html = futuresSections(reportOf(labels, { isSwept: true }), "en");
  const [chart] = /<b>Over the values<\/b>.*?<\/figure>/.exec(html)!;
  assert.match(chart, />2<\/text>.*>0\.25<\/text>/);
  assert.equal(count(chart, /<polyline/g), 3);
  for (const label of labels) {
    assert.equal(count(html, new RegExp(`>${label}</td><td class="name">steady<`, "g")), 1);
  }
});

test("the gate's verdict is shown for each plan, and one on too few futures is none", () => {
  const [plan] = one.plans as [PlanReport];
  const refused = judge(planJson(), []);
  const unjudged = judge(planJson({ quotaMultiple: "0.25" }), []);
  const ofVerdict = (verdict: typeof refused): string =>
    futuresSections({ ...one, plans: [{ ...plan, verdict }] }, "en");
  assert.match(ofVerdict(refused), /class="verdict refused".*0\.150 of the quota granted enters/);
  assert.match(ofVerdict(unjudged), /class="verdict unjudged".*a verdict needs \d+ futures/);
  assert.match(ofVerdict(unjudged), /<span>not judged<\/span>/);
});

test("whatever somebody wrote is escaped", () => {
  const bad = `<img src=x onerror="1">&'`;
  const named = reportOf([bad], { title: bad });
  const asks = { en: bad, zh: bad };
  const scenarios = named.scenarios.map((scenario) => ({ ...scenario, name: bad, asks }));
  const [plan] = named.plans as [PlanReport];
  const advice = { plan: planJson(), changes: [{ path: bad, from: bad, to: bad }] };
  const verdict = judge(planJson(), []);
  const plans = [{ ...plan, verdict, advised: { advice } }];
  const html = futuresReport({ ...named, scenarios, plans }, "zh");
  assert.ok(!html.includes("<img"), "no tag of theirs");
  assert.ok(html.includes("&lt;img src=x onerror=&quot;1&quot;&gt;&amp;&#39;"));
});

test("a chart of nothing is none, and its scale holds the highest value", () => {
  const band = (value: number) => ({ p10: value, median: value, p90: value * 2 });
  const chart = (bands: readonly ReturnType<typeof band>[]) =>
    lineFigure({
      ...{ title: "t", unit: "", across: "", ticks: monthTicks(1, bands.length) },
      lines: [{ name: "l", colour: "teal", bands }],
    });
  assert.equal(chart([band(1)]), "");
  assert.match(chart([band(10), band(70)]), />160<\/text>/);
  assert.deepEqual(
    monthTicks(1, 36).filter((tick) => tick !== ""),
    ["1", "12", "24", "36"],
  );
});

test("the report needs no file and no Node: a browser's code may import it", () => {
  const seen = new Set<string>();
  const visit = (url: URL): void => {
    if (seen.has(url.href)) return;
    seen.add(url.href);
    const text = readFileSync(url, "utf8");
    for (const [, kind = "", from = ""] of text.matchAll(
      /^(import type|import|export)\b[^"]*?from "([^"]+)"/gms,
    )) {
      if (kind === "import type") continue;
      assert.ok(!from.startsWith("node:"), `${url.pathname} imports ${from}`);
      if (from.startsWith("./")) visit(new URL(from, url));
    }
  };
  visit(new URL("report.ts", import.meta.url));
  assert.ok(seen.size > 5);
});
