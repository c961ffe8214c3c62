/** Everybody who holds or may come to hold shares. */
import { Input } from "@vendure/dashboard";
import { useState } from "react";
import type { HolderList } from "../answers.ts";
import { useAnswer, useDesk, usePlace, useTyped, type Desk } from "../desk.ts";
import {
  Answered,
  Block,
  Choice,
  Faint,
  Pager,
  Person,
  Rows,
  Sheet,
  State,
  type Column,
} from "../parts.tsx";
import { HOLDERS } from "../questions.ts";

const PAGE = 25;

type Row = HolderList["items"][number];

function columnsOf({ t, money, shares, at }: Desk): Column<Row>[] {
  return [
    {
      head: t("holders.name"),
      cell: ({ holder, name, emailAddress }) => (
        <div>
          <Person holder={holder} name={name} />
          <div>
            <Faint>{emailAddress}</Faint>
          </div>
        </div>
      ),
    },
    {
      head: t("holders.shares"),
      isNumber: true,
      cell: (row) => (
        <div>
          {shares(row.shares)}
          {row.held === "0" ? null : (
            <div>
              <Faint>
                {shares(row.held)} {t("holders.held")}
              </Faint>
            </div>
          )}
        </div>
      ),
    },
    { head: t("holders.value"), isNumber: true, cell: ({ value }) => money(value) },
    {
      head: t("holders.quotaLeft"),
      isNumber: true,
      cell: ({ quotaLeft }) => <span className="text-muted-foreground">{money(quotaLeft)}</span>,
    },
    { head: t("holders.dividends"), isNumber: true, cell: ({ dividends }) => money(dividends) },
    { head: t("holders.wallet"), isNumber: true, cell: ({ wallet }) => money(wallet) },
    { head: t("holders.tier"), isNumber: true, cell: ({ tier }) => (tier === 0 ? "" : `V${tier}`) },
    {
      head: t("holders.joined"),
      cell: ({ state, joinedAt }) => (joinedAt === null ? <State state={state} /> : at(joinedAt)),
    },
  ];
}

export function HoldersPage() {
  const desk = useDesk();
  const { t } = desk;
  const [place, move] = usePlace();
  const [typed, setTyped] = useState(place["search"] ?? "");
  const search = place["search"] ?? "";
  const sort = place["sort"] === "SHARES" ? "SHARES" : "JOINED";
  const skip = Number(place["skip"] ?? 0) || 0;
  useTyped(typed, (text) => {
    if (text !== search) move({ search: text, skip: undefined });
  });
  const answer = useAnswer<{ patronageHolders: HolderList }>(HOLDERS, {
    ...{ search, sort, skip },
    take: PAGE,
  });
  return (
    <Sheet title={t("holders.title")}>
      <Block id="patronage-holders">
        <div className="mb-4 flex flex-wrap items-center justify-between gap-2">
          <Input
            type="search"
            className="max-w-md"
            aria-label={t("page.search")}
            placeholder={t("holders.search")}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
          <Choice
            value={sort}
            onChoose={(chosen) => move({ sort: chosen, skip: undefined })}
            options={[
              ["JOINED", t("holders.byJoined")],
              ["SHARES", t("holders.byShares")],
            ]}
          />
        </div>
        <Answered answer={answer}>
          {({ patronageHolders: { items, totalItems } }) => (
            <>
              <Rows
                rows={items}
                columns={columnsOf(desk)}
                idOf={({ holder }) => holder}
                empty={t(search === "" ? "holders.empty" : "holders.notFound")}
              />
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
