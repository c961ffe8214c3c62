/** Chooses a plan to be run: the one in force, a draft, or one that is pasted and checked as one types. */
import { Label, NativeSelect, NativeSelectOption, Textarea } from "@vendure/dashboard";
import { useState } from "react";
import type { PlanCheck, Plans } from "../answers.ts";
import { useAnswer, useDesk, useTyped, type Desk } from "../desk.ts";
import { PLAN_CHECKED } from "../questions.ts";
import { Checked } from "./plan-form.tsx";

/** What was chosen: "", "inForce", "text", or a draft's id. */
export type Chosen = { readonly choice: string; readonly text: string };

/** A plan as it goes to the API; undefined where none is chosen or readable. */
export type LabelledPlan = { readonly label: string; readonly plan: string };

/** The plan that is meant by a choice. Its label says what it is now, in whatever language. */
export function planOf({ choice, text }: Chosen, plans: Plans): LabelledPlan | undefined {
  if (choice === "") return undefined;
  if (choice === "text") return text.trim() === "" ? undefined : { label: choice, plan: text };
  const plan =
    choice === "inForce"
      ? plans.versions.find(({ isInForce }) => isInForce)?.plan
      : plans.drafts.find(({ id }) => id === choice)?.plan;
  if (plan === undefined) return undefined;
  return { label: choice === "inForce" ? choice : `draft:${choice}`, plan };
}

const SECOND = " (2)";

/** Two plans under one label would not be told apart. */
export const toldApart = (plan: LabelledPlan, other: LabelledPlan): LabelledPlan =>
  plan.label === other.label ? { ...plan, label: `${plan.label}${SECOND}` } : plan;

/** A plan's label, as the API keeps it, in the language of whoever looks. */
export function labelText({ t }: Desk, label: string): string {
  const [, kind, number = "", rest = ""] =
    /^(inForce|text|draft)(?::(\d+))?( \(2\))?$/.exec(label) ?? [];
  if (kind === "inForce") return `${t("futures.label.inForce")}${rest}`;
  if (kind === "text") return `${t("futures.label.text")}${rest}`;
  return kind === "draft" ? t("futures.label.draft", { id: number }) : label;
}

type PlanChoiceProps = {
  readonly id: string;
  readonly label: string;
  readonly plans: Plans;
  readonly chosen: Chosen;
  readonly onChoose: (chosen: Chosen) => void;
  /** Whether it may be left open. */
  readonly isOptional?: boolean;
};

export function PlanChoice(props: PlanChoiceProps) {
  const { t } = useDesk();
  const { id, label, plans, chosen, onChoose, isOptional = false } = props;
  return (
    <div className="min-w-0 space-y-2">
      <Label htmlFor={id}>{label}</Label>
      <NativeSelect
        id={id}
        className="w-full"
        value={chosen.choice}
        onChange={(event) => onChoose({ ...chosen, choice: event.target.value })}
      >
        {isOptional ? (
          <NativeSelectOption value="">{t("futures.nothing")}</NativeSelectOption>
        ) : null}
        <NativeSelectOption value="inForce">{t("futures.inForce")}</NativeSelectOption>
        {plans.drafts
          .filter(({ state }) => state === "draft")
          .map((draft) => (
            <NativeSelectOption key={draft.id} value={draft.id}>
              {t("futures.draft", { id: draft.id, note: draft.note })}
            </NativeSelectOption>
          ))}
        <NativeSelectOption value="text">{t("futures.text")}</NativeSelectOption>
      </NativeSelect>
      {chosen.choice === "text" ? (
        <Pasted
          id={`${id}-text`}
          text={chosen.text}
          onType={(text) => onChoose({ ...chosen, text })}
        />
      ) : null}
    </div>
  );
}

type PastedProps = {
  readonly id: string;
  readonly text: string;
  readonly onType: (text: string) => void;
};

function Pasted({ id, text, onType }: PastedProps) {
  const { t } = useDesk();
  const [checked, setChecked] = useState(text.trim());
  useTyped(text, setChecked);
  const isThere = checked !== "";
  const answer = useAnswer<{ patronagePlanCheck: PlanCheck }>(
    PLAN_CHECKED,
    { plan: checked },
    { isAsked: isThere, isKept: false },
  );
  return (
    <div className="space-y-2">
      <Textarea
        id={id}
        aria-label={t("futures.text")}
        className="max-h-96 min-h-48 font-mono text-xs md:text-xs"
        spellCheck={false}
        value={text}
        onChange={(event) => onType(event.target.value)}
      />
      <div aria-live="polite">
        {isThere ? (
          <Checked check={answer.data?.patronagePlanCheck} error={answer.error} isShort />
        ) : null}
      </div>
    </div>
  );
}
