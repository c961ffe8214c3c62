/** The plan: what is in force in plain words, its versions, and drafts that a second person activates. */
import { Badge, Button, PermissionGuard, useNavigate } from "@vendure/dashboard";
import { useState, type ReactNode } from "react";
import type { PlanCheck, PlanDraft, Plans, PlanVersion } from "../answers.ts";
import { Confirm } from "../confirm.tsx";
import { useAnswer, useDeed, useDesk } from "../desk.ts";
import { Answered, Block, Entry, Faint, Nothing, Sheet, State } from "../parts.tsx";
import { ACTIVATE_PLAN, DROP_PLAN, PLANS } from "../questions.ts";
import { GateState } from "./gate-state.tsx";
import { DraftForm } from "./plan-form.tsx";
import { Issues, PlainWords, PlanText } from "./plan-words.tsx";

export function PlanPage() {
  const { t } = useDesk();
  const answer = useAnswer<{ patronagePlans: Plans }>(PLANS);
  return (
    <Sheet title={t("plan.title")}>
      <Answered answer={answer}>
        {({ patronagePlans: { versions, drafts, inForce } }) => {
          const now = versions.find(({ isInForce }) => isInForce);
          return (
            <div className="grid min-w-0 grid-cols-1 gap-4">
              <InForce check={inForce} />
              <Drafts drafts={drafts} />
              <DraftForm key={now?.sinceSeq} inForce={now?.plan ?? "{}"} />
              <Versions versions={versions} />
            </div>
          );
        }}
      </Answered>
    </Sheet>
  );
}

function InForce({ check }: { readonly check: PlanCheck }) {
  const { t } = useDesk();
  return (
    <Block id="patronage-plan-in-force" title={`${t("plan.inForce")}: ${t("plan.words")}`}>
      <PlainWords check={check} />
      {check.warnings.length === 0 ? null : (
        <div className="mt-4">
          <Issues title={t("plan.warnings")} issues={check.warnings} />
        </div>
      )}
    </Block>
  );
}

/** Something long, shown when somebody wants to see it. */
function Folded({ title, children }: { readonly title: ReactNode; readonly children: ReactNode }) {
  const { t } = useDesk();
  const [isOpen, setOpen] = useState(false);
  return (
    <div>
      <div className="flex flex-wrap items-center gap-2">
        {title}
        <Button variant="ghost" size="xs" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {t(isOpen ? "plan.hide" : "plan.show")}
        </Button>
      </div>
      {isOpen ? children : null}
    </div>
  );
}

/** From when on: the first plan is the programme's beginning. */
function Since({ seq }: { readonly seq: string }) {
  const { t } = useDesk();
  if (seq === "0") return t("plan.first");
  return <Entry seq={seq}>{t("plan.version", { seq })}</Entry>;
}

function Versions({ versions }: { readonly versions: readonly PlanVersion[] }) {
  const { t } = useDesk();
  return (
    <Block id="patronage-plan-versions" title={t("plan.versions")}>
      <div className="space-y-3">
        {versions.map(({ plan, sinceSeq, isInForce }) => (
          <Folded
            key={sinceSeq}
            title={
              <>
                <Since seq={sinceSeq} />
                {isInForce ? <Badge variant="success">{t("plan.versionNow")}</Badge> : null}
              </>
            }
          >
            <PlanText plan={plan} />
          </Folded>
        ))}
      </div>
    </Block>
  );
}

function Drafts({ drafts }: { readonly drafts: readonly PlanDraft[] }) {
  const { t } = useDesk();
  return (
    <Block id="patronage-plan-drafts" title={t("plan.drafts")}>
      {drafts.length === 0 ? <Nothing>{t("plan.drafts.empty")}</Nothing> : null}
      <div className="divide-y">
        {drafts.map((draft) => (
          <Draft key={draft.id} draft={draft} />
        ))}
      </div>
    </Block>
  );
}

function Draft({ draft }: { readonly draft: PlanDraft }) {
  const { t, at } = useDesk();
  const { plan, note, state, madeAt, madeBy, endedAt, endedBy, gate } = draft;
  return (
    <div className="space-y-2 py-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <div className="min-w-0">
          <div className="font-medium break-words">{note}</div>
          <Faint>
            {t("plan.madeBy", { who: madeBy, at: at(madeAt) })}
            {endedAt === null
              ? null
              : ` · ${t("plan.ended", { who: endedBy ?? "", at: at(endedAt) })}`}
          </Faint>
        </div>
        <State state={state} />
      </div>
      {gate === null ? null : <GateState gate={gate} />}
      {state === "draft" ? <DraftDeeds draft={draft} /> : null}
      <Folded title={<Faint>{t("plan.text")}</Faint>}>
        <PlanText plan={plan} />
      </Folded>
    </div>
  );
}

function DraftDeeds({ draft }: { readonly draft: PlanDraft }) {
  const { t } = useDesk();
  const activate = useDeed(ACTIVATE_PLAN, "plan.activated");
  const drop = useDeed(DROP_PLAN, "plan.dropped");
  const { id, note, madeBy, isMine, gate } = draft;
  const navigate = useNavigate();
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Confirm
        isMain
        label={t("plan.activate")}
        title={t("plan.activate.title")}
        text={t("plan.activate.text", { note, who: madeBy })}
        may={["PatronageActivate"]}
        isDisabled={isMine || gate?.state !== "passed"}
        deed={activate}
        variables={{ id }}
      />
      <Confirm
        isHarsh
        label={t("plan.drop")}
        title={t("plan.drop.title")}
        text={t("plan.drop.text", { note, who: madeBy })}
        may={["PatronageDraft", "PatronageActivate"]}
        deed={drop}
        variables={{ id }}
      />
      <PermissionGuard requires={["PatronageDraft"]}>
        <Button
          variant="outline"
          size="sm"
          onClick={() =>
            void navigate({ to: "/patronage/futures", search: { draft: id } } as never)
          }
        >
          {t("plan.futures")}
        </Button>
      </PermissionGuard>
      {isMine ? <Faint>{t("plan.mine")}</Faint> : null}
    </div>
  );
}
