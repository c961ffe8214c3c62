/** Who orders, for somebody who is not logged in: only where the confirmation goes. */
import { Link } from "@tanstack/react-router";
import type { UseFormReturn } from "react-hook-form";
import { isEmail } from "../emails.ts";
import { useWords } from "../lang.ts";
import { CHECKOUT } from "../words/checkout.ts";
import { TextField } from "../parts/field.tsx";
import { Card } from "../parts/page.tsx";

export type ContactDraft = { readonly email: string };

export function Contact({ form }: { readonly form: UseFormReturn<ContactDraft> }) {
  const w = useWords(CHECKOUT);
  return (
    <Card
      title={w.contact}
      beside={
        <Link to="/login" search={{ then: "/checkout" }}>
          {w.haveAccount}
        </Link>
      }
    >
      <TextField
        label={w.email}
        hint={w.emailHint}
        type="email"
        inputMode="email"
        autoComplete="email"
        error={form.formState.errors.email?.message}
        {...form.register("email", {
          validate: (text) => isEmail(text) || w.emailWrong,
        })}
      />
    </Card>
  );
}
