/** A person's name: one field in Chinese, given and family name in English. */
import { useLang, useWords } from "../lang.ts";
import { fullName, splitName } from "../names.ts";
import { REGISTER } from "../words/register.ts";
import { TextField } from "../parts/field.tsx";
import { FieldPair } from "../parts/form.tsx";

/** What stands in the fields; which of them are shown depends on the language. */
export type WrittenName = {
  readonly whole: string;
  readonly firstName: string;
  readonly lastName: string;
};

export type Name = { readonly firstName: string; readonly lastName: string };

/** Fields filled with a name. */
export const writeName = (name: Name): WrittenName => ({
  whole: fullName(name),
  firstName: name.firstName,
  lastName: name.lastName,
});

/** The name in the fields that are shown. */
export const useReadName = (): ((written: WrittenName) => Name) => {
  const lang = useLang();
  return ({ whole, firstName, lastName }) =>
    lang === "zh" ? splitName(whole) : { firstName: firstName.trim(), lastName: lastName.trim() };
};

type Field = keyof WrittenName;
type Registered = Omit<React.ComponentProps<"input">, "id">;

export function NameFields({
  errors,
  register,
}: {
  readonly errors: { readonly [F in Field]?: { readonly message?: string } | undefined };
  /** The form's own `register` for each of them. */
  readonly register: (field: Field, missing: string) => Registered;
}) {
  const lang = useLang();
  const w = useWords(REGISTER);
  if (lang === "zh") {
    return (
      <TextField
        label={w.name}
        autoComplete="name"
        error={errors.whole?.message}
        {...register("whole", w.nameMissing)}
      />
    );
  }
  return (
    <FieldPair>
      <TextField
        label={w.firstName}
        autoComplete="given-name"
        error={errors.firstName?.message}
        {...register("firstName", w.nameMissing)}
      />
      <TextField
        label={w.lastName}
        autoComplete="family-name"
        error={errors.lastName?.message}
        {...register("lastName", "")}
      />
    </FieldPair>
  );
}
