/** The limits of the gate, where they are not the usual ones. */
import { Button, Input, Label } from "@vendure/dashboard";
import { useState } from "react";
import { useDesk } from "../desk.ts";
import { Faint } from "../parts.tsx";

const FIELDS = ["coverageFloor", "attackMost", "costMost"] as const;

/** Limits as they were typed; what is empty is as usual. */
export type TypedPolicy = { readonly [field in (typeof FIELDS)[number] | "reason"]: string };
export const USUAL_POLICY: TypedPolicy = {
  coverageFloor: "",
  attackMost: "",
  costMost: "",
  reason: "",
};
const USUAL: { readonly [field in (typeof FIELDS)[number]]: string } = {
  coverageFloor: "0.5",
  attackMost: "1",
  costMost: "1",
};

type PolicyFieldsProps = {
  readonly policy: TypedPolicy;
  readonly onType: (policy: TypedPolicy) => void;
};

export function PolicyFields({ policy, onType }: PolicyFieldsProps) {
  const { t } = useDesk();
  const [isOpen, setOpen] = useState(false);
  const floor = Number(policy.coverageFloor);
  const isLowered = policy.coverageFloor !== "" && floor < Number(USUAL.coverageFloor);
  return (
    <div className="space-y-2">
      <div className="flex flex-wrap items-center gap-2">
        <span className="text-sm font-medium">{t("futures.policy")}</span>
        <Button variant="ghost" size="xs" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {t(isOpen ? "plan.hide" : "plan.show")}
        </Button>
      </div>
      {isOpen ? (
        <div className="space-y-3 rounded-md border p-3">
          {FIELDS.map((field) => (
            <div key={field} className="flex flex-wrap items-center justify-between gap-2">
              <Label htmlFor={`patronage-${field}`} className="min-w-0 flex-1 font-normal">
                {t(`futures.policy.${field}`)}
              </Label>
              <Input
                id={`patronage-${field}`}
                className="w-24"
                inputMode="decimal"
                placeholder={USUAL[field]}
                value={policy[field]}
                onChange={(event) => onType({ ...policy, [field]: event.target.value.trim() })}
              />
            </div>
          ))}
          {isLowered ? (
            <div className="space-y-2">
              <Label htmlFor="patronage-floor-reason">{t("futures.policy.reason")}</Label>
              <Input
                id="patronage-floor-reason"
                maxLength={500}
                value={policy.reason}
                onChange={(event) => onType({ ...policy, reason: event.target.value })}
              />
            </div>
          ) : null}
          <Faint>{t("futures.policy.note")}</Faint>
        </div>
      ) : null}
    </div>
  );
}
