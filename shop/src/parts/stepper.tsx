/** How many pieces: one less, one more. */
import { Minus, Plus } from "lucide-react";
import { useWords } from "../lang.ts";
import { STEPPER } from "../words/stepper.ts";
import { IconButton } from "./icon-button.tsx";
import css from "./stepper.module.css";

type StepperProps = {
  readonly value: number;
  readonly least?: number;
  readonly most?: number;
  /** What is counted, for whoever listens. */
  readonly label: string;
  readonly isBusy?: boolean;
  readonly onChange: (value: number) => void;
};

export function Stepper({
  value,
  least = 1,
  most = 99,
  label,
  isBusy = false,
  onChange,
}: StepperProps) {
  const w = useWords(STEPPER);
  return (
    <div className={css["stepper"]} role="group" aria-label={label}>
      <IconButton
        label={w.less}
        disabled={isBusy || value <= least}
        onClick={() => onChange(value - 1)}
      >
        <Minus aria-hidden="true" />
      </IconButton>
      <output className="figures" aria-live="polite">
        {value}
      </output>
      <IconButton
        label={w.more}
        disabled={isBusy || value >= most}
        onClick={() => onChange(value + 1)}
      >
        <Plus aria-hidden="true" />
      </IconButton>
    </div>
  );
}
