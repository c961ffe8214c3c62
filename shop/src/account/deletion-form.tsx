/** The last step before an account is deleted: nothing of it can be pressed by mistake. */
import { useQueryClient } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import { moneyText, sharesText } from "../amounts.ts";
import { AskError } from "../api/ask.ts";
import { deleteAccount, deletionQuoteQuery, type DeletionQuote } from "../api/my-data.ts";
import { useSession, type Me } from "../api/session.ts";
import { useDeed } from "../deed.ts";
import { useLang, useWords } from "../lang.ts";
import { DATA } from "../words/data.ts";
import { Button } from "../parts/button.tsx";
import { CheckField, TextField } from "../parts/field.tsx";
import { Form } from "../parts/form.tsx";
import { PasswordField } from "./password-field.tsx";

type Quote = DeletionQuote["deletionQuote"];
type Fields = {
  readonly password: string;
  readonly typed: string;
  readonly givesUp: boolean;
};

const EMPTY: Fields = { password: "", typed: "", givesUp: false };

export function DeletionForm({
  me,
  told: { deletionQuote },
  onDone,
}: {
  readonly me: Me;
  readonly told: DeletionQuote;
  readonly onDone: () => void;
}) {
  const w = useWords(DATA);
  const form = useForm({ defaultValues: EMPTY });
  const { errors } = form.formState;
  const what = useWhat(deletionQuote);
  const deleting = useDeletion(deletionQuote, () => form.resetField("givesUp"), onDone);
  return (
    <Form
      onSubmit={(event) => void form.handleSubmit((fields) => deleting.mutate(fields))(event)}
      error={deleting.error}
      unknown={w.unknown}
      actions={
        <div>
          <Button type="submit" look="danger" isBusy={deleting.isPending}>
            {w.deleteDo}
          </Button>
        </div>
      }
    >
      <h3>{w.confirmTitle}</h3>
      {what !== "" && (
        <CheckField
          label={w.givesUp(what)}
          error={errors.givesUp?.message}
          {...form.register("givesUp", { required: w.givesUpMissing })}
        />
      )}
      <TextField
        label={w.typed(w.typedWord)}
        autoComplete="off"
        autoCapitalize="none"
        error={errors.typed?.message}
        {...form.register("typed", {
          validate: (text) =>
            text.trim().toLowerCase() === w.typedWord || w.typedWrong(w.typedWord),
        })}
      />
      <input type="email" autoComplete="username" value={me.emailAddress} readOnly hidden />
      <PasswordField
        label={w.password}
        autoComplete="current-password"
        error={errors.password?.message}
        {...form.register("password", { required: w.passwordMissing })}
      />
    </Form>
  );
}

/** Deletes the account, with no more given up than was shown. */
function useDeletion(shown: Quote, onChanged: () => void, onDone: () => void) {
  const w = useWords(DATA);
  const client = useQueryClient();
  const { startAfresh } = useSession();
  return useDeed({
    mutationFn: async ({ password, givesUp }: Fields) => {
      // A dividend may have come meanwhile.
      const now = (await client.fetchQuery(deletionQuoteQuery)).deletionQuote;
      if (now.shares !== shown.shares || now.wallet !== shown.wallet) {
        onChanged();
        throw new AskError("refused", w.changed);
      }
      await deleteAccount({ password, givesUp });
    },
    onSuccess: () => {
      onDone();
      startAfresh();
    },
    // What is left may have changed meanwhile.
    onError: () => void client.invalidateQueries({ queryKey: deletionQuoteQuery.queryKey }),
  });
}

/** What is given up, in words with exact figures; empty where nothing is left. */
function useWhat({ shares, wallet }: Quote): string {
  const w = useWords(DATA);
  const lang = useLang();
  return [
    ...(shares === "0" ? [] : [w.sharesCount(sharesText(shares, lang, 6))]),
    ...(wallet === "0" ? [] : [w.walletCount(moneyText(wallet, lang))]),
  ].join(w.and);
}
