/** What the back office changed: each row before and after, beside each other. */
import { Button, Input } from "@vendure/dashboard";
import { useState } from "react";
import type { AuditEntry, AuditList } from "../answers.ts";
import { changesOf, type Change } from "../changes.ts";
import { useAnswer, useDesk, usePlace, useTyped } from "../desk.ts";
import { Answered, Block, Faint, Nothing, Pager, Sheet } from "../parts.tsx";
import { AUDIT } from "../questions.ts";

const PAGE = 20;

export function AuditPage() {
  const { t } = useDesk();
  const [place, move] = usePlace();
  const search = place["search"] ?? "";
  const skip = Number(place["skip"] ?? 0) || 0;
  const [typed, setTyped] = useState(search);
  useTyped(typed, (text) => {
    if (text !== search) move({ search: text, skip: undefined });
  });
  const answer = useAnswer<{ patronageAudit: AuditList }>(AUDIT, { search, skip, take: PAGE });
  return (
    <Sheet title={t("audit.title")}>
      <Block id="patronage-audit" note={t("audit.note")}>
        <Input
          type="search"
          className="mb-2 max-w-md"
          aria-label={t("page.search")}
          placeholder={t("audit.search")}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Answered answer={answer}>
          {({ patronageAudit: { items, totalItems } }) => (
            <>
              {items.length === 0 ? (
                <Nothing>{t(search === "" ? "audit.empty" : "audit.notFound")}</Nothing>
              ) : null}
              <div className="divide-y">
                {items.map((entry) => (
                  <Changed key={entry.id} entry={entry} />
                ))}
              </div>
              <Pager
                {...{ skip, take: PAGE, total: totalItems, shown: items.length }}
                onMove={(next) => move({ skip: next === 0 ? undefined : String(next) })}
              />
            </>
          )}
        </Answered>
      </Block>
    </Sheet>
  );
}

function Changed({ entry }: { readonly entry: AuditEntry }) {
  const { t, at } = useDesk();
  const { operation, table, key, administrator, before, after } = entry;
  return (
    <div className="py-4">
      <div className="flex flex-wrap items-baseline gap-x-3 text-sm">
        <span className="font-medium">{operation}</span>
        <span className="font-mono text-xs break-all">
          {table} {key}
        </span>
        {before === null ? <Faint>{t("audit.created")}</Faint> : null}
        {after === null ? <Faint>{t("audit.removed")}</Faint> : null}
      </div>
      <Faint>
        {administrator} · {at(entry.at)}
      </Faint>
      <Columns changes={changesOf(before, after)} />
    </div>
  );
}

/** Of a long row so many columns are shown at first. */
const COLUMNS_MOST = 6;

function Columns({ changes }: { readonly changes: readonly Change[] }) {
  const { t } = useDesk();
  const [isOpen, setOpen] = useState(false);
  const shown = isOpen ? changes : changes.slice(0, COLUMNS_MOST);
  const value = "max-h-40 overflow-y-auto break-words whitespace-pre-wrap";
  return (
    <div className="mt-2 overflow-x-auto">
      <table className="w-full min-w-[28rem] table-fixed text-xs">
        <thead className="text-muted-foreground text-left">
          <tr>
            <th className="w-1/4 py-1 pr-3 font-normal">{t("audit.column")}</th>
            <th className="py-1 pr-3 font-normal">{t("audit.before")}</th>
            <th className="py-1 font-normal">{t("audit.after")}</th>
          </tr>
        </thead>
        <tbody className="align-top font-mono">
          {shown.map(({ column, before, after }) => (
            <tr key={column} className="border-t">
              <td className="py-1 pr-3 break-words">{column}</td>
              <td className="py-1 pr-3">
                <div className={value}>{before}</div>
              </td>
              <td className="py-1">
                <div className={value}>{after}</div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length === changes.length ? null : (
        <Button variant="ghost" size="xs" onClick={() => setOpen(true)}>
          {t("audit.more", { count: changes.length - shown.length })}
        </Button>
      )}
    </div>
  );
}
