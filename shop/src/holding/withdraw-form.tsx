/** Asking for money out of the wallet: how much, whither, and a last look at both. */
import { useEffect, useRef, useState, type FormEvent } from "react";
import { useForm, type UseFormReturn } from "react-hook-form";
import { moneyText, readMoney } from "../amounts.ts";
import type { WithdrawalRules } from "../api/holder.ts";
import { useLang, useWords } from "../lang.ts";
import { useWithdrawing, type Asked, type Wanted } from "./withdrawing.ts";
import { WALLET } from "../words/wallet.ts";
import { Button } from "../parts/button.tsx";
import { ConfirmSheet } from "../parts/confirm-sheet.tsx";
import { TextField } from "../parts/field.tsx";
import { Money } from "../parts/figures.tsx";
import { Form } from "../parts/form.tsx";
import { Notice } from "../parts/notice.tsx";
import { Row, Rows } from "../parts/rows.tsx";
import { typedMoney } from "../typed.ts";
import css from "./withdraw-form.module.css";

type Typed = { readonly amount: string; readonly account: string };
type FormProps = { readonly available: string; readonly rules: WithdrawalRules };

const ACCOUNT_CHARACTERS_MOST = 128;

const leastOf = (aMinor: string, bMinor: string): string =>
  BigInt(aMinor) < BigInt(bMinor) ? aMinor : bMinor;

/** What is wrong with an amount, in a sentence. */
function useAmountCheck({ available, rules }: FormProps) {
  const lang = useLang();
  const w = useWords(WALLET);
  return (typed: string): string | true => {
    const minor = readMoney(typed);
    if (minor === undefined) return w.unreadable;
    if (BigInt(minor) < BigInt(rules.least)) return w.tooLittle(moneyText(rules.least, lang));
    if (BigInt(minor) > BigInt(available)) return w.notThere(moneyText(available, lang));
    if (BigInt(minor) > BigInt(rules.most)) return w.tooMuch(moneyText(rules.most, lang));
    return true;
  };
}

/** What is looked at last, and what could be withdrawn after it by what was known then. */
type Reviewed = Wanted & { readonly leftMinor: string };

export function WithdrawForm({ available, rules }: FormProps) {
  const lang = useLang();
  const w = useWords(WALLET);
  const [asked, setAsked] = useState<Asked>();
  const [reviewed, setReviewed] = useState<Reviewed>();
  const form = useForm<Typed>({ defaultValues: { amount: "", account: "" } });
  const hasEnough = BigInt(available) >= BigInt(rules.least);
  const review = form.handleSubmit(({ amount, account }) => {
    const amountMinor = readMoney(amount)!;
    const leftMinor = (BigInt(available) - BigInt(amountMinor)).toString();
    setAsked(undefined);
    setReviewed({ amountMinor, account: account.trim(), leftMinor });
  });
  return (
    <>
      {asked !== undefined && <Told asked={asked} />}
      {hasEnough ? (
        <Fields form={form} available={available} rules={rules} onReview={() => void review()} />
      ) : (
        <p>{BigInt(available) === 0n ? w.nothing : w.belowLeast(moneyText(rules.least, lang))}</p>
      )}
      <LastLook
        reviewed={reviewed}
        onClose={() => setReviewed(undefined)}
        onAsked={(answer) => {
          setReviewed(undefined);
          form.reset();
          setAsked(answer);
        }}
      />
    </>
  );
}

/** Says that it is asked for, where whoever pressed the button below sees it. */
function Told({ asked: { amountMinor, hadArrived } }: { readonly asked: Asked }) {
  const lang = useLang();
  const w = useWords(WALLET);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Newer browsers answer it with a promise, which is nothing to end the effect by.
    void place.current?.scrollIntoView({ block: "center" });
  }, []);
  const amount = moneyText(amountMinor, lang);
  return (
    <div ref={place}>
      <Notice tone="good">{hadArrived ? w.arrived(amount) : w.askedText(amount)}</Notice>
    </div>
  );
}

function Fields({
  form,
  available,
  rules,
  onReview,
}: FormProps & { readonly form: UseFormReturn<Typed>; readonly onReview: () => void }) {
  const lang = useLang();
  const w = useWords(WALLET);
  const check = useAmountCheck({ available, rules });
  const { errors } = form.formState;
  const money = (minor: string): string => moneyText(minor, lang);
  const fillAll = (): void =>
    form.setValue("amount", typedMoney(leastOf(available, rules.most)), { shouldValidate: true });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onReview();
  };
  return (
    <Form
      onSubmit={submit}
      actions={
        <Button type="submit" isWide>
          {w.review}
        </Button>
      }
    >
      <TextField
        label={w.amount}
        hint={w.limits(money(rules.least), money(rules.most), money(rules.daily))}
        error={errors.amount?.message}
        inputMode="decimal"
        autoComplete="off"
        {...form.register("amount", { validate: check })}
        beside={
          <Button look="second" onClick={fillAll}>
            {w.all}
          </Button>
        }
      />
      <TextField
        label={w.account}
        hint={w.accountHint}
        error={errors.account?.message}
        autoComplete="off"
        {...form.register("account", {
          validate: (typed) => typed.trim() !== "" || w.noAccount,
          maxLength: { value: ACCOUNT_CHARACTERS_MOST, message: w.longAccount },
        })}
      />
      <p className={css["soft"]}>{w.howItGoes}</p>
    </Form>
  );
}

function LastLook({
  reviewed,
  onClose,
  onAsked,
}: {
  readonly reviewed: Reviewed | undefined;
  readonly onClose: () => void;
  readonly onAsked: (asked: Asked) => void;
}) {
  const lang = useLang();
  const w = useWords(WALLET);
  const withdrawing = useWithdrawing();
  const { error, reset } = withdrawing;
  useEffect(() => {
    if (reviewed === undefined) reset();
  }, [reviewed, reset]);
  const send = ({ amountMinor, account }: Reviewed): void =>
    withdrawing.mutate({ amountMinor, account }, { onSuccess: onAsked });
  return (
    <ConfirmSheet
      isOpen={reviewed !== undefined}
      title={w.confirmTitle}
      confirm={w.confirm(moneyText(reviewed?.amountMinor ?? "0", lang))}
      isBusy={withdrawing.isPending}
      error={error}
      unknown={w.unknown}
      onConfirm={() => reviewed !== undefined && send(reviewed)}
      onClose={onClose}
    >
      {reviewed !== undefined && (
        <Rows>
          <Row label={w.account}>
            <span className={css["account"]}>{reviewed.account}</span>
          </Row>
          <Row label={w.leaves}>
            <Money minor={reviewed.leftMinor} />
          </Row>
          <Row label={w.ask} isStrong>
            <Money minor={reviewed.amountMinor} />
          </Row>
        </Rows>
      )}
      <Notice>{w.checkAccount}</Notice>
    </ConfirmSheet>
  );
}
