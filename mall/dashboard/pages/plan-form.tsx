/** Writes a draft of a plan. It is checked while it is written, by the code that will decide about it. */
import {
  Alert,
  AlertDescription,
  Button,
  Input,
  Label,
  PermissionGuard,
  Textarea,
} from "@vendure/dashboard";
import { useState } from "react";
import type { PlanCheck } from "../answers.ts";
import { useAnswer, useDeed, useDesk, useTyped } from "../desk.ts";
import { Block, Faint } from "../parts.tsx";
import { DRAFT_PLAN, PLAN_CHECKED } from "../questions.ts";
import { Issues, PlainWords, pretty } from "./plan-words.tsx";

export function DraftForm({ inForce }: { readonly inForce: string }) {
  const { t } = useDesk();
  const start = pretty(inForce);
  const [text, setText] = useState(start);
  const [checked, setChecked] = useState(start);
  const [note, setNote] = useState("");
  useTyped(text, setChecked);
  const save = useDeed(DRAFT_PLAN, "plan.saved");
  const isChanged = pretty(checked) !== start;
  const answer = useAnswer<{ patronagePlanCheck: PlanCheck }>(
    PLAN_CHECKED,
    { plan: checked },
    { isAsked: isChanged, isKept: false },
  );
  const check = answer.data?.patronagePlanCheck;
  const isGood = isChanged && text.trim() === checked && check?.isAccepted === true;
  const isSavable = isGood && check.worsened.length === 0 && note.trim() !== "" && !save.isDoing;
  const restart = (): void => {
    setText(start);
    setNote("");
  };
  return (
    <PermissionGuard requires={["PatronageDraft"]}>
      <Block id="patronage-plan-draft" title={t("plan.edit")} note={t("plan.edit.note")}>
        <div className="grid min-w-0 grid-cols-1 gap-6 @4xl:grid-cols-2">
          <div className="min-w-0 space-y-2">
            <Label htmlFor="patronage-plan-text">{t("plan.editText")}</Label>
            <Textarea
              id="patronage-plan-text"
              className="max-h-[36rem] min-h-96 font-mono text-xs md:text-xs"
              spellCheck={false}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
            <Label htmlFor="patronage-plan-note">{t("plan.noteField")}</Label>
            <Input
              id="patronage-plan-note"
              maxLength={500}
              value={note}
              onChange={(event) => setNote(event.target.value)}
            />
            <div className="flex flex-wrap gap-2 pt-2">
              <Button
                disabled={!isSavable}
                onClick={() =>
                  void save
                    .do({ plan: checked, note })
                    .then((isDone) => (isDone ? restart() : null))
                }
              >
                {t("plan.save")}
              </Button>
              <Button variant="ghost" disabled={text === start} onClick={restart}>
                {t("plan.restart")}
              </Button>
            </div>
          </div>
          <div className="min-w-0" aria-live="polite">
            {isChanged ? (
              <Checked check={check} error={answer.error} />
            ) : (
              <Faint>{t("plan.same")}</Faint>
            )}
          </div>
        </div>
      </Block>
    </PermissionGuard>
  );
}

function Checked(props: { readonly check: PlanCheck | undefined; readonly error: Error | null }) {
  const { t } = useDesk();
  const { check, error } = props;
  if (error !== null) {
    return (
      <Alert variant="destructive">
        <AlertDescription>
          {t("plan.unreadable")} {error.message}
        </AlertDescription>
      </Alert>
    );
  }
  if (check === undefined) return <Faint>{t("plan.checking")}</Faint>;
  const { isAccepted, reasons, warnings, worsened } = check;
  return (
    <div className="space-y-4">
      {isAccepted ? (
        <p className="text-success text-sm font-medium">{t("plan.accepted")}</p>
      ) : (
        <Alert variant="destructive">
          <AlertDescription>
            <Issues title={t("plan.refused")} issues={reasons} />
          </AlertDescription>
        </Alert>
      )}
      {worsened.length === 0 ? null : (
        <Alert variant="destructive">
          <AlertDescription>
            <p className="font-medium">{t("plan.worsened")}</p>
            <ul className="list-disc pl-5 font-mono text-xs">
              {worsened.map((key) => (
                <li key={key}>{key}</li>
              ))}
            </ul>
          </AlertDescription>
        </Alert>
      )}
      {warnings.length === 0 ? null : <Issues title={t("plan.warnings")} issues={warnings} />}
      {isAccepted ? <PlainWords check={check} /> : null}
    </div>
  );
}
