/** How far a run of futures is, and its end before its end. */
import type { FuturesRun } from "../answers.ts";
import { Confirm } from "../confirm.tsx";
import { useDeed, useDesk, type Desk } from "../desk.ts";
import { countText } from "../format.ts";
import { Faint } from "../parts.tsx";
import { CANCEL_FUTURES } from "../questions.ts";
import { labelText } from "./futures-plan.tsx";

const MINUTE_SECONDS = 60;

/** What a run is about. */
export const plansText = (desk: Desk, { plans }: FuturesRun): string =>
  plans.map(({ label }) => labelText(desk, label)).join(" · ");

/** Whether it waits or runs. */
export const isOpen = ({ state }: Pick<FuturesRun, "state">): boolean =>
  state === "waiting" || state === "running";

function progressText({ t }: Desk, run: FuturesRun): string {
  const { state, stage, done, total, secondsLeft } = run;
  if (state === "waiting") return t("futures.waits");
  if (stage === "advice") return t("futures.trials", { count: countText(done) });
  if (total === 0) return t("futures.begins");
  const told = t("futures.progress", {
    done: countText(Math.floor(done)),
    total: countText(total),
  });
  if (secondsLeft === null) return told;
  const minutes = Math.ceil(secondsLeft / MINUTE_SECONDS);
  const left =
    secondsLeft < MINUTE_SECONDS
      ? t("futures.soon")
      : t("futures.left", { minutes: countText(minutes) });
  return `${told} · ${left}`;
}

export function Progress({ run }: { readonly run: FuturesRun }) {
  const desk = useDesk();
  const percent = run.total === 0 ? 0 : Math.min(100, (100 * run.done) / run.total);
  const text = progressText(desk, run);
  return (
    <div className="mt-1 min-w-48 space-y-1">
      {run.state === "running" && run.stage === "futures" ? (
        <div
          className="bg-muted h-2 w-full overflow-hidden rounded-full"
          role="progressbar"
          aria-label={text}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.floor(percent)}
        >
          <div className="bg-primary h-full transition-[width]" style={{ width: `${percent}%` }} />
        </div>
      ) : null}
      <Faint>{text}</Faint>
    </div>
  );
}

/** Ends a run of one's own; the owner may end any, and is told so by the API. */
export function CancelRun({ run }: { readonly run: FuturesRun }) {
  const desk = useDesk();
  const { t } = desk;
  const cancel = useDeed(CANCEL_FUTURES, "futures.cancelled");
  return (
    <Confirm
      isHarsh
      label={t("futures.cancel")}
      title={t("futures.cancel.title")}
      text={t("futures.cancel.text", { plans: plansText(desk, run) })}
      may={run.isMine ? ["PatronageDraft"] : ["SuperAdmin"]}
      deed={cancel}
      variables={{ id: run.id }}
    />
  );
}
