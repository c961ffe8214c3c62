/* The report's own script: language, charts, and anyone's statement, worked out from the index. */
"use strict";

const data = JSON.parse(document.getElementById("data").textContent);
const E18 = 10n ** 18n;
const KINDS = data.kinds;

const language = () => document.documentElement.lang;
const say = ([en, zh]) => (language() === "zh" ? zh : en);
const group = (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ",");

/** Whole fen as yuan with two decimals. */
function money(minor) {
  const amount = BigInt(minor);
  const size = amount < 0n ? -amount : amount;
  return `${amount < 0n ? "−" : ""}${group(`${size / 100n}`)}.${`${size % 100n}`.padStart(2, "0")}`;
}

function shares(micro) {
  const sharesMicro = BigInt(micro);
  const fraction = `${sharesMicro % 1000000n}`.padStart(6, "0").replace(/0+$/, "");
  return `${group(`${sharesMicro / 1000000n}`)}${fraction === "" ? "" : `.${fraction}`}`;
}

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className !== undefined) made.className = className;
  return made;
}

// Charts.

const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const plain = new Intl.NumberFormat("en", { maximumFractionDigits: 4 });

const money2 = (value) =>
  `${data.currency} ${value.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
const percent = (value) => `${plain.format(value)} %`;

const line = (label, values, tone, more) => ({ label, values, tone, ...more });

/** Each chart: its canvas, its kind, its lines, how a value is told. */
const CHARTS = [
  {
    id: "nav",
    tell: (value) => `${data.currency} ${value.toFixed(4)}`,
    lines: [line(["NAV a share", "股权价格"], "nav", "--teal")],
  },
  {
    id: "reserve",
    tell: money2,
    fromZero: true,
    lines: [
      line(["Reserve", "托底资金池"], "reserve", "--teal", { fill: true }),
      line(["If all redeemed now, net of fee", "全部回购、扣手续费后"], "claims", "--blue"),
    ],
  },
  {
    id: "dividends",
    tell: money2,
    fromZero: true,
    bars: true,
    lines: [
      line(["Pro-rata fund, paid", "按股分红"], "proRata", "--teal"),
      line(["Tier fund, paid", "等级分红"], "tier", "--amber"),
    ],
  },
  {
    id: "quota",
    tell: money2,
    fromZero: true,
    lines: [
      line(["Quota granted (a cap)", "已发放额度（上限）"], "quota", "--soft"),
      line(["Quota left", "剩余额度"], "quotaLeft", "--amber", { spanGaps: true }),
      line(["Dividends really paid", "实际已付分红"], "dividends", "--teal", { fill: true }),
    ],
  },
  {
    id: "coverage",
    tell: percent,
    fromZero: true,
    lines: [
      line(["Reached so far", "至今实际"], "coverage", "--teal"),
      line(
        ["Promised by the plan, lowest category", "方案承诺（最低品类）"],
        "promised",
        "--amber",
        { dashed: true },
      ),
    ],
  },
  {
    id: "cost",
    tell: percent,
    fromZero: true,
    lines: [line(["Cost, % of turnover", "成本占营业额 %"], "cost", "--rose")],
  },
];
data.charts.promised = data.charts.dates.map(() =>
  Math.min(...data.coverages.map(({ percent: of }) => of)),
);

const drawn = [];

function axes(tell, fromZero, stacked) {
  const grid = { color: color("--line") };
  const ticks = { color: color("--soft"), font: { size: 12 }, maxRotation: 0 };
  const brief = (value) =>
    tell === percent
      ? `${plain.format(value)} %`
      : Math.abs(value) >= 1000
        ? short.format(value)
        : plain.format(value);
  return {
    x: { stacked, grid: { display: false }, ticks: { ...ticks, autoSkip: true, maxTicksLimit: 7 } },
    y: {
      stacked,
      beginAtZero: fromZero,
      grid,
      border: { display: false },
      ticks: { ...ticks, maxTicksLimit: 6, callback: brief },
    },
  };
}

const legend = () => ({
  position: "bottom",
  align: "start",
  labels: { color: color("--ink"), boxWidth: 14, boxHeight: 3, padding: 14, font: { size: 13 } },
});

function draw(id, config) {
  const canvas = document.getElementById(`chart-${id}`);
  if (canvas !== null) drawn.push(new Chart(canvas, config));
}

function drawTime({ id, tell, fromZero = false, bars = false, lines }) {
  const datasets = lines.map(
    ({ label, values, tone, fill = false, dashed = false, spanGaps = false }) => ({
      label: say(label),
      data: data.charts[values],
      borderColor: color(tone),
      backgroundColor: bars ? color(tone) : `color-mix(in srgb, ${color(tone)} 16%, transparent)`,
      borderWidth: bars ? 0 : 2,
      borderDash: dashed ? [6, 4] : [],
      pointRadius: 0,
      pointHitRadius: 12,
      fill,
      spanGaps,
      tension: 0,
      barPercentage: 1,
      categoryPercentage: 0.9,
    }),
  );
  const tooltip = {
    callbacks: { label: ({ dataset, parsed }) => `${dataset.label}: ${tell(parsed.y)}` },
  };
  draw(id, {
    type: bars ? "bar" : "line",
    data: { labels: data.charts.dates, datasets },
    options: {
      ...common(),
      scales: axes(tell, fromZero, bars),
      plugins: { legend: legend(), tooltip },
    },
  });
}

const common = () => ({
  responsive: true,
  maintainAspectRatio: false,
  animation: false,
  interaction: { mode: "index", intersect: false },
});

function drawHistogram() {
  const { binPercent, received, withShares } = data.histogram;
  const labels = received.map((_, bin) =>
    bin === received.length - 1
      ? `≥ ${bin * binPercent} %`
      : `${bin * binPercent}–${(bin + 1) * binPercent} %`,
  );
  const bar = (label, values, tone) => ({
    label: say(label),
    data: values,
    backgroundColor: color(tone),
    barPercentage: 1,
    categoryPercentage: 0.86,
  });
  draw("histogram", {
    type: "bar",
    data: {
      labels,
      datasets: [
        bar(["Received in money", "已收到的现金"], received, "--teal"),
        bar(["… and shares, net of fee", "加上股权（扣手续费后）"], withShares, "--blue"),
      ],
    },
    options: {
      ...common(),
      scales: axes((value) => value, true, false),
      plugins: { legend: legend() },
    },
  });
}

function drawTiers() {
  const { tiers } = data.charts;
  const labels = tiers.map((_, tier) => (tier === 0 ? say(["none", "无等级"]) : `V${tier}`));
  draw("tiers", {
    type: "bar",
    data: {
      labels,
      datasets: [
        {
          label: say(["Holders", "会员数"]),
          data: tiers,
          backgroundColor: color("--teal"),
          maxBarThickness: 56,
        },
      ],
    },
    options: {
      ...common(),
      scales: axes((value) => value, true, false),
      plugins: { legend: { display: false } },
    },
  });
}

function drawAll() {
  for (const chart of drawn.splice(0)) chart.destroy();
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  CHARTS.forEach(drawTime);
  drawHistogram();
  drawTiers();
}

// Statements: the page puts them in here.
/* statement.js */

// Language, and what follows from it.

let shown = data.shown;

function setLanguage(lang) {
  document.documentElement.lang = lang;
  for (const button of document.querySelectorAll("[data-lang]")) {
    button.setAttribute("aria-pressed", String(button.dataset.lang === lang));
  }
  drawAll();
  if (shown !== undefined) showStatement(shown);
}

for (const button of document.querySelectorAll("[data-lang]")) {
  button.addEventListener("click", () => setLanguage(button.dataset.lang));
}
for (const link of document.querySelectorAll("[data-holder]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    shown = link.dataset.holder;
    document.getElementById("holder").value = shown;
    showStatement(shown);
    document.getElementById("statements").scrollIntoView();
  });
}
document.getElementById("lookup").addEventListener("submit", (event) => {
  event.preventDefault();
  shown = document.getElementById("holder").value.trim();
  showStatement(shown);
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
setLanguage(language());
