/** Bank statements: read, looked at, attested, and their differences explained. */
import { Input } from "@vendure/dashboard";
import { useState } from "react";
import type { Attestation, Attestations } from "../answers.ts";
import { Confirm } from "../confirm.tsx";
import { useAnswer, useDeed, useDesk, type Desk } from "../desk.ts";
import { parseSignedMoney } from "../format.ts";
import {
  Answered,
  Block,
  Entry,
  Faint,
  Figure,
  Figures,
  Rows,
  Sheet,
  type Column,
} from "../parts.tsx";
import { ATTESTATIONS, EXPLAIN } from "../questions.ts";
import { BankUpload } from "./bank-upload.tsx";

const MAY = ["PatronageCheck"];
const TAKE = 100;

export function BankPage() {
  const desk = useDesk();
  const { t } = desk;
  const answer = useAnswer<{ patronageAttestations: Attestations }>(ATTESTATIONS, { take: TAKE });
  return (
    <Sheet title={t("bank.title")}>
      <Answered answer={answer}>
        {({ patronageAttestations: { owed, items } }) => (
          <div className="grid min-w-0 grid-cols-1 gap-4">
            <Now owed={owed} last={items[0]} />
            <BankUpload may={MAY} />
            <Block id="patronage-attestations" title={t("bank.title")}>
              <Rows
                rows={items}
                idOf={({ id }) => id}
                empty={t("bank.empty")}
                columns={columnsOf(desk)}
              />
            </Block>
          </div>
        )}
      </Answered>
    </Sheet>
  );
}

function Now({ owed, last }: { readonly owed: string; readonly last: Attestation | undefined }) {
  const desk = useDesk();
  const { t, money, day } = desk;
  return (
    <Block id="patronage-bank-now" title={t("bank.owedNow")} note={t("bank.note")}>
      <Figures>
        <Figure label={t("bank.owedNow")} value={money(owed)} />
        <Figure
          label={t("bank.last")}
          value={last === undefined ? t("bank.none") : money(last.balance)}
          note={last === undefined ? undefined : `${day(last.date)} · ${agoText(desk, last.days)}`}
        />
        {last === undefined ? null : (
          <Figure
            label={t("bank.unexplained")}
            value={money(last.unexplained)}
            isCalling={BigInt(last.unexplained) !== 0n}
          />
        )}
      </Figures>
    </Block>
  );
}

function agoText({ t }: Desk, days: number): string {
  if (days === 0) return t("bank.today");
  return days === 1 ? t("bank.yesterday") : t("bank.days", { days });
}

function columnsOf({ t, money, day, at }: Desk): Column<Attestation>[] {
  return [
    {
      head: t("bank.date"),
      cell: ({ date, account, attestedBy, attestedAt }) => (
        <div className="grid gap-0.5">
          {day(date)}
          <Faint>
            {t("bank.account")} {account}
          </Faint>
          <Faint>{t("bank.byWhom", { who: attestedBy, at: at(attestedAt) })}</Faint>
        </div>
      ),
    },
    { head: t("bank.balance"), isNumber: true, cell: ({ balance }) => money(balance) },
    {
      head: t("bank.owed"),
      isNumber: true,
      cell: ({ owed, closeDate, closeSeq, ...parts }) => (
        <div title={t("bank.parts", partsOf(parts, money))}>
          {money(owed)}
          <div>
            <Entry seq={closeSeq}>{day(closeDate)}</Entry>
          </div>
        </div>
      ),
    },
    { head: t("bank.difference"), isNumber: true, cell: ({ difference }) => money(difference) },
    {
      head: t("bank.explanations"),
      isText: true,
      isLong: true,
      cell: (attestation) =>
        attestation.explanations.length === 0 && attestation.unexplained === "0" ? null : (
          <Explanations attestation={attestation} />
        ),
    },
  ];
}

/** What was said of the difference, and what is left to say. */
function Explanations({ attestation }: { readonly attestation: Attestation }) {
  const { t, money, at } = useDesk();
  const { explanations } = attestation;
  return (
    <div className="grid max-w-xl gap-3">
      {explanations.length === 0 ? null : (
        <ul className="grid gap-1">
          {explanations.map(({ amount, text, explainedBy, explainedAt }, place) => (
            <li key={place} className="break-words">
              {money(amount)}: {text}{" "}
              <Faint>{t("bank.byWhom", { who: explainedBy, at: at(explainedAt) })}</Faint>
            </li>
          ))}
        </ul>
      )}
      <Explain attestation={attestation} />
    </div>
  );
}

type Parts = Pick<Attestation, "reserve" | "funds" | "wallets">;

const partsOf = ({ reserve, funds, wallets }: Parts, money: Desk["money"]) => ({
  ...{ reserve: money(reserve), funds: money(funds), wallets: money(wallets) },
});

/** What is left to explain, and a field to explain it or a part of it. */
function Explain({ attestation: { id, unexplained } }: { readonly attestation: Attestation }) {
  const { t, money } = useDesk();
  const deed = useDeed(EXPLAIN);
  const [typed, setTyped] = useState("");
  const amount = typed === "" ? unexplained : (parseSignedMoney(typed) ?? "0");
  if (unexplained === "0") return null;
  return (
    <div className="grid gap-2">
      <span className="text-destructive">
        {t("bank.unexplained")} {money(unexplained)}
      </span>
      <Input
        aria-label={t("bank.amount")}
        placeholder={money(unexplained)}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <Confirm
        label={t("bank.explain")}
        title={t("bank.explain.title", { amount: money(amount) })}
        text={t("bank.explain.text")}
        asks={t("bank.explain.asks")}
        may={MAY}
        isDisabled={BigInt(amount) === 0n}
        deed={deed}
        variables={{ id, amount }}
        onDone={() => setTyped("")}
      />
    </div>
  );
}
