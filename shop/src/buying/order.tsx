/** An order: how far it is, what it was, what paid it, what it grants, and the way back for its goods. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { announce } from "../announce.ts";
import { AskError, codeOf } from "../api/ask.ts";
import { countText, moneyText } from "../amounts.ts";
import {
  buyAgain,
  isUnsent,
  orderQuery,
  type PlacedLine,
  type PlacedOrder,
} from "../api/orders.ts";
import { useMe } from "../api/session.ts";
import { useDeed } from "../deed.ts";
import { useLang, useWords } from "../lang.ts";
import { Button, ButtonLink } from "../parts/button.tsx";
import { Line, LineFoot, LineNote, Lines } from "./line.tsx";
import { Ends } from "../parts/ends.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { OrderAmounts } from "./order-amounts.tsx";
import { OrderProgramme } from "./order-programme.tsx";
import { OrderReturns } from "./order-returns.tsx";
import { OrderState } from "./order-state.tsx";
import { OrderSteps } from "./order-steps.tsx";
import { Card, Page } from "../parts/page.tsx";
import { CopyButton } from "../parts/copy-button.tsx";
import { Parcels } from "./parcels.tsx";
import { MainAndSide } from "../parts/columns.tsx";
import { TransferAccount } from "./transfer-account.tsx";
import { Empty } from "../parts/trouble.tsx";
import { Skeleton } from "../parts/waiting.tsx";
import { Whither } from "./whither.tsx";
import { orderRoute } from "../routes.tsx";
import { ORDER } from "../words/orders.ts";
import css from "./order.module.css";

const UNPLACED = ["AddingItems", "ArrangingPayment"];

export function OrderPage() {
  const w = useWords(ORDER);
  const { code } = orderRoute.useParams();
  const order = useQuery({ ...orderQuery(code), staleTime: 0 });
  return (
    <Page title={w.title} up="/orders" isWide>
      <Loaded query={order} waiting={<OrderWaiting />}>
        {(placed) => (UNPLACED.includes(placed.state) ? <Unpaid /> : <Order order={placed} />)}
      </Loaded>
    </Page>
  );
}

const OrderWaiting = () => (
  <MainAndSide
    main={
      <>
        <Skeleton height={260} />
        <Skeleton height={200} />
      </>
    }
    side={<Skeleton height={240} />}
  />
);

function Unpaid() {
  const w = useWords(ORDER);
  return (
    <Empty title={w.unpaidTitle}>
      <ButtonLink to="/checkout">{w.goOnPaying}</ButtonLink>
    </Empty>
  );
}

function Order({ order }: { readonly order: PlacedOrder }) {
  const w = useWords(ORDER);
  const { data: me } = useMe();
  return (
    <MainAndSide
      main={
        <>
          <Head order={order} />
          <OrderSteps order={order} />
          {order.state === "PaymentAuthorized" && <TransferAccount code={order.code} />}
          <Parcels order={order} />
          <Goods order={order} />
          <OrderReturns order={order} title={w.returns} />
        </>
      }
      side={
        <>
          <OrderAmounts order={order} />
          <OrderProgramme order={order} isGuest={me === null} />
          <Whither order={order} title={w.to} />
          <Actions order={order} isGuest={me === null} />
        </>
      }
    />
  );
}

function Head({ order: { code, state } }: { readonly order: PlacedOrder }) {
  const w = useWords(ORDER);
  return (
    <Ends>
      <p>
        <span className={css["quiet"]}>{w.code}</span> <span className={css["code"]}>{code}</span>
        <CopyButton text={code} label={w.code} />
      </p>
      <OrderState state={state} />
    </Ends>
  );
}

function Goods({ order }: { readonly order: PlacedOrder }) {
  const w = useWords(ORDER);
  return (
    <Card title={w.goods}>
      <Lines>
        {order.lines.map((line) => (
          <OrderLine key={line.id} order={order} line={line} />
        ))}
      </Lines>
    </Card>
  );
}

function OrderLine({ order, line }: { readonly order: PlacedOrder; readonly line: PlacedLine }) {
  const w = useWords(ORDER);
  const lang = useLang();
  const known = order.patronage?.lines.find((some) => some.line === line.id);
  // Of a line that came back the engine keeps no pieces; what was bought is told nevertheless.
  const quantity = known?.quantity ?? Math.max(line.quantity, line.orderPlacedQuantity);
  const shares = BigInt(known?.shares ?? 0);
  return (
    <Line variant={line.productVariant} preview={line.featuredAsset?.preview}>
      {shares > 0n && (
        <LineNote>
          {w.ofItShares} {moneyText(shares, lang)}
        </LineNote>
      )}
      {known !== undefined && known.returnedQuantity > 0 && (
        <LineNote>{w.returned(countText(known.returnedQuantity, lang))}</LineNote>
      )}
      <LineFoot>
        <span className="figures">
          {known === undefined
            ? moneyText(line.linePriceWithTax, lang)
            : moneyText(BigInt(known.money) + shares, lang)}
        </span>
        <span className="figures">× {countText(quantity, lang)}</span>
      </LineFoot>
    </Line>
  );
}

function Actions({
  order,
  isGuest,
}: {
  readonly order: PlacedOrder;
  readonly isGuest: boolean;
}): ReactNode {
  const w = useWords(ORDER);
  const isReturnable =
    !isGuest && (order.patronage?.lines.some(({ returnable }) => returnable > 0) ?? false);
  return (
    <div className={css["actions"]}>
      <BuyAgain order={order} />
      {isReturnable && (
        <ButtonLink to="/orders/$code/return" params={{ code: order.code }} look="second">
          {isUnsent(order) ? w.askCancel : w.askReturn}
        </ButtonLink>
      )}
      {isGuest && <p className={css["quiet"]}>{w.guestReturn}</p>}
    </div>
  );
}

function BuyAgain({ order }: { readonly order: PlacedOrder }) {
  const w = useWords(ORDER);
  const lang = useLang();
  const client = useQueryClient();
  const navigate = useNavigate();
  const again = useDeed({
    mutationFn: () => buyAgain(order.lines),
    onSuccess: (missing) => {
      const text = missing === 0 ? w.inCart : w.partInCart(countText(missing, lang));
      const onPress = (): void => void navigate({ to: "/cart" });
      announce({ text, action: { label: w.seeCart, onPress } });
    },
    onError: (error) => {
      const isAtTill = codeOf(error) === "ORDER_MODIFICATION_ERROR";
      const isLost = error instanceof AskError && error.trouble === "unreachable";
      announce({ text: isAtTill ? w.atTill : isLost ? w.maybeAdded : w.notAdded, tone: "bad" });
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["cart"] }),
  });
  return (
    <Button look="second" isBusy={again.isPending} onClick={() => again.mutate()}>
      {w.buyAgain}
    </Button>
  );
}
