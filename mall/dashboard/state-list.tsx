/** A list with a tab for each state; which of them is open stands in the page's address. */
import type { ReactNode } from "react";
import { useAnswer, useDesk, usePlace, type Desk } from "./desk.ts";
import { Answered, Block, Choice, Faint, Rows, type Column } from "./parts.tsx";
import type { Word } from "./words.ts";

const ROWS_MOST = 200;

type StateListProps<Row> = {
  readonly id: string;
  readonly title?: ReactNode;
  readonly note?: ReactNode;
  /** Asks for one list, by a `state` or without one, and for so many rows where it takes a number. */
  readonly question: string;
  /** The tabs in their order, "all" among them; the first is open where the address says nothing. */
  readonly states: readonly [string, ...string[]];
  /** The states' kind, by which their words are found. */
  readonly group?: string;
  /** What the tab is called in the address. */
  readonly tab?: string;
  readonly empty: Word;
  readonly columnsOf: (desk: Desk) => readonly Column<Row>[];
};

export function StateList<Row extends { readonly id: string }>(props: StateListProps<Row>) {
  const { id, title, note, question, states, group = "state", tab = "state" } = props;
  const { empty, columnsOf } = props;
  const desk = useDesk();
  const { t, code } = desk;
  const [place, move] = usePlace();
  const [first] = states;
  const state = place[tab] ?? first;
  const answer = useAnswer<{ readonly [list: string]: readonly Row[] }>(question, {
    ...(state === "all" ? {} : { state }),
    take: ROWS_MOST,
  });
  return (
    <Block id={id} title={title} note={note}>
      <div className="mb-4">
        <Choice
          value={state}
          onChoose={(chosen) => move({ [tab]: chosen === first ? undefined : chosen })}
          options={states.map((name) => [name, name === "all" ? t("page.all") : code(group, name)])}
        />
      </div>
      <Answered answer={answer}>
        {(data) => {
          const rows = Object.values(data).flat();
          return (
            <>
              <Rows rows={rows} idOf={(row) => row.id} empty={t(empty)} columns={columnsOf(desk)} />
              {rows.length === ROWS_MOST ? (
                <Faint>{t("page.more", { count: ROWS_MOST })}</Faint>
              ) : null}
            </>
          );
        }}
      </Answered>
    </Block>
  );
}
