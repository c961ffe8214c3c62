/** Returns of an order: what was asked for, what came of it, and the way to take a request back. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { announce } from "../announce.ts";
import { AskError } from "../api/ask.ts";
import { moneyText } from "../amounts.ts";
import {
  cancelRequest,
  orderQuery,
  type OrderReturn,
  type PlacedOrder,
  type ReturnRequest,
} from "../api/orders.ts";
import { instantText } from "../days.ts";
import { useDeed } from "../deed.ts";
import { useLang, useWords } from "../lang.ts";
import { RETURNS } from "../words/returns.ts";
import { Ends } from "../parts/ends.tsx";
import { Button } from "../parts/button.tsx";
import { Money } from "../parts/figures.tsx";
import { Card } from "../parts/page.tsx";
import css from "./parcels.module.css";
import { piecesText } from "./pieces-text.ts";
import { Row, Rows } from "../parts/rows.tsx";

export function OrderReturns({
  order,
  title,
}: {
  readonly order: PlacedOrder;
  readonly title: string;
}) {
  const { patronage } = order;
  if (patronage === null) return null;
  const { returns, returnRequests } = patronage;
  // What was accepted stands there as a return.
  const requests = returnRequests.filter(({ state }) => state !== "accepted");
  if (returns.length + requests.length === 0) return null;
  return (
    <Card title={title}>
      <ul className={css["parcels"]}>
        {requests.map((request) => (
          <RequestRow key={request.id} {...{ order, request }} />
        ))}
        {returns.map((one) => (
          <ReturnRow key={one.askedAt} order={order} one={one} />
        ))}
      </ul>
    </Card>
  );
}

function RequestRow({
  order,
  request,
}: {
  readonly order: PlacedOrder;
  readonly request: ReturnRequest;
}) {
  const w = useWords(RETURNS);
  const lang = useLang();
  const states: { readonly [state: string]: string } = {
    requested: w.requested,
    declined: w.declined,
    cancelled: w.cancelled,
  };
  return (
    <li className={css["parcel"]}>
      <Ends>
        <strong>{states[request.state] ?? request.state}</strong>
        <span className={css["quiet"]}>{instantText(request.requestedAt, lang, "day")}</span>
      </Ends>
      <p className={css["quiet"]}>{piecesText(order, request.lines, lang)}</p>
      {request.answer !== null && (
        <p>
          {w.answer}: {request.answer}
        </p>
      )}
      {request.state === "requested" && (
        <>
          <Rows>
            <Row label={w.shownPay}>
              <Money minor={request.pay} />
            </Row>
            {BigInt(request.shares) > 0n && (
              <Row label={w.shares}>
                <Money minor={request.shares} />
              </Row>
            )}
            <Row label={w.shownWithheld}>
              <Money minor={request.withheld} />
            </Row>
          </Rows>
          <TakeBack id={request.id} code={order.code} />
        </>
      )}
    </li>
  );
}

function TakeBack({ id, code }: { readonly id: number; readonly code: string }) {
  const w = useWords(RETURNS);
  const client = useQueryClient();
  const [trouble, setTrouble] = useState<string>();
  const cancel = useDeed({
    mutationFn: cancelRequest,
    onSuccess: () => announce({ text: w.takenBack }),
    onError: (error) => {
      const isRefused = error instanceof AskError && error.trouble === "refused";
      setTrouble(isRefused ? error.message : w.takeBackUnknown);
    },
    onSettled: () => client.invalidateQueries({ queryKey: orderQuery(code).queryKey }),
  });
  return (
    <>
      {trouble !== undefined && (
        <p role="alert" className={css["quiet"]}>
          {trouble}
        </p>
      )}
      <div>
        <Button look="second" isBusy={cancel.isPending} onClick={() => cancel.mutate(id)}>
          {w.takeBack}
        </Button>
      </div>
    </>
  );
}

function ReturnRow({ order, one }: { readonly order: PlacedOrder; readonly one: OrderReturn }) {
  const w = useWords(RETURNS);
  const lang = useLang();
  const states: { readonly [state: string]: string } = {
    asked: w.stateAsked,
    decided: w.stateDecided,
    done: w.stateDone,
    stuck: w.stateStuck,
  };
  return (
    <li className={css["parcel"]}>
      <Ends>
        <strong>{states[one.state] ?? one.state}</strong>
        <span className={css["quiet"]}>{instantText(one.doneAt ?? one.askedAt, lang, "day")}</span>
      </Ends>
      <p className={css["quiet"]}>{piecesText(order, one.lines, lang)}</p>
      <Rows>
        <Row label={w.money}>
          <Money minor={one.money} />
        </Row>
        {BigInt(one.shares) > 0n && (
          <Row label={w.shares}>
            <Money minor={one.shares} />
          </Row>
        )}
        {one.withheld !== null && BigInt(one.withheld) > 0n && (
          <Row label={w.withheld} hint={<Why one={one} />}>
            {moneyText(-BigInt(one.withheld), lang)}
          </Row>
        )}
        {one.withheld !== null && (
          <Row label={w.pay} isStrong>
            <Money minor={BigInt(one.money) - BigInt(one.withheld)} />
          </Row>
        )}
      </Rows>
    </li>
  );
}

/** Of what it was withheld. */
function Why({ one: { givenBack, missing } }: { readonly one: OrderReturn }) {
  const w = useWords(RETURNS);
  const lang = useLang();
  const parts = [
    ...(givenBack !== null && BigInt(givenBack) > 0n
      ? [`${w.givenBack} ${moneyText(givenBack, lang)}`]
      : []),
    ...(missing !== null && BigInt(missing) > 0n
      ? [`${w.missing} ${moneyText(missing, lang)}`]
      : []),
  ];
  return parts.map((part) => (
    <span key={part} className={css["line"]}>
      {part}
    </span>
  ));
}
