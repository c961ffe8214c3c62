/** Takes goods back: finds the order, has the pieces chosen, shows what it comes to, then asks. */
import { Alert, AlertDescription, Badge, Button, Input, Label } from "@vendure/dashboard";
import { useState } from "react";
import type { ReturnableLine, ReturnableOrder, ReturnQuote } from "../answers.ts";
import { Confirm } from "../confirm.tsx";
import { useAnswer, useDeed, useDesk, useTyped, type Desk } from "../desk.ts";
import { parseMoney } from "../format.ts";
import { Answered, Block, Faint, Nothing, Rows, type Column } from "../parts.tsx";
import { RETURN_GOODS, RETURN_QUOTE, RETURNABLE } from "../questions.ts";

/** Looks for an order by its code. */
export function FindOrder(props: {
  readonly code: string;
  readonly onFind: (code: string) => void;
}) {
  const { t } = useDesk();
  const [typed, setTyped] = useState(props.code);
  const answer = useAnswer<{ patronageReturnable: ReturnableOrder | null }>(
    RETURNABLE,
    { code: props.code },
    { isAsked: props.code !== "", isKept: false },
  );
  return (
    <Block id="patronage-return" title={t("returns.find")} note={t("returns.find.note")}>
      <form
        className="mb-4 flex flex-wrap gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          props.onFind(typed.trim());
        }}
      >
        <Input
          className="max-w-xs"
          aria-label={t("returns.code")}
          placeholder={t("returns.code")}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Button type="submit" variant="outline">
          {t("returns.look")}
        </Button>
      </form>
      {props.code === "" ? null : (
        <Answered answer={answer}>
          {({ patronageReturnable: order }) =>
            order === null ? (
              <Nothing>{t("returns.unknown")}</Nothing>
            ) : (
              <ReturnForm key={order.orderId} order={order} onDone={() => props.onFind("")} />
            )
          }
        </Answered>
      )}
    </Block>
  );
}

type Pieces = { readonly [line: string]: number };

function columnsOf(
  { t, money }: Desk,
  pieces: Pieces,
  choose: (line: string, quantity: number) => void,
): Column<ReturnableLine>[] {
  return [
    {
      head: t("returns.goods"),
      isText: true,
      cell: ({ name, sku }) => (
        <div>
          {name} <Faint>{sku}</Faint>
        </div>
      ),
    },
    { head: t("returns.bought"), isNumber: true, cell: ({ quantity }) => quantity },
    { head: t("returns.returned"), isNumber: true, cell: ({ returned }) => returned },
    { head: t("returns.gross"), isNumber: true, cell: ({ gross }) => money(gross) },
    {
      head: t("returns.back"),
      isNumber: true,
      cell: ({ line, name, quantity, returned }) => (
        <Input
          type="number"
          className="ml-auto w-20 text-right"
          aria-label={`${t("returns.back")}: ${name}`}
          min={0}
          max={quantity - returned}
          disabled={quantity === returned}
          value={pieces[line] ?? 0}
          onChange={(event) =>
            choose(line, clamp(Number.parseInt(event.target.value, 10), quantity - returned))
          }
        />
      ),
    },
  ];
}

const clamp = (typed: number, most: number): number =>
  Number.isNaN(typed) ? 0 : Math.min(Math.max(typed, 0), most);

type FormProps = { readonly order: ReturnableOrder; readonly onDone: () => void };

function ReturnForm({ order, onDone }: FormProps) {
  const desk = useDesk();
  const { t, money } = desk;
  const [pieces, setPieces] = useState<Pieces>({});
  const [typedShipping, setTypedShipping] = useState("");
  const [shippingText, setShippingText] = useState("");
  const [reason, setReason] = useState("");
  useTyped(typedShipping, setShippingText);
  const shipping = shippingText === "" ? "0" : parseMoney(shippingText);
  const isShippingGood = shipping !== undefined && BigInt(shipping) <= BigInt(order.shippingLeft);
  const lines = order.lines
    .map(({ line }) => ({ line, quantity: pieces[line] ?? 0 }))
    .filter(({ quantity }) => quantity > 0);
  const input = { orderId: order.orderId, lines, shipping: shipping ?? "0", reason };
  const isChosen = isShippingGood && (lines.length > 0 || shipping !== "0");
  return (
    <div className="space-y-4">
      <div className="flex flex-wrap items-center gap-2">
        <span className="font-medium">
          {t("returns.order", { code: order.code, name: order.name })}
        </span>
        <Badge variant={order.completedAt === null ? "secondary" : "warning"}>
          {t(order.completedAt === null ? "returns.waiting" : "returns.mature")}
        </Badge>
      </div>
      <Rows
        rows={order.lines}
        idOf={({ line }) => line}
        empty={t("page.none")}
        columns={columnsOf(desk, pieces, (line, quantity) =>
          setPieces({ ...pieces, [line]: quantity }),
        )}
      />
      <div className="grid grid-cols-1 gap-4 @xl:grid-cols-2">
        <div className="space-y-2">
          <Label htmlFor="patronage-shipping">{t("returns.shipping")}</Label>
          <Input
            id="patronage-shipping"
            inputMode="decimal"
            placeholder="0.00"
            disabled={order.shippingLeft === "0"}
            aria-invalid={!isShippingGood}
            value={typedShipping}
            onChange={(event) => setTypedShipping(event.target.value)}
          />
          <Faint>
            {t(isShippingGood ? "returns.shippingLeft" : "returns.badShipping", {
              amount: money(order.shippingLeft),
            })}
          </Faint>
        </div>
        <div className="space-y-2">
          <Label htmlFor="patronage-reason">{t("returns.reason")}</Label>
          <Input
            id="patronage-reason"
            maxLength={200}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </div>
      </div>
      {isChosen ? (
        <Quoted {...{ order, input, onDone }} />
      ) : (
        <Nothing>{t("returns.choose")}</Nothing>
      )}
    </div>
  );
}

type Input = {
  readonly orderId: string;
  readonly lines: readonly { readonly line: string; readonly quantity: number }[];
  readonly shipping: string;
  readonly reason: string;
};

type QuotedProps = FormProps & { readonly input: Input };

/** What the return comes to, and doing it. */
function Quoted({ order, input, onDone }: QuotedProps) {
  const { t, money } = useDesk();
  const deed = useDeed(RETURN_GOODS, "returns.done");
  const answer = useAnswer<{ patronageReturnQuote: ReturnQuote }>(RETURN_QUOTE, {
    input: { ...input, reason: "" },
  });
  return (
    <Answered answer={answer}>
      {({ patronageReturnQuote: quote }) => (
        <div className="space-y-4">
          <Quote quote={quote} />
          <Confirm
            isMain
            label={t("returns.do")}
            title={t("returns.do.title", { code: order.code })}
            text={t("returns.do.text", {
              name: order.name,
              pay: money(quote.pay),
              withheld: money(quote.withheld),
              loss: money(quote.loss),
            })}
            may={["UpdateOrder"]}
            isDisabled={answer.isAsking || input.reason.trim() === ""}
            deed={deed}
            variables={{ input: { ...input, shownWithheld: quote.withheld } }}
            onDone={onDone}
          />
        </div>
      )}
    </Answered>
  );
}

function Quote({ quote }: { readonly quote: ReturnQuote }) {
  const { t, money } = useDesk();
  const line = (label: string, amount: string, weight = "") => (
    <div className={`flex justify-between gap-4 ${weight}`}>
      <dt>{label}</dt>
      <dd className="tabular-nums">{money(amount)}</dd>
    </div>
  );
  const isNothing = (amount: string): boolean => amount === "0";
  return (
    <div className="space-y-3">
      <dl className="max-w-xl space-y-1 text-sm">
        {line(t("returns.money"), quote.money)}
        {isNothing(quote.shares) ? null : line(t("returns.shares"), quote.shares)}
        {line(t("returns.withheld"), `-${quote.withheld}`)}
        {isNothing(quote.givenBack)
          ? null
          : line(t("returns.givenBack"), quote.givenBack, "text-muted-foreground pl-4 text-xs")}
        {isNothing(quote.missing)
          ? null
          : line(t("returns.missing"), quote.missing, "text-muted-foreground pl-4 text-xs")}
        {line(t("returns.pay"), quote.pay, "border-t pt-1 font-semibold")}
      </dl>
      {isNothing(quote.loss) ? null : (
        <Alert variant="destructive" className="max-w-xl">
          <AlertDescription>
            <p className="font-medium">
              {t("returns.loss")}: {money(quote.loss)}
            </p>
            <p>{t("returns.loss.note")}</p>
          </AlertDescription>
        </Alert>
      )}
    </div>
  );
}
