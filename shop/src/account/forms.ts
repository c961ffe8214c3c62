/** What fields of a person ask for, as react-hook-form takes it. */
import { isEmail } from "../emails.ts";
import { PASSWORD_LEAST } from "./passwords.ts";

const PHONE = /^\+?[0-9][0-9 ()-]{4,22}$/;
/** What the engine hashes; it refuses longer ones. */
const PASSWORD_MOST = 72;

type EmailWords = { readonly emailMissing: string; readonly emailWrong: string };

export const emailRules = (w: EmailWords) => ({
  validate: (text: string) => (text.trim() === "" ? w.emailMissing : isEmail(text) || w.emailWrong),
});

type PasswordWords = { readonly passwordShort: string; readonly passwordLong: string };

export const newPasswordRules = (w: PasswordWords) => ({
  minLength: { value: PASSWORD_LEAST, message: w.passwordShort },
  maxLength: { value: PASSWORD_MOST, message: w.passwordLong },
  required: w.passwordShort,
});

/** A telephone that may be left out. */
export const phoneRules = (w: { readonly phoneWrong: string }) => ({
  validate: (text: string) => text.trim() === "" || PHONE.test(text.trim()) || w.phoneWrong,
});

/** A text that must not be empty. */
export const textRules = (missing: string, most = 255) => ({
  maxLength: most,
  validate: (text: string) => text.trim() !== "" || missing,
});
