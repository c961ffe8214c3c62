/** What is owed, what a bank statement said, and the difference: shown to everybody, explained or not. */
import { useQuery } from "@tanstack/react-query";
import { moneyText } from "../amounts.ts";
import { attestationQuery, type Attestation } from "../api/attestation.ts";
import { dayText, instantText } from "../days.ts";
import { useLang, useWords } from "../lang.ts";
import { BANK } from "../words/bank.ts";
import { Money } from "../parts/figures.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Card } from "../parts/page.tsx";
import { Row, Rows } from "../parts/rows.tsx";
import { Skeleton } from "../parts/waiting.tsx";
import css from "./books.module.css";

const HEIGHT = 220;

export function AtBank() {
  const w = useWords(BANK);
  const bank = useQuery(attestationQuery);
  return (
    <Card title={w.title}>
      <Loaded query={bank} waiting={<Skeleton height={HEIGHT} />}>
        {({ owed, attestation }) => (
          <>
            <Rows>
              <Row label={w.owed} hint={w.owedHint}>
                <Money minor={owed} />
              </Row>
            </Rows>
            {attestation === null ? <p>{w.none}</p> : <Attested attestation={attestation} />}
          </>
        )}
      </Loaded>
    </Card>
  );
}

function Attested({ attestation }: { readonly attestation: Attestation }) {
  const lang = useLang();
  const w = useWords(BANK);
  const { date, days, account, balance, closeDate, owed, reserve, funds, wallets } = attestation;
  const [reserveText, fundsText, walletsText] = [reserve, funds, wallets].map((minor) =>
    moneyText(minor, lang),
  );
  return (
    <>
      <Rows>
        <Row label={w.balance(dayText(date, lang))} hint={w.age(days, account)}>
          <Money minor={balance} />
        </Row>
        <Row
          label={w.owedThen(dayText(closeDate, lang))}
          hint={w.parts(reserveText!, fundsText!, walletsText!)}
        >
          <Money minor={owed} />
        </Row>
        <Difference attestation={attestation} />
      </Rows>
      <p className={css["soft"]}>{w.word}</p>
    </>
  );
}

function Difference({ attestation }: { readonly attestation: Attestation }) {
  const lang = useLang();
  const w = useWords(BANK);
  const { difference, unexplained, explanations } = attestation;
  const isLess = BigInt(difference) < 0n;
  const isNone = BigInt(difference) === 0n;
  const isLeft = BigInt(unexplained) !== 0n;
  return (
    <>
      <Row isStrong label={w.difference} hint={isNone ? w.noDifference : isLess ? w.less : w.more}>
        <Money minor={difference} />
      </Row>
      {explanations.map(({ amount, text, explainedAt }, place) => (
        <Row
          // They are only ever added to.
          key={place}
          label={w.explanation(instantText(explainedAt, lang, "day"))}
          hint={text}
        >
          <Money minor={amount} />
        </Row>
      ))}
      {isLeft && (
        <Row isStrong label={w.unexplained}>
          <Money minor={unexplained} />
        </Row>
      )}
      {!isLeft && !isNone && <Row label={w.allExplained}>✓</Row>}
    </>
  );
}
