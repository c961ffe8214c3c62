/** Goods that come back: a new return, and all there are, each with what was withheld and why. */
import type { Return } from "../answers.ts";
import { useDesk, usePlace, type Desk } from "../desk.ts";
import { Entry, Faint, Sheet, State, type Column } from "../parts.tsx";
import { RETURNS } from "../questions.ts";
import { StateList } from "../state-list.tsx";
import { returningColumns } from "./return-columns.tsx";
import { FindOrder } from "./return-form.tsx";
import { ReturnRequests } from "./return-requests.tsx";

const STATES = ["all", "asked", "decided", "stuck", "done"] as const;

export function ReturnsPage() {
  const { t } = useDesk();
  const [place, move] = usePlace();
  return (
    <Sheet title={t("returns.title")}>
      <FindOrder code={place["order"] ?? ""} onFind={(found) => move({ order: found })} />
      <ReturnRequests />
      <StateList
        id="patronage-returns"
        title={t("returns.list")}
        question={RETURNS}
        states={STATES}
        empty="returns.empty"
        columnsOf={columnsOf}
      />
    </Sheet>
  );
}

function columnsOf(desk: Desk): Column<Return>[] {
  const { t, money, at } = desk;
  return [
    ...returningColumns<Return>(desk),
    {
      head: t("holder.state"),
      cell: ({ state, trouble }) => (
        <div>
          <State state={state} />
          {trouble === null ? null : (
            <div className="text-destructive w-40 text-xs break-words whitespace-normal">
              {trouble}
            </div>
          )}
        </div>
      ),
    },
    { head: t("returns.short.money"), isNumber: true, cell: (row) => money(row.money) },
    { head: t("returns.withheld"), isNumber: true, cell: (row) => <Withheld row={row} /> },
    {
      head: t("returns.short.pay"),
      isNumber: true,
      cell: ({ money: paid, withheld }) =>
        withheld === null ? "" : money(BigInt(paid) - BigInt(withheld)),
    },
    {
      head: t("returns.short.loss"),
      isNumber: true,
      cell: ({ loss }) => (loss === null || loss === "0" ? "" : money(loss)),
    },
    {
      head: t("returns.asked"),
      cell: ({ askedAt, doneAt, state }) => (
        <div>
          {at(askedAt)}
          {doneAt === null || state !== "done" ? null : (
            <div>
              <Faint>
                {t("state.done")}: {at(doneAt)}
              </Faint>
            </div>
          )}
        </div>
      ),
    },
  ];
}

function Withheld({ row }: { readonly row: Return }) {
  const { t, money } = useDesk();
  const { withheld, givenBack, missing, seq } = row;
  if (withheld === null) return <Faint>{t("returns.undecided")}</Faint>;
  const parts = [
    givenBack === null || givenBack === "0"
      ? null
      : `${t("returns.short.givenBack")} ${money(givenBack)}`,
    missing === null || missing === "0" ? null : `${t("returns.short.missing")} ${money(missing)}`,
  ].filter((part) => part !== null);
  return (
    <div>
      {seq === null ? money(withheld) : <Entry seq={seq}>{money(withheld)}</Entry>}
      {parts.map((part) => (
        <div key={part}>
          <Faint>{part}</Faint>
        </div>
      ))}
    </div>
  );
}
