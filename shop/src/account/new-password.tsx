/** The form that gives an account a password, for whoever came by a mail's link. */
import type { ReactNode } from "react";
import { useForm, useWatch } from "react-hook-form";
import type { Deed } from "../deed.ts";
import { useWords } from "../lang.ts";
import { LOGIN } from "../words/login.ts";
import { Button } from "../parts/button.tsx";
import { Form } from "../parts/form.tsx";
import { newPasswordRules } from "./forms.ts";
import { NewPasswordField } from "./password-field.tsx";

export type NewPassword = { readonly password: string };

export function NewPasswordForm({
  setting,
  text,
  label,
  submit,
  below,
}: {
  readonly setting: Deed<void, NewPassword>;
  readonly text: string;
  readonly label: string;
  readonly submit: string;
  /** What stands below the button. */
  readonly below?: ReactNode;
}) {
  const w = useWords(LOGIN);
  const form = useForm<NewPassword>({ defaultValues: { password: "" } });
  const password = useWatch({ control: form.control, name: "password" });
  return (
    <Form
      onSubmit={(event) => void form.handleSubmit((values) => setting.mutate(values))(event)}
      error={setting.error}
      actions={
        <>
          <Button type="submit" isWide isBusy={setting.isPending}>
            {submit}
          </Button>
          {below}
        </>
      }
    >
      <p>{text}</p>
      <NewPasswordField
        label={label}
        written={password}
        error={form.formState.errors.password?.message}
        {...form.register("password", newPasswordRules(w))}
      />
    </Form>
  );
}
