/** The wallet: what is in it, what is on its way out of it, and asking for more to be paid out. */
import { useQuery } from "@tanstack/react-query";
import {
  positionQuery,
  withdrawalRulesQuery,
  withdrawalsQuery,
  type Position,
  type WithdrawalRules,
} from "../api/holder.ts";
import { useWords } from "../lang.ts";
import { Money } from "../parts/figures.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Card, Page } from "../parts/page.tsx";
import { Row, Rows } from "../parts/rows.tsx";
import { Skeleton } from "../parts/waiting.tsx";
import { WithdrawForm } from "./withdraw-form.tsx";
import { Withdrawals } from "./withdrawals.tsx";
import { WALLET } from "../words/wallet.ts";
import css from "./wallet.module.css";

export function WalletPage() {
  const w = useWords(WALLET);
  const position = useQuery(positionQuery);
  const rules = useQuery(withdrawalRulesQuery);
  const withdrawals = useQuery(withdrawalsQuery);
  return (
    <Page title={w.title} up="/shares">
      <Loaded query={position} waiting={<WalletWaiting />}>
        {(held) => (
          <>
            <Balance position={held} />
            <Loaded query={rules} waiting={<Skeleton height={FORM_HEIGHT} />}>
              {(known) => <Ask available={held?.available ?? "0"} rules={known} />}
            </Loaded>
            <Card title={w.list}>
              <Loaded query={withdrawals} waiting={<Skeleton height={LIST_HEIGHT} />}>
                {(list) => <Withdrawals list={list} />}
              </Loaded>
            </Card>
          </>
        )}
      </Loaded>
    </Page>
  );
}

const BALANCE_HEIGHT = 210;
const FORM_HEIGHT = 380;
const LIST_HEIGHT = 120;

function WalletWaiting() {
  return (
    <>
      <Skeleton height={BALANCE_HEIGHT} />
      <Skeleton height={FORM_HEIGHT} />
      <Skeleton height={LIST_HEIGHT} />
    </>
  );
}

function Balance({ position }: { readonly position: Position | null }) {
  const w = useWords(WALLET);
  const wallet = position?.wallet ?? "0";
  const available = position?.available ?? "0";
  const onItsWayMinor = BigInt(wallet) - BigInt(available);
  return (
    <Card>
      <div>
        <h2 className={css["label"]}>{w.balance}</h2>
        <p className={css["balance"]}>
          <Money minor={wallet} size="xl" />
        </p>
      </div>
      <Rows>
        <Row label={w.available}>
          <Money minor={available} />
        </Row>
        <Row label={w.onItsWay}>
          <Money minor={onItsWayMinor} />
        </Row>
      </Rows>
      <p className={css["label"]}>{w.meaning}</p>
    </Card>
  );
}

function Ask({
  available,
  rules,
}: {
  readonly available: string;
  readonly rules: WithdrawalRules;
}) {
  const w = useWords(WALLET);
  return (
    <Card title={w.ask}>
      <WithdrawForm available={available} rules={rules} />
    </Card>
  );
}
