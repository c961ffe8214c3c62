/** Goods that come back: a new return, and all there are, each with what was withheld and why. */
import type { Return } from "../answers.ts";
import { useAnswer, useDesk, usePlace, type Desk } from "../desk.ts";
import {
  Answered,
  Block,
  Choice,
  Entry,
  Faint,
  Rows,
  Sheet,
  State,
  To,
  type Column,
} from "../parts.tsx";
import { RETURNS } from "../questions.ts";
import { FindOrder } from "./return-form.tsx";
import { ReturnRequests } from "./return-requests.tsx";

const MOST = 200;
const STATES = ["asked", "decided", "stuck", "done"] as const;

export function ReturnsPage() {
  const desk = useDesk();
  const { t, code } = desk;
  const [place, move] = usePlace();
  const state = place["state"] ?? "all";
  const answer = useAnswer<{ patronageReturns: Return[] }>(RETURNS, {
    ...(state === "all" ? {} : { state }),
    take: MOST,
  });
  return (
    <Sheet title={t("returns.title")}>
      <FindOrder code={place["order"] ?? ""} onFind={(found) => move({ order: found })} />
      <ReturnRequests />
      <Block id="patronage-returns" title={t("returns.list")}>
        <div className="mb-4">
          <Choice
            value={state}
            onChoose={(chosen) => move({ state: chosen === "all" ? undefined : chosen })}
            options={[
              ["all", t("page.all")],
              ...STATES.map((name) => [name, code("state", name)] as const),
            ]}
          />
        </div>
        <Answered answer={answer}>
          {({ patronageReturns: rows }) => (
            <>
              <Rows
                rows={rows}
                idOf={({ id }) => id}
                empty={t("returns.empty")}
                columns={columnsOf(desk)}
              />
              {rows.length === MOST ? <Faint>{t("page.more", { count: MOST })}</Faint> : null}
            </>
          )}
        </Answered>
      </Block>
    </Sheet>
  );
}

function columnsOf({ t, money, at }: Desk): Column<Return>[] {
  return [
    {
      head: t("holder.order"),
      cell: ({ orderId, code, name }) => (
        <div>
          <To path={`/orders/${orderId}`}>{code}</To>
          <div>
            <Faint>{name}</Faint>
          </div>
        </div>
      ),
    },
    {
      head: t("returns.goods"),
      isText: true,
      cell: ({ goods, reason }) => (
        <div>
          {goods.map(({ line, name, quantity }) => (
            <div key={line}>{t("returns.pieces", { quantity, name })}</div>
          ))}
          {reason === null ? null : <Faint>{reason}</Faint>}
        </div>
      ),
    },
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
