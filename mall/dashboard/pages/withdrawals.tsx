/** Cash on its way out of wallets: what waits for whom, and what two people said about it. */
import type { Withdrawal } from "../answers.ts";
import { Confirm } from "../confirm.tsx";
import { useDeed, useDesk, type Desk } from "../desk.ts";
import { Faint, Person, Sheet, State, type Column } from "../parts.tsx";
import {
  APPROVE_WITHDRAWAL,
  RECORD_WITHDRAWAL,
  REJECT_WITHDRAWAL,
  REVIEW_WITHDRAWAL,
  WITHDRAWALS,
} from "../questions.ts";
import { StateList } from "../state-list.tsx";

const STATES = [
  "requested",
  "reviewed",
  "approved",
  "paid",
  "rejected",
  "cancelled",
  "all",
] as const;

type Shown = { readonly withdrawal: Withdrawal };

/** Who has seen it, and what became of it. */
export function WithdrawalTrail({ withdrawal }: Shown) {
  const { t, at } = useDesk();
  const { reviewedAt, reviewedBy, approvedAt, approvedBy, paidAt, reference } = withdrawal;
  const { rejectedAt, rejection } = withdrawal;
  const lines = [
    reviewedAt === null
      ? null
      : t("withdrawals.reviewedBy", { who: reviewedBy ?? "", at: at(reviewedAt) }),
    approvedAt === null
      ? null
      : t("withdrawals.approvedBy", { who: approvedBy ?? "", at: at(approvedAt) }),
    paidAt === null ? null : t("withdrawals.paid", { at: at(paidAt), reference: reference ?? "" }),
    rejectedAt === null
      ? null
      : t("withdrawals.rejected", { at: at(rejectedAt), reason: rejection ?? "" }),
  ].filter((line) => line !== null);
  return (
    <ul>
      {lines.map((line) => (
        <li key={line}>
          <Faint>{line}</Faint>
        </li>
      ))}
    </ul>
  );
}

function columnsOf({ t, at }: Desk): Column<Withdrawal>[] {
  return [
    {
      head: t("withdrawals.person"),
      isText: true,
      cell: ({ holder, name, account }) => (
        <div>
          <Person holder={holder} name={name} />
          <div>
            <Faint>{account}</Faint>
          </div>
        </div>
      ),
    },
    {
      head: t("withdrawals.amount"),
      isNumber: true,
      cell: (withdrawal) => <Amount withdrawal={withdrawal} />,
    },
    { head: t("withdrawals.asked"), cell: ({ requestedAt }) => at(requestedAt) },
    {
      head: t("holder.state"),
      isText: true,
      cell: (withdrawal) => (
        <div>
          <State state={withdrawal.state} />
          <WithdrawalTrail withdrawal={withdrawal} />
        </div>
      ),
    },
    { head: "", cell: (withdrawal) => <Deeds withdrawal={withdrawal} /> },
  ];
}

const OVER = ["paid", "rejected", "cancelled"];
const isOpen = ({ state }: Withdrawal): boolean => !OVER.includes(state);

function Amount({ withdrawal }: Shown) {
  const { t, money } = useDesk();
  const { amount, wallet } = withdrawal;
  const isShort = isOpen(withdrawal) && BigInt(wallet) < BigInt(amount);
  return (
    <div>
      <div className="font-medium">{money(amount)}</div>
      <Faint>{t("withdrawals.walletNow", { amount: money(wallet) })}</Faint>
      {isShort ? <div className="text-destructive text-xs">{t("withdrawals.short")}</div> : null}
    </div>
  );
}

const STEPS = {
  requested: { word: "review", may: ["PatronageMake"], question: REVIEW_WITHDRAWAL },
  reviewed: { word: "approve", may: ["PatronageCheck"], question: APPROVE_WITHDRAWAL },
  approved: { word: "record", may: ["PatronageMake"], question: RECORD_WITHDRAWAL },
} as const;

/** The next step, and rejecting; each repeats the amount, the person and the account. */
function Deeds({ withdrawal }: Shown) {
  const { t, money } = useDesk();
  const { id, name, holder, amount, account, state } = withdrawal;
  const step = state in STEPS ? STEPS[state as keyof typeof STEPS] : STEPS.requested;
  const forward = useDeed(step.question);
  const reject = useDeed(REJECT_WITHDRAWAL);
  if (!isOpen(withdrawal)) return null;
  const facts = { amount: money(amount), name: name === "" ? holder : name };
  const text = (word: "review" | "approve" | "record" | "reject") => (
    <>
      {t("withdrawals.toAccount", { account })}
      <br />
      {t(`withdrawals.${word}.text`)}
    </>
  );
  return (
    <div className="flex gap-2">
      <Confirm
        isMain
        label={t(`withdrawals.${step.word}`)}
        title={t(`withdrawals.${step.word}.title`, facts)}
        text={text(step.word)}
        may={step.may}
        deed={forward}
        variables={{ id }}
        {...(step.word === "record" ? { asks: t("withdrawals.reference") } : {})}
      />
      <Confirm
        isHarsh
        label={t("withdrawals.reject")}
        title={t("withdrawals.reject.title", facts)}
        text={text("reject")}
        may={["PatronageMake", "PatronageCheck"]}
        deed={reject}
        variables={{ id }}
        asks={t("withdrawals.reason")}
      />
    </div>
  );
}

export function WithdrawalsPage() {
  const { t } = useDesk();
  return (
    <Sheet title={t("withdrawals.title")}>
      <StateList
        id="patronage-withdrawals"
        note={t("withdrawals.note")}
        question={WITHDRAWALS}
        states={STATES}
        empty="withdrawals.empty"
        columnsOf={columnsOf}
      />
    </Sheet>
  );
}
