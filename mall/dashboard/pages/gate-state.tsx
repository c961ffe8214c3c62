/** Where a draft stands with the gate: since when, and why not. */
import type { Gate } from "../answers.ts";
import { useDesk } from "../desk.ts";
import { Faint, State } from "../parts.tsx";
import type { Word } from "../words.ts";

export function GateState({ gate }: { readonly gate: Gate }) {
  const { t, at, lang } = useDesk();
  const { state, madeAt, until } = gate;
  const told = (instant: string | null): string => (instant === null ? "" : at(instant));
  const reasons = state === "failed" ? gate[lang] : [];
  return (
    <div className="space-y-1">
      <div className="flex flex-wrap items-center gap-2">
        <State group="gate" state={state} />
        <Faint>{t(`plan.gate.${state}` as Word, { at: told(madeAt), until: told(until) })}</Faint>
      </div>
      {reasons.length === 0 ? null : (
        <ul className="list-disc space-y-1 pl-5 text-sm">
          {reasons.map((reason) => (
            <li key={reason} className="break-words">
              {reason}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
