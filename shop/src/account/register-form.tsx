/** The fields of somebody who registers. */
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useForm, useWatch, type UseFormReturn } from "react-hook-form";
import { EmailField, PhoneField } from "./contact-fields.tsx";
import { emailRules, newPasswordRules, phoneRules, textRules } from "./forms.ts";
import { useWords } from "../lang.ts";
import { forgetReferrer, keptReferrer } from "./referrer.ts";
import { LOGIN } from "../words/login.ts";
import { REGISTER } from "../words/register.ts";
import { Button } from "../parts/button.tsx";
import { CheckField, TextField } from "../parts/field.tsx";
import { Fold, Form } from "../parts/form.tsx";
import { NameFields, useReadName, type Name, type WrittenName } from "./name-fields.tsx";
import { NewPasswordField } from "./password-field.tsx";
import { ReferralCode } from "./referral-code.tsx";
import css from "./way-in.module.css";

/** What is sent when somebody registers; left out what was left empty. */
export type Registration = {
  readonly emailAddress: string;
  readonly password: string;
  readonly name: Name;
  readonly phoneNumber?: string;
  readonly code?: string;
  readonly device?: string;
};

type Fields = WrittenName & {
  readonly email: string;
  readonly password: string;
  readonly phone: string;
  readonly device: string;
  readonly code: string;
  readonly agrees: boolean;
};

const DEVICE_MOST = 64;
const EMPTY: Fields = {
  ...{ whole: "", firstName: "", lastName: "", email: "", password: "" },
  ...{ phone: "", device: "", code: "", agrees: false },
};

type RegisterFormProps = {
  readonly email: string;
  readonly isBusy: boolean;
  readonly error: Error | null;
  readonly onRegister: (registration: Registration) => void;
};

export function RegisterForm({ email, isBusy, error, onRegister }: RegisterFormProps) {
  const w = useWords(REGISTER);
  const readName = useReadName();
  const [linkCode, setLinkCode] = useState(keptReferrer);
  const form = useForm<Fields>({ defaultValues: { ...EMPTY, email } });
  const send = ({ email, password, phone, device, code, ...written }: Fields): void => {
    const referralCode = linkCode ?? code.trim().toUpperCase();
    onRegister({
      ...{ emailAddress: email.trim(), password, name: readName(written) },
      ...(phone.trim() === "" ? {} : { phoneNumber: phone.trim() }),
      ...(device.trim() === "" ? {} : { device: device.trim() }),
      ...(referralCode === "" ? {} : { code: referralCode }),
    });
  };
  const forgetCode = (): void => {
    forgetReferrer();
    setLinkCode(undefined);
  };
  return (
    <Form
      onSubmit={(event) => void form.handleSubmit(send)(event)}
      error={error}
      actions={
        <>
          <Button type="submit" isWide isBusy={isBusy}>
            {w.submit}
          </Button>
          <p className={css["hint"]}>{w.privacy}</p>
        </>
      }
    >
      <AccountFields form={form} />
      {linkCode !== undefined && <ReferralCode code={linkCode} onRemove={forgetCode} />}
      <OptionalFields form={form} asksForCode={linkCode === undefined} />
      <Consent form={form} />
    </Form>
  );
}

type PartProps = { readonly form: UseFormReturn<Fields> };

function AccountFields({ form }: PartProps) {
  const l = useWords(LOGIN);
  const { errors } = form.formState;
  const [email, password, ...names] = useWatch({
    control: form.control,
    name: ["email", "password", "whole", "firstName", "lastName"],
  });
  return (
    <>
      <EmailField error={errors.email?.message} {...form.register("email", emailRules(l))} />
      <NewPasswordField
        label={l.password}
        written={password}
        about={[email, ...names]}
        error={errors.password?.message}
        {...form.register("password", newPasswordRules(l))}
      />
      <NameFields
        errors={errors}
        register={(field, missing) =>
          form.register(field, missing === "" ? {} : textRules(missing))
        }
      />
    </>
  );
}

function OptionalFields({ form, asksForCode }: PartProps & { readonly asksForCode: boolean }) {
  const w = useWords(REGISTER);
  const { errors } = form.formState;
  return (
    <Fold label={w.more} mustShow={errors.phone !== undefined || errors.code !== undefined}>
      <PhoneField
        label={w.phone}
        error={errors.phone?.message}
        {...form.register("phone", phoneRules(w))}
      />
      {asksForCode && (
        <TextField
          label={w.code}
          autoCapitalize="characters"
          autoComplete="off"
          hint={
            <>
              {w.codeHint}
              <br />
              {w.codeUnknown}
            </>
          }
          error={errors.code?.message}
          {...form.register("code", {
            pattern: { value: /^\s*([A-Za-z0-9]{4,16})?\s*$/, message: w.codeWrong },
          })}
        />
      )}
      <TextField
        label={w.device}
        autoComplete="off"
        maxLength={DEVICE_MOST}
        hint={w.deviceHint}
        {...form.register("device")}
      />
    </Fold>
  );
}

function Consent({ form }: PartProps) {
  const w = useWords(REGISTER);
  return (
    <CheckField
      label={
        <>
          {w.agreeBefore}
          <Link to="/programme" target="_blank">
            {w.agreeLink}
          </Link>
          {w.agreeAfter}
        </>
      }
      hint={w.agreeNote}
      error={form.formState.errors.agrees?.message}
      {...form.register("agrees", { required: w.agreeMissing })}
    />
  );
}
