/** The form of a return. What is shown is a promise: it is sent along, and no more is withheld. */
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { announce } from "../announce.ts";
import { AskError, codeOf } from "../api/ask.ts";
import {
  orderQuery,
  requestReturn,
  returnQuoteQuery,
  type PlacedOrder,
  type ReturnedLine,
  type ReturnQuote,
} from "../api/orders.ts";
import { useDeed } from "../deed.ts";
import { useWords } from "../lang.ts";
import { REASONS, RETURNS } from "../words/returns.ts";
import { Button } from "../parts/button.tsx";
import { Failure } from "../parts/failure.tsx";
import { SelectField, TextArea } from "../parts/field.tsx";
import { Notice } from "../parts/notice.tsx";
import { Card } from "../parts/page.tsx";
import { ReturnFigures } from "./return-figures.tsx";
import { ReturnPieces } from "./return-pieces.tsx";

const NOTE_MOST = 400;

type Chosen = { readonly [line: string]: number };

const returnableLines = ({ patronage }: PlacedOrder) =>
  (patronage?.lines ?? []).filter(({ returnable }) => returnable > 0);

/** What was chosen, as far as it can still come back. */
const chosenLines = (order: PlacedOrder, chosen: Chosen): readonly ReturnedLine[] =>
  returnableLines(order)
    .map(({ line, returnable }) => ({
      orderLineId: line,
      quantity: Math.min(chosen[line] ?? 0, returnable),
    }))
    .filter(({ quantity }) => quantity > 0);

/** Where there is only one piece, it is the one. */
function firstChoice(order: PlacedOrder): Chosen {
  const open = returnableLines(order);
  const [only] = open;
  return open.length === 1 && only?.returnable === 1 ? { [only.line]: 1 } : {};
}

export function ReturnForm({
  order,
  isUnsent,
}: {
  readonly order: PlacedOrder;
  readonly isUnsent: boolean;
}) {
  const w = useWords(RETURNS);
  const [chosen, setChosen] = useState<Chosen>(() => firstChoice(order));
  const [reason, setReason] = useState<keyof typeof REASONS | "">("");
  const [note, setNote] = useState("");
  const [isTold, setTold] = useState(false);
  const reasons = useWords(REASONS);
  const lines = chosenLines(order, chosen);
  const quote = useQuery({
    ...returnQuoteQuery(order.code, lines),
    placeholderData: keepPreviousData,
  });
  const asking = useAsking(order.code, () => void quote.refetch());
  const shown = lines.length > 0 && !quote.isPlaceholderData ? quote.data : undefined;
  const submit = (): void => {
    setTold(true);
    if (reason === "" || shown === undefined) return;
    const added = note.trim();
    const text = added === "" ? reasons[reason] : `${reasons[reason]}: ${added}`;
    asking.mutate({ code: order.code, lines, reason: text, shownWithheld: shown.withheld });
  };
  return (
    <>
      <ReturnPieces {...{ order, chosen, isUnsent }} onChoose={setChosen} />
      <Card>
        <SelectField
          label={w.reason}
          value={reason}
          onChange={(event) => setReason(event.target.value as typeof reason)}
          error={isTold && reason === "" ? w.reasonMissing : undefined}
        >
          <option value="">{w.chooseReason}</option>
          {(Object.keys(REASONS) as (keyof typeof REASONS)[]).map((key) => (
            <option key={key} value={key}>
              {reasons[key]}
            </option>
          ))}
        </SelectField>
        <TextArea
          label={w.note}
          hint={w.noteHint}
          rows={2}
          maxLength={NOTE_MOST}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </Card>
      <ReturnFigures quote={quote} isChosen={lines.length > 0} isUnsent={isUnsent} />
      <AskFailure error={asking.error} />
      <Button
        isWide
        isBusy={asking.isPending}
        disabled={lines.length === 0 || shown === undefined || quote.isFetching}
        onClick={submit}
      >
        {isUnsent ? w.submitUnsent : w.submit}
      </Button>
    </>
  );
}

type Asked = Parameters<typeof requestReturn>[0];

const same = (one: readonly ReturnedLine[], other: Asked["lines"]): boolean =>
  one.length === other.length &&
  one.every(({ orderLineId, quantity }) =>
    other.some((some) => some.orderLineId === orderLineId && some.quantity === quantity),
  );

/** Sends the request; where the answer was lost, looks whether it had arrived. */
function useAsking(code: string, onChanged: () => void) {
  const w = useWords(RETURNS);
  const client = useQueryClient();
  const navigate = useNavigate();
  const hasArrived = async (asked: Asked): Promise<boolean> => {
    const order = await client.query({ ...orderQuery(code), staleTime: 0 }).catch(() => undefined);
    const open = order?.patronage?.returnRequests.filter(({ state }) => state === "requested");
    return (open ?? []).some(({ lines }) =>
      same(
        lines.map(({ line, quantity }) => ({ orderLineId: line, quantity })),
        asked.lines,
      ),
    );
  };
  return useDeed({
    mutationFn: async (asked: Asked): Promise<void> => {
      try {
        await requestReturn(asked);
      } catch (error) {
        const wasLost = !(error instanceof AskError) || isLost(error);
        if (!wasLost || !(await hasArrived(asked))) throw error;
      }
    },
    onSuccess: async () => {
      announce({ text: w.sent });
      await client.invalidateQueries({ queryKey: ["orders"] });
      await navigate({ to: "/orders/$code", params: { code }, replace: true });
    },
    onError: (error) => {
      if (isChanged(error)) onChanged();
      // What the page knew of the order is no longer so: other goods can come back, or none.
      else if (error instanceof AskError && error.trouble === "refused") {
        void client.invalidateQueries({ queryKey: orderQuery(code).queryKey });
      }
    },
  });
}

/** Whether it may have arrived nevertheless: no answer came, or the mall has such a request already. */
const isLost = ({ trouble, code }: AskError): boolean =>
  trouble === "offline" || trouble === "unreachable" || code === "mall.return_request_open";

const isChanged = (error: Error | null): boolean => codeOf(error) === "mall.withheld_changed";

function AskFailure({ error }: { readonly error: Error | null }) {
  const w = useWords(RETURNS);
  if (isChanged(error)) return <Notice tone="bad">{w.changed}</Notice>;
  if (codeOf(error) === "mall.return_window_over") return <Notice tone="bad">{w.justOver}</Notice>;
  return <Failure error={error} unknown={w.unknown} />;
}

export type QuoteState = {
  readonly data: ReturnQuote | undefined;
  readonly error: Error | null;
  readonly isFetching: boolean;
  readonly refetch: () => unknown;
};
