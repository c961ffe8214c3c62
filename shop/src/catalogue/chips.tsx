/** Chips: one of a few side by side, such as a product's options, or something that is on or off. */
import { useId, type ReactNode } from "react";
import css from "./chips.module.css";

type Chip<Value extends string> = {
  readonly value: Value;
  readonly label: ReactNode;
  /** Why it cannot be had, for whoever listens; it can be chosen and looked at all the same. */
  readonly lack?: string | undefined;
};

type ChipsProps<Value extends string> = {
  readonly legend: string;
  readonly isLegendShown?: boolean;
  /** A line never breaks: what stands around it scrolls. */
  readonly flow?: "block" | "line";
  readonly value: Value | undefined;
  readonly options: readonly Chip<Value>[];
  readonly onChange: (value: Value) => void;
};

export function Chips<Value extends string>({
  legend,
  isLegendShown = true,
  flow = "block",
  value,
  options,
  onChange,
}: ChipsProps<Value>) {
  const name = useId();
  return (
    <fieldset className={css["chips"]}>
      <legend className={isLegendShown ? css["legend"] : "unseen"}>{legend}</legend>
      <div className={css[flow]}>
        {options.map((option) => (
          <label key={option.value} className={css["option"]}>
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            <span className={option.lack === undefined ? css["face"] : css["lacking"]}>
              {option.label}
              {option.lack !== undefined && <span className="unseen"> ({option.lack})</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** Something that is on or off, in the same shape. */
export function ToggleChip({
  isOn,
  onChange,
  children,
}: {
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
  readonly children: ReactNode;
}) {
  return (
    <label className={css["option"]}>
      <input type="checkbox" checked={isOn} onChange={(event) => onChange(event.target.checked)} />
      <span className={css["face"]}>{children}</span>
    </label>
  );
}
