/** The fields of an address, in the order in which they are filled in, for any form that has them. */
import type { FieldPath, UseFormReturn } from "react-hook-form";
import { useWords } from "../lang.ts";
import { ADDRESS } from "../words/address.ts";
import css from "./address-fields.module.css";
import { readPhone, type AddressDraft } from "./address-draft.ts";
import { SelectField, TextArea, TextField } from "./field.tsx";
import { citiesIn, countiesIn, provincesIn, type Regions } from "./regions.ts";

const NAME_MOST = 60;
const STREET_MOST = 160;

const REGION_FIELDS = ["province", "city", "county"] as const;

type Fields = { readonly form: UseFormReturn<AddressDraft>; readonly regions: Regions };

export function AddressFields({ form, regions }: Fields) {
  const w = useWords(ADDRESS);
  const { errors } = form.formState;
  return (
    <div className={css["fields"]}>
      <div className={css["pair"]}>
        <TextField
          label={w.recipient}
          autoComplete="name"
          error={errors.fullName?.message}
          {...form.register("fullName", {
            validate: (text) => text.trim() !== "" || w.recipientMissing,
            maxLength: { value: NAME_MOST, message: w.tooLong },
          })}
        />
        <TextField
          label={w.mobile}
          type="tel"
          inputMode="tel"
          autoComplete="tel"
          error={errors.phone?.message}
          {...form.register("phone", {
            validate: (text) => readPhone(text) !== undefined || w.mobileWrong,
          })}
        />
      </div>
      <RegionFields form={form} regions={regions} />
      <TextArea
        label={w.street}
        hint={w.streetHint}
        rows={2}
        autoComplete="street-address"
        error={errors.street?.message}
        {...form.register("street", {
          validate: (text) => text.trim() !== "" || w.streetMissing,
          maxLength: { value: STREET_MOST, message: w.tooLong },
        })}
      />
    </div>
  );
}

/** Province, city and county. Whoever changes one chooses what lies within it anew. */
function RegionFields({ form, regions }: Fields) {
  const w = useWords(ADDRESS);
  const [province, city] = form.watch(["province", "city"]);
  const chooseCity = (name: string): void => {
    form.setValue("city", name);
    form.setValue("county", only(countiesIn(regions, form.getValues("province"), name)));
  };
  return (
    <div className={css["regions"]}>
      <RegionField
        {...{ form, name: "province", label: w.province, missing: w.provinceMissing }}
        autoComplete="address-level1"
        names={provincesIn(regions)}
        onChoose={(name) => chooseCity(only(citiesIn(regions, name)))}
      />
      <RegionField
        {...{ form, name: "city", label: w.city, missing: w.cityMissing }}
        autoComplete="address-level2"
        names={citiesIn(regions, province)}
        onChoose={chooseCity}
      />
      <RegionField
        {...{ form, name: "county", label: w.county, missing: w.countyMissing }}
        autoComplete="address-level3"
        names={countiesIn(regions, province, city)}
      />
    </div>
  );
}

/** Where there is one to choose, it is chosen. */
const only = (names: readonly string[]): string => (names.length === 1 ? names[0]! : "");

function RegionField({
  form,
  name,
  label,
  missing,
  autoComplete,
  names,
  onChoose,
}: {
  readonly form: Fields["form"];
  readonly name: FieldPath<AddressDraft>;
  readonly label: string;
  readonly missing: string;
  readonly autoComplete: string;
  readonly names: readonly string[];
  readonly onChoose?: (name: string) => void;
}) {
  const w = useWords(ADDRESS);
  return (
    <SelectField
      label={label}
      autoComplete={autoComplete}
      disabled={names.length === 0}
      error={form.formState.errors[name]?.message}
      value={form.watch(name)}
      {...form.register(name, {
        validate: (chosen) => chosen !== "" || missing,
        onChange: (event: { readonly target: { readonly value: string } }) => {
          onChoose?.(event.target.value);
          // What was found missing here, or within it, may be there now.
          void form.trigger(REGION_FIELDS.filter((field) => field in form.formState.errors));
        },
      })}
    >
      <option value="">{w.choose}</option>
      {names.map((some) => (
        <option key={some} value={some}>
          {some}
        </option>
      ))}
    </SelectField>
  );
}
