/** Where the provider comes back to: asks until the order is paid, and says truthfully what is known. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleCheck, Hourglass, ShoppingBag } from "lucide-react";
import { useEffect, useEffectEvent, useRef, useState, type ReactNode } from "react";
import { progressQuery, type PlacedOrder, type Progress } from "../api/orders.ts";
import { useMe } from "../api/session.ts";
import { useWords } from "../lang.ts";
import { Button, ButtonLink } from "../parts/button.tsx";
import { GrantCard } from "../parts/grant.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { OrderAmounts } from "./order-amounts.tsx";
import { Card, Page } from "../parts/page.tsx";
import { TransferAccount } from "./transfer-account.tsx";
import { Message } from "../parts/trouble.tsx";
import { Skeleton } from "../parts/waiting.tsx";
import { paidRoute } from "../routes.tsx";
import { PAID } from "../words/checkout.ts";
import css from "./paid.module.css";

const SLOW_MILLISECONDS = 20_000;
const ASK_MILLISECONDS = 2_000;
const ASK_SLOWLY_MILLISECONDS = 10_000;

export function PaidPage() {
  const w = useWords(PAID);
  const { code } = paidRoute.useParams();
  const isSlow = useSlow(code);
  const progress = useQuery({
    ...progressQuery(code),
    refetchInterval: ({ state: { data } }) =>
      data?.kind === "placed" ? false : isSlow ? ASK_SLOWLY_MILLISECONDS : ASK_MILLISECONDS,
  });
  return (
    <Page title={w.title}>
      <Loaded query={progress} waiting={<Skeleton height={320} />}>
        {(told) => (
          <Outcome
            progress={told}
            isSlow={isSlow}
            isAsking={progress.isFetching}
            onAsk={() => void progress.refetch()}
          />
        )}
      </Loaded>
    </Page>
  );
}

/** Whether it takes longer than a shopper would expect. */
function useSlow(code: string): boolean {
  const [slow, setSlow] = useState<string>();
  useEffect(() => {
    const timer = setTimeout(() => setSlow(code), SLOW_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [code]);
  return slow === code;
}

function Outcome({
  progress,
  isSlow,
  isAsking,
  onAsk,
}: {
  readonly progress: Progress;
  readonly isSlow: boolean;
  readonly isAsking: boolean;
  readonly onAsk: () => void;
}) {
  const w = useWords(PAID);
  if (progress.kind === "placed") return <Placed order={progress.order} />;
  if (progress.kind === "cart") {
    return (
      <Said icon={<ShoppingBag />} title={w.cartTitle} text={w.cartText}>
        <ButtonLink to="/cart">{w.toCart}</ButtonLink>
      </Said>
    );
  }
  if (!isSlow) {
    return (
      <Said icon={<Hourglass />} title={w.waitingTitle} text={w.waitingText}>
        <ButtonLink to="/checkout" look="quiet">
          {w.notPaid}
        </ButtonLink>
      </Said>
    );
  }
  return (
    <Said icon={<Hourglass />} title={w.slowTitle} text={w.slowText}>
      <Button look="second" isBusy={isAsking} onClick={onAsk}>
        {w.askAgain}
      </Button>
      <ButtonLink to="/checkout" look="quiet">
        {w.notPaid}
      </ButtonLink>
    </Said>
  );
}

/** Said aloud too, because it changes while somebody waits. */
const Said = (props: Parameters<typeof Message>[0]): ReactNode => (
  <div role="status">
    <Message {...props} />
  </div>
);

function Placed({ order }: { readonly order: PlacedOrder }) {
  const w = useWords(PAID);
  const client = useQueryClient();
  const { data: me } = useMe();
  const head = useRef<HTMLDivElement>(null);
  const { code } = order;
  const settle = useEffectEvent(() => {
    // The cart is a new one now, and the holder's pages have another order to come.
    void client.invalidateQueries({ queryKey: ["cart"] });
    void client.invalidateQueries({ queryKey: ["holder"] });
    head.current?.focus();
  });
  useEffect(() => {
    settle();
  }, [code]);
  const isTransfer = order.state === "PaymentAuthorized";
  return (
    <>
      <div ref={head} tabIndex={-1} className={css["head"]}>
        <Said
          icon={isTransfer ? <Hourglass /> : <CircleCheck className={css["good"]} />}
          title={isTransfer ? w.transferTitle : w.paidTitle}
          text={isTransfer ? w.transferText(code) : w.paidText(code)}
        >
          <ButtonLink
            to="/orders/$code"
            params={{ code }}
            look={me === null ? "second" : "primary"}
          >
            {w.seeOrder}
          </ButtonLink>
          <ButtonLink to="/" look="quiet">
            {w.goOn}
          </ButtonLink>
        </Said>
      </div>
      {isTransfer && <TransferAccount code={code} />}
      {me === null && order.customer !== null && (
        <Keep email={order.customer.emailAddress} code={code} />
      )}
      <OrderAmounts order={order} />
      {order.grantQuote !== null && <GrantCard grant={order.grantQuote} isGuest={me === null} />}
    </>
  );
}

/** A visitor's order counts once somebody has registered with its address. */
function Keep({ email, code }: { readonly email: string; readonly code: string }) {
  const w = useWords(PAID);
  const then = `/orders/${code}`;
  return (
    <Card title={w.keepTitle}>
      <p className={css["words"]}>{w.keepText(email)}</p>
      <div className={css["ways"]}>
        <ButtonLink to="/register" search={{ email, then }}>
          {w.register}
        </ButtonLink>
        <ButtonLink to="/login" search={{ then }} look="quiet">
          {w.have}
        </ButtonLink>
      </div>
    </Card>
  );
}
