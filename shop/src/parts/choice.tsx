/** One of a few, all of them in sight; and a chip that is on or off. */
import { useId, type ReactNode } from "react";
import css from "./choice.module.css";

type Option<Value extends string> = {
  readonly value: Value;
  readonly label: ReactNode;
  /** It can be seen, but not chosen. */
  readonly isOff?: boolean;
};

export function Choice<Value extends string>({
  legend,
  isLegendShown = true,
  look = "chips",
  value,
  options,
  onChange,
}: {
  readonly legend: ReactNode;
  readonly isLegendShown?: boolean;
  readonly look?: "chips" | "tabs";
  readonly value: Value | undefined;
  readonly options: readonly Option<Value>[];
  readonly onChange: (value: Value) => void;
}) {
  const name = useId();
  return (
    <fieldset className={css[look]}>
      <legend className={isLegendShown ? css["legend"] : "unseen"}>{legend}</legend>
      <div className={css["line"]}>
        {options.map((option) => (
          <label key={option.value} className={css["option"]}>
            <input
              type="radio"
              name={name}
              checked={option.value === value}
              disabled={option.isOff === true}
              onChange={() => onChange(option.value)}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

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
      <input type="checkbox" checked={isOn} onChange={() => onChange(!isOn)} />
      <span>{children}</span>
    </label>
  );
}
