/** What the report of futures adds to the style sheet that our reports share. */
export const REPORT_STYLE = `
.charts {
  display: grid;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 300px), 1fr));
  gap: 20px 24px;
  margin-top: 14px;
}
figure {
  margin: 0;
  min-width: 0;
  display: flex;
  flex-direction: column;
}
figcaption {
  font-size: 14px;
  margin-bottom: 4px;
}
.keys {
  display: flex;
  flex-wrap: wrap;
  gap: 0 14px;
  color: var(--soft);
  font-size: 13px;
}
.key {
  display: inline-block;
  width: 14px;
  height: 3px;
  border-radius: 2px;
  margin: 0 6px 3px 0;
}
.key.teal {
  background: var(--teal);
}
.key.amber {
  background: var(--amber);
}
.key.blue {
  background: var(--blue);
}
.key.rose {
  background: var(--rose);
}
.key.dashed {
  mask: linear-gradient(90deg, #000 0 5px, transparent 5px 9px, #000 9px);
}
svg {
  width: 100%;
  height: auto;
  max-width: 420px;
  margin-top: auto;
}
.bars svg {
  margin-top: 6px;
}
svg text {
  font-size: 11px;
  fill: var(--soft);
}
svg text.ink {
  fill: var(--ink);
  font-size: 12px;
  font-weight: 600;
}
svg .rule {
  stroke: var(--line);
}
svg .mark {
  stroke: var(--ink);
  stroke-dasharray: 3 3;
}
svg .spread {
  stroke: var(--ink);
  stroke-width: 2;
  opacity: 0.55;
}
.verdict {
  border-left: 4px solid var(--soft);
}
.verdict.passes {
  border-left-color: var(--teal);
}
.verdict.refused {
  border-left-color: var(--rose);
}
.verdict ul {
  margin: 6px 0 10px;
  padding-left: 20px;
}
.verdict li {
  margin-bottom: 6px;
}
.verdict li .soft {
  display: block;
}
.steps {
  display: flex;
  flex-wrap: wrap;
  gap: 2px 16px;
}
.figures dd.steps span {
  font-size: 21px;
}
.figures dd.steps small {
  width: 100%;
}
.figures dd.steps span small {
  display: block;
  width: auto;
  margin: 0;
}
nav.places {
  display: flex;
  flex-wrap: wrap;
  gap: 2px 16px;
  margin-bottom: 16px;
}
nav.places a {
  padding: 6px 0;
}
section {
  scroll-margin-top: 12px;
}
td small {
  display: block;
  color: var(--soft);
  font-size: 12px;
}
th small {
  display: block;
  font-size: 12px;
}
.wide th {
  white-space: normal;
  min-width: 84px;
  vertical-align: bottom;
}
.wide td {
  white-space: normal;
}
.wide td:last-child {
  min-width: 150px;
}
.wide td small {
  white-space: nowrap;
}
.columns td {
  white-space: normal;
}
tr:last-child th {
  border-bottom: 0;
}
.columns .steps {
  justify-content: flex-end;
}
td.name,
th.name {
  text-align: left;
  white-space: normal;
  min-width: 120px;
}
.figures-line {
  margin: 6px 0 0;
}
figure + p,
.charts + p,
.charts + h3 {
  margin-top: 14px;
}
@media (max-width: 760px) {
  .columns th,
  .columns td {
    padding: 7px 4px;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .columns th.name {
    width: 40%;
    min-width: 96px;
  }
}
`;
