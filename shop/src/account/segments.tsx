/** One of a few, all of them in sight. */
import { useId } from "react";
import css from "./segments.module.css";

export function Segments<Value extends string>({
  label,
  options,
  value,
  onChange,
}: {
  readonly label: string;
  readonly options: readonly {
    readonly value: Value;
    readonly text: string;
    /** The language of the text, where it is another than the page's. */
    readonly lang?: string;
  }[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}) {
  const name = useId();
  return (
    <fieldset className={css["segments"]}>
      <legend>{label}</legend>
      <div className={css["options"]}>
        {options.map((option) => (
          <label key={option.value} className={css["option"]}>
            <input
              type="radio"
              name={name}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            <span lang={option.lang}>{option.text}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
