/** The plan studio: runs of futures, those under way first to be seen, and the form that asks for one. */
import { PermissionGuard } from "@vendure/dashboard";
import type { FuturesList, FuturesRun, Plans, Scenario } from "../answers.ts";
import { useAnswer, useDesk, usePlace, type Desk } from "../desk.ts";
import { Answered, Block, Faint, Pager, Rows, Sheet, State, To, type Column } from "../parts.tsx";
import { FUTURES, PLANS, SCENARIOS } from "../questions.ts";
import { FuturesForm } from "./futures-form.tsx";
import { CancelRun, isOpen, plansText, Progress } from "./futures-progress.tsx";

const PAGE = 20;

export function FuturesPage() {
  const { t } = useDesk();
  return (
    <Sheet title={t("futures.title")}>
      <Faint>{t("futures.note")}</Faint>
      <PermissionGuard requires={["PatronageDraft"]}>
        <Asking />
      </PermissionGuard>
      <Runs />
    </Sheet>
  );
}

function Asking() {
  const { t } = useDesk();
  const [place] = usePlace();
  const plans = useAnswer<{ patronagePlans: Plans }>(PLANS);
  const scenarios = useAnswer<{ patronageScenarios: readonly Scenario[] }>(SCENARIOS);
  return (
    <Block id="patronage-futures-form" title={t("futures.ask")} note={t("futures.ask.note")}>
      <Answered answer={plans}>
        {({ patronagePlans }) => (
          <Answered answer={scenarios}>
            {({ patronageScenarios }) => (
              <FuturesForm
                key={place["draft"] ?? ""}
                plans={patronagePlans}
                scenarios={patronageScenarios}
                draft={place["draft"]}
              />
            )}
          </Answered>
        )}
      </Answered>
    </Block>
  );
}

/** What was run, in a word: the gate's scenarios, or which. */
export function scenariosText({ t }: Desk, { scenarios, isOfGate }: FuturesRun): string {
  return isOfGate ? t("futures.gate") : scenarios.join(", ");
}

function columnsOf(desk: Desk): Column<FuturesRun>[] {
  const { t, at } = desk;
  return [
    {
      head: t("futures.plans"),
      isText: true,
      cell: (run) => <To path={`/patronage/futures/${run.id}`}>{plansText(desk, run)}</To>,
    },
    { head: t("futures.scenarios"), isText: true, cell: (run) => scenariosText(desk, run) },
    {
      head: t("futures.size"),
      isText: true,
      cell: ({ seeds, years }) => t("futures.sizeOf", { seeds, years }),
    },
    {
      head: t("futures.asked"),
      isText: true,
      cell: ({ madeBy, madeAt }) => (
        <div>
          {at(madeAt)} <Faint>{madeBy}</Faint>
        </div>
      ),
    },
    {
      head: t("futures.state"),
      isText: true,
      cell: (run) => (
        <div className="space-y-2">
          <State group="run" state={run.state} />
          {isOpen(run) ? (
            <>
              <Progress run={run} />
              <CancelRun run={run} />
            </>
          ) : null}
        </div>
      ),
    },
  ];
}

function Runs() {
  const desk = useDesk();
  const { t } = desk;
  const [place, move] = usePlace();
  const skip = Number(place["skip"] ?? 0);
  const answer = useAnswer<{ patronageFutures: FuturesList }>(
    FUTURES,
    { skip, take: PAGE },
    { isLive: ({ patronageFutures }) => patronageFutures.items.some(isOpen) },
  );
  return (
    <Block id="patronage-futures" title={t("futures.list")}>
      <Answered answer={answer}>
        {({ patronageFutures: { items, totalItems } }) => (
          <>
            <Rows
              rows={items}
              idOf={({ id }) => id}
              empty={t("futures.empty")}
              columns={columnsOf(desk)}
            />
            <Pager
              skip={skip}
              take={PAGE}
              total={totalItems}
              shown={items.length}
              onMove={(to) => move({ skip: to === 0 ? undefined : String(to) })}
            />
          </>
        )}
      </Answered>
    </Block>
  );
}
