/**
 * The style sheet that our reports share: colours by day and night, type, figures, sections and tables.
 *
 * It is a text in code, so that whoever makes a page needs no file beside it, be it on a server or in a
 * browser. A page adds what only it needs.
 */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --paper: #fbfaf7;
  --card: #ffffff;
  --ink: #1d2a30;
  --soft: #5c6b72;
  --line: #e3e0d8;
  --teal: #0f766e;
  --amber: #b45309;
  --blue: #1d4ed8;
  --rose: #be123c;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #11181b;
    --card: #182226;
    --ink: #e6ecee;
    --soft: #9db0b7;
    --line: #2b383d;
    --teal: #2dd4bf;
    --amber: #fbbf24;
    --blue: #93b4ff;
    --rose: #fb7185;
  }
}
* {
  box-sizing: border-box;
}
html {
  -webkit-text-size-adjust: 100%;
}
body {
  margin: 0;
  background: var(--paper);
  color: var(--ink);
  font:
    16px/1.55 system-ui,
    -apple-system,
    "Segoe UI",
    "PingFang SC",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    sans-serif;
}
main,
header,
footer {
  max-width: 1120px;
  margin: 0 auto;
  padding: 0 20px;
}
header {
  padding-top: 40px;
  padding-bottom: 8px;
}
h1 {
  margin: 0 0 4px;
  font-size: 30px;
  line-height: 1.2;
  letter-spacing: -0.01em;
  overflow-wrap: anywhere;
}
h2 {
  margin: 0 0 4px;
  font-size: 19px;
  line-height: 1.3;
}
h3 {
  margin: 18px 0 4px;
  font-size: 15px;
}
p {
  margin: 0 0 10px;
}
.soft {
  color: var(--soft);
  font-size: 14px;
}
.mono {
  font:
    13px/1.4 ui-monospace,
    Menlo,
    Consolas,
    monospace;
  overflow-wrap: anywhere;
}
.note {
  border-left: 3px solid var(--amber);
  padding: 8px 14px;
  background: var(--card);
  border-radius: 0 8px 8px 0;
  margin: 16px 0 20px;
  font-size: 15px;
}
.figures {
  display: grid;
  grid-template-columns: repeat(auto-fit, minmax(230px, 1fr));
  gap: 12px;
  margin: 18px 0 24px;
  padding: 0;
}
.figures div {
  background: var(--card);
  border: 1px solid var(--line);
  border-radius: 12px;
  padding: 14px 16px;
}
.figures dt {
  color: var(--soft);
  font-size: 14px;
}
.figures dd {
  margin: 2px 0 0;
  font-size: 24px;
  font-weight: 600;
  font-variant-numeric: tabular-nums;
  line-height: 1.25;
  overflow-wrap: anywhere;
}
.figures dd small {
  display: block;
  font-size: 13px;
  font-weight: 400;
  color: var(--soft);
  line-height: 1.4;
  margin-top: 2px;
}
.grid {
  display: grid;
  grid-template-columns: repeat(2, minmax(0, 1fr));
  gap: 16px;
}
section {
  background: var(--card);
  border: 1px solid var(--line);
  border-radius: 12px;
  padding: 18px;
  margin: 0 0 16px;
  min-width: 0;
}
.grid section {
  margin: 0;
}
.grid {
  margin-bottom: 16px;
}
.scroll {
  overflow-x: auto;
  -webkit-overflow-scrolling: touch;
}
table {
  border-collapse: collapse;
  width: 100%;
  font-size: 14px;
  font-variant-numeric: tabular-nums;
}
th,
td {
  text-align: right;
  padding: 7px 10px;
  border-bottom: 1px solid var(--line);
  white-space: nowrap;
}
th:first-child,
td:first-child {
  text-align: left;
}
td.text,
th.text {
  text-align: left;
  white-space: normal;
}
th {
  color: var(--soft);
  font-weight: 500;
}
tr:last-child td {
  border-bottom: 0;
}
tr.sum td {
  font-weight: 600;
  border-top: 2px solid var(--line);
}
details {
  margin-top: 8px;
}
summary {
  cursor: pointer;
  color: var(--soft);
  font-size: 14px;
  min-height: 32px;
}
a {
  color: var(--teal);
}
:focus-visible {
  outline: 2px solid var(--teal);
  outline-offset: 2px;
}
.ok {
  color: var(--teal);
}
.bad {
  color: var(--rose);
}
footer {
  padding-top: 8px;
  padding-bottom: 48px;
}
@media (max-width: 760px) {
  .grid {
    grid-template-columns: minmax(0, 1fr);
  }
  header {
    padding-top: 24px;
  }
  main,
  header,
  footer {
    padding-left: 14px;
    padding-right: 14px;
  }
  h1 {
    font-size: 24px;
  }
  section {
    padding: 14px;
  }
  .figures {
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 10px;
  }
  .figures dd {
    font-size: 19px;
  }
  .figures div {
    padding: 12px;
  }
}
@media print {
  body {
    background: #fff;
  }
  section,
  .figures div {
    break-inside: avoid;
  }
}
`;
