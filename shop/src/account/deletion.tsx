/** The end of an account: first what it means, then what must end before, then the password and a word. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { deletionQuoteQuery, type DeletionQuote, type Obstacle } from "../api/my-data.ts";
import type { Me } from "../api/session.ts";
import { useWords } from "../lang.ts";
import { DATA } from "../words/data.ts";
import { Button, ButtonLink } from "../parts/button.tsx";
import { DeletionForm } from "./deletion-form.tsx";
import css from "./deletion.module.css";
import { Money, Shares } from "../parts/figures.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Card } from "../parts/page.tsx";
import { Row, Rows } from "../parts/rows.tsx";
import { Skeleton } from "../parts/waiting.tsx";

const WAITING_HEIGHT = 420;

export function Deletion({ me, onDone }: { readonly me: Me; readonly onDone: () => void }) {
  const w = useWords(DATA);
  const [isLooking, setLooking] = useState(false);
  return (
    <Card title={w.deletion}>
      <p>{w.deletionText}</p>
      {isLooking ? (
        <Consequences me={me} onDone={onDone} />
      ) : (
        <div>
          <Button look="danger" onClick={() => setLooking(true)}>
            {w.deletionLook}
          </Button>
        </div>
      )}
    </Card>
  );
}

function Consequences({ me, onDone }: { readonly me: Me; readonly onDone: () => void }) {
  const w = useWords(DATA);
  const quote = useQuery(deletionQuoteQuery);
  return (
    <Loaded query={quote} waiting={<Skeleton height={WAITING_HEIGHT} />}>
      {(told) => {
        const { obstacles } = told.deletionQuote;
        return (
          <>
            <GivenUp told={told} />
            {obstacles.length > 0 && <Obstacles obstacles={obstacles} />}
            <Listed title={w.erased} lines={w.erasedList} />
            <Listed title={w.stays} lines={w.staysList} />
            {obstacles.length === 0 && (
              <div className={css["part"]}>
                <DeletionForm me={me} told={told} onDone={onDone} />
              </div>
            )}
          </>
        );
      }}
    </Loaded>
  );
}

function GivenUp({ told: { deletionQuote, patronage } }: { readonly told: DeletionQuote }) {
  const w = useWords(DATA);
  const { shares, value, wallet } = deletionQuote;
  if (shares === "0" && wallet === "0") return <p>{w.nothingLeft}</p>;
  return (
    <div className={css["part"]}>
      <h3>{w.givenUp}</h3>
      <Rows>
        <Row label={w.shares}>
          <Shares micro={shares} shown={6} />
        </Row>
        <Row label={w.value} hint={w.valueHint}>
          <Money minor={value} />
        </Row>
        {patronage !== null && (
          <Row label={w.payout} hint={patronage.held === "0" ? undefined : w.payoutHint}>
            <Money minor={patronage.payout} />
          </Row>
        )}
        <Row label={w.wallet}>
          <Money minor={wallet} />
        </Row>
      </Rows>
      <p>{w.firstOut}</p>
      <div className={css["ways"]}>
        {shares !== "0" && (
          <ButtonLink look="second" to="/shares/redeem">
            {w.toRedeem}
          </ButtonLink>
        )}
        {wallet !== "0" && (
          <ButtonLink look="second" to="/shares/wallet">
            {w.toWallet}
          </ButtonLink>
        )}
      </div>
    </div>
  );
}

function Listed({ title, lines }: { readonly title: string; readonly lines: readonly string[] }) {
  return (
    <div className={css["part"]}>
      <h3>{title}</h3>
      <ul className={css["list"]}>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}

function Obstacles({ obstacles }: { readonly obstacles: readonly Obstacle[] }) {
  const w = useWords(DATA);
  return (
    <div className={css["part"]}>
      <h3>{w.obstacles}</h3>
      <p>{w.obstaclesText}</p>
      <ul className={css["obstacles"]}>
        {obstacles.map((obstacle) => (
          <li key={`${obstacle.kind} ${obstacle.subject}`}>
            <ObstacleLine obstacle={obstacle} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function ObstacleLine({ obstacle: { kind, subject } }: { readonly obstacle: Obstacle }) {
  const w = useWords(DATA);
  const known: { readonly [kind: string]: readonly [title: string, hint: string] } = {
    order: [w.order, w.orderHint],
    return: [w.return, w.returnHint],
    withdrawal: [w.withdrawal, w.withdrawalHint],
    hold: [w.hold, w.holdHint],
  };
  const [title, hint] = known[kind] ?? [w.other, ""];
  return (
    <>
      <span className={css["subject"]}>
        {title}{" "}
        {kind === "withdrawal" ? (
          <Link to="/shares/wallet">{subject}</Link>
        ) : (
          <Link to="/orders/$code" params={{ code: subject }}>
            {subject}
          </Link>
        )}
      </span>
      <span className={css["hint"]}>{hint}</span>
    </>
  );
}
