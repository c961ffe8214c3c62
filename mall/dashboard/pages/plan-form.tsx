/** Writes a draft of a plan. It is checked while it is written, by the code that will decide about it. */
import {
  Alert,
  AlertDescription,
  Button,
  Input,
  Label,
  PermissionGuard,
  Textarea,
  useNavigate,
} from "@vendure/dashboard";
import { useEffect, useRef, useState } from "react";
import type { PlanCheck } from "../answers.ts";
import { useAnswer, useDeed, useDesk, useTyped } from "../desk.ts";
import { handed, handOver, received } from "../handed.ts";
import { Block, Faint } from "../parts.tsx";
import { DRAFT_PLAN, PLAN_CHECKED } from "../questions.ts";
import { Issues, PlainWords, pretty } from "./plan-words.tsx";

export function DraftForm({ inForce }: { readonly inForce: string }) {
  const { t } = useDesk();
  const start = pretty(inForce);
  const navigate = useNavigate();
  const [begun] = useState(() => handed("plan"));
  const [text, setText] = useState(pretty(begun ?? inForce));
  const [checked, setChecked] = useState(text);
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
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    received();
    if (begun !== undefined) place.current?.scrollIntoView();
  }, [begun]);
  const runFutures = (): void => {
    handOver("futures", checked);
    void navigate({ to: "/patronage/futures" } as never);
  };
  return (
    <PermissionGuard requires={["PatronageDraft"]}>
      <Block id="patronage-plan-draft" title={t("plan.edit")} note={t("plan.edit.note")}>
        <div ref={place} className="grid min-w-0 grid-cols-1 gap-6 @4xl:grid-cols-2">
          <div className="min-w-0 space-y-2">
            <Written text={text} note={note} onText={setText} onNote={setNote} />
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
              <Button variant="outline" disabled={!isGood} onClick={runFutures}>
                {t("plan.futures")}
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

type WrittenProps = {
  readonly text: string;
  readonly note: string;
  readonly onText: (text: string) => void;
  readonly onNote: (note: string) => void;
};

function Written({ text, note, onText, onNote }: WrittenProps) {
  const { t } = useDesk();
  return (
    <>
      <Label htmlFor="patronage-plan-text">{t("plan.editText")}</Label>
      <Textarea
        id="patronage-plan-text"
        className="max-h-[36rem] min-h-96 font-mono text-xs md:text-xs"
        spellCheck={false}
        value={text}
        onChange={(event) => onText(event.target.value)}
      />
      <Label htmlFor="patronage-plan-note">{t("plan.noteField")}</Label>
      <Input
        id="patronage-plan-note"
        maxLength={500}
        value={note}
        onChange={(event) => onNote(event.target.value)}
      />
    </>
  );
}

type CheckedProps = {
  readonly check: PlanCheck | undefined;
  readonly error: Error | null;
  /** Whether the plan in plain words is left out. */
  readonly isShort?: boolean;
};

/** What the check says of a plan, and the plan in plain words. */
export function Checked({ check, error, isShort = false }: CheckedProps) {
  const { t } = useDesk();
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
      {isAccepted && !isShort ? <PlainWords check={check} /> : null}
    </div>
  );
}
