/** One entry of the journal: what was asked of the ledger, and what it did. */
import type { AnyRoute } from "@vendure/dashboard";
import type { ReactNode } from "react";
import type { JournalEntry } from "../answers.ts";
import { paramsOf, useAnswer, useDesk } from "../desk.ts";
import { countText } from "../format.ts";
import {
  inOrder,
  isFields,
  isWhole,
  perShareE18,
  readFields,
  unitOf,
  type Fields,
} from "../fields.ts";
import { Answered, Block, Entry, Faint, Nothing, Person, Sheet } from "../parts.tsx";
import { JOURNAL } from "../questions.ts";
import { PlanText } from "./plan-words.tsx";

/** Of a long list, such as all whom a close capped, so many are shown. */
const ROWS_MOST = 20;

export function JournalPage(route: AnyRoute) {
  const { t } = useDesk();
  const { seq } = paramsOf<{ seq: string }>(route);
  const answer = useAnswer<{ patronageJournal: JournalEntry | null }>(
    JOURNAL,
    { seq },
    { isKept: false },
  );
  return (
    <Sheet title={t("journal.title", { seq })}>
      <Neighbours seq={seq} />
      <Answered answer={answer}>
        {({ patronageJournal: entry }) =>
          entry === null ? (
            <Nothing>{t("journal.missing", { seq })}</Nothing>
          ) : (
            <div className="grid min-w-0 grid-cols-1 gap-4">
              <Command entry={entry} />
              <Events entry={entry} />
              <Raw entry={entry} />
            </div>
          )
        }
      </Answered>
    </Sheet>
  );
}

function Neighbours({ seq }: { readonly seq: string }) {
  if (!/^\d+$/.test(seq)) return null;
  const here = BigInt(seq);
  return (
    <div className="flex gap-4 text-sm">
      {here > 1n ? <Entry seq={String(here - 1n)}>← #{String(here - 1n)}</Entry> : null}
      <Entry seq={String(here + 1n)}>#{String(here + 1n)} →</Entry>
    </div>
  );
}

function Command({ entry }: { readonly entry: JournalEntry }) {
  const { t, code } = useDesk();
  const command = readFields(entry.command);
  const type = isFields(command) ? String(command["type"]) : "";
  return (
    <Block
      id="patronage-command"
      title={`${t("journal.command")}: ${code("command", type)}`}
      note={t("journal.command.note")}
    >
      <dl className="mb-3">
        <Line label={t("journal.id")}>{entry.id}</Line>
        <Line label={t("journal.batch")}>{entry.batch}</Line>
      </dl>
      {isFields(command) ? <FieldList fields={omit(command, ["type", "id"])} /> : null}
    </Block>
  );
}

function Events({ entry }: { readonly entry: JournalEntry }) {
  const { t, code } = useDesk();
  const read = readFields(entry.events);
  const events = Array.isArray(read) ? (read as readonly Fields[]) : [];
  return (
    <Block id="patronage-events" title={t("journal.events")}>
      {events.length === 0 ? <Nothing>{t("journal.events.empty")}</Nothing> : null}
      <div className="space-y-6">
        {events.slice(0, ROWS_MOST).map((event, index) => (
          <div key={index}>
            <div className="mb-2 font-medium">{code("kind", String(event["type"]))}</div>
            <FieldList fields={omit(event, ["type", "number"])} />
          </div>
        ))}
      </div>
      <Cut count={events.length} />
    </Block>
  );
}

function Raw({ entry }: { readonly entry: JournalEntry }) {
  const { t } = useDesk();
  return (
    <details className="text-sm">
      <summary className="text-muted-foreground cursor-pointer">{t("journal.raw")}</summary>
      <pre className="bg-muted mt-2 max-h-96 overflow-auto rounded-md p-3 font-mono text-xs break-all whitespace-pre-wrap">
        {entry.command}
        {"\n\n"}
        {entry.events}
      </pre>
    </details>
  );
}

const omit = (fields: Fields, names: readonly string[]): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));

function Cut({ count }: { readonly count: number }) {
  const { t } = useDesk();
  if (count <= ROWS_MOST) return null;
  return (
    <Faint>{t("journal.rows", { count: countText(count), shown: countText(ROWS_MOST) })}</Faint>
  );
}

function Line({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="flex flex-wrap gap-x-4 border-t py-1 text-sm first:border-t-0">
      <dt className="text-muted-foreground w-full shrink-0 sm:w-56">{label}</dt>
      <dd className="min-w-0 flex-1 break-words tabular-nums">{children}</dd>
    </div>
  );
}

/** Fields, a line each; lists of things as a table beneath. */
function FieldList({ fields }: { readonly fields: Fields }) {
  const { code } = useDesk();
  return (
    <dl>
      {inOrder(Object.keys(fields)).map((name) => (
        <Line key={name} label={code("field", name)}>
          <Value name={name} value={fields[name]} />
        </Line>
      ))}
    </dl>
  );
}

function Value({ name, value }: { readonly name: string; readonly value: unknown }) {
  const { t } = useDesk();
  if (name === "plan") return <PlanText plan={JSON.stringify(value)} />;
  if (Array.isArray(value)) {
    if (value.length === 0) return t("page.none");
    return value.every(isFields) ? (
      <FieldTable rows={value} />
    ) : (
      <span className="flex flex-wrap gap-x-4">
        {(value as readonly unknown[]).map((one, index) => (
          <Scalar key={index} name={name} value={one} />
        ))}
      </span>
    );
  }
  return isFields(value) ? <FieldList fields={value} /> : <Scalar name={name} value={value} />;
}

function FieldTable({ rows }: { readonly rows: readonly Fields[] }) {
  const { code } = useDesk();
  const names = inOrder([...new Set(rows.flatMap((row) => Object.keys(row)))]).filter(
    (name) => name !== "number",
  );
  return (
    <div className="overflow-x-auto">
      <table className="text-sm">
        <thead className="text-muted-foreground text-left text-xs">
          <tr>
            {names.map((name) => (
              <th key={name} className="py-1 pr-6 font-normal whitespace-nowrap">
                {code("field", name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, ROWS_MOST).map((row, index) => (
            <tr key={index} className="border-t">
              {names.map((name) => (
                <td key={name} className="py-1 pr-6 align-top whitespace-nowrap">
                  <Scalar name={name} value={row[name]} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <Cut count={rows.length} />
    </div>
  );
}

function Scalar({ name, value }: { readonly name: string; readonly value: unknown }) {
  const { code, money, moneyE18, shares, at, day } = useDesk();
  if (value === undefined || value === null) return null;
  if (typeof value === "object") return <code>{JSON.stringify(value)}</code>;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const unit = unitOf(name);
  if (unit === "holder") return <Person holder={text} name={text} />;
  if (unit !== "text" && isWhole(value)) {
    if (unit === "minor") return money(text);
    if (unit === "micro") return shares(text);
    return <span title={text}>{moneyE18(unit === "index" ? perShareE18(text) : text)}</span>;
  }
  if (name === "place") return code("place", text);
  if (name === "date") return day(text);
  if (name === "at" || name === "expires") return at(text);
  return text;
}
