/** Name and telephone, the mail address, the password. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useForm } from "react-hook-form";
import { announce } from "../announce.ts";
import { changeDetails } from "../api/account.ts";
import { meQuery, type Me } from "../api/session.ts";
import { useDeed } from "../deed.ts";
import { PhoneField } from "./contact-fields.tsx";
import { phoneRules, textRules } from "./forms.ts";
import { useLang, useWords } from "../lang.ts";
import { Button } from "../parts/button.tsx";
import { ChangeEmail, ChangePassword } from "./change-login.tsx";
import { Form } from "../parts/form.tsx";
import { NameFields, useReadName, writeName, type WrittenName } from "./name-fields.tsx";
import { Card, Page } from "../parts/page.tsx";
import { SignedIn } from "../parts/signed-in.tsx";
import { Skeleton } from "../parts/waiting.tsx";
import { ACCOUNT } from "../words/account.ts";
import { COMMON } from "../words/common.ts";
import { REGISTER } from "../words/register.ts";

const WAITING_HEIGHT = 280;

export function ProfilePage() {
  const w = useWords(ACCOUNT);
  return (
    <Page title={w.profile} up="/me">
      <SignedIn waiting={<Skeleton height={WAITING_HEIGHT} />}>
        {(me) => (
          <>
            <Card title={w.details}>
              <Details me={me} />
            </Card>
            <ChangeEmail email={me.emailAddress} />
            <ChangePassword me={me} />
          </>
        )}
      </SignedIn>
    </Page>
  );
}

type Fields = WrittenName & { readonly phone: string };

const fieldsOf = (me: Me): Fields => ({ ...writeName(me), phone: me.phoneNumber ?? "" });

function Details({ me }: { readonly me: Me }) {
  const w = useWords(ACCOUNT);
  const common = useWords(COMMON);
  const r = useWords(REGISTER);
  const lang = useLang();
  const client = useQueryClient();
  const readName = useReadName();
  const form = useForm<Fields>({ defaultValues: fieldsOf(me) });
  const { errors, isDirty } = form.formState;
  const { reset } = form;
  // The fields of the other language begin with what is kept, not with what was written in these.
  useEffect(() => reset(fieldsOf(me)), [lang, me, reset]);
  const saving = useDeed({
    mutationFn: ({ phone, ...written }: Fields) =>
      changeDetails({ ...readName(written), phoneNumber: phone.trim() }),
    onSuccess: (kept) => {
      client.setQueryData(meQuery.queryKey, kept);
      announce({ text: w.saved });
    },
  });
  return (
    <Form
      onSubmit={(event) => void form.handleSubmit((fields) => saving.mutate(fields))(event)}
      error={saving.error}
      actions={
        <Button type="submit" look="second" isBusy={saving.isPending} disabled={!isDirty}>
          {common.save}
        </Button>
      }
    >
      <NameFields
        errors={errors}
        register={(field, missing) =>
          form.register(field, missing === "" ? {} : textRules(missing))
        }
      />
      <PhoneField
        label={w.phone}
        error={errors.phone?.message}
        {...form.register("phone", phoneRules(r))}
      />
    </Form>
  );
}
