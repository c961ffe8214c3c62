/** How far an order is: placed, paid, sent, delivered, counted. */
import type { OrderPatronage, PlacedOrder } from "../api/orders.ts";
import { instantText } from "../days.ts";
import { useLang, useWords, type Lang } from "../lang.ts";
import { ORDER } from "../words/orders.ts";
import { Card } from "../parts/page.tsx";
import { Steps, type Step } from "./steps.tsx";

type Words = ReturnType<typeof useWords<typeof ORDER>>;
type Order = Pick<PlacedOrder, "state" | "orderPlacedAt" | "patronage">;

const SENT = ["Shipped", "PartiallyDelivered", "Delivered"];
const COUNTING = ["waiting", "review", "sent"];

function wayOf({ state, patronage }: Order, w: Words, lang: Lang): readonly Step[] {
  const isDelivered = state === "Delivered";
  const isSent = SENT.includes(state);
  const partly = state === "PartiallyShipped";
  const delivered = patronage?.deliveredAt ?? undefined;
  return [
    {
      title: isSent ? w.sent : partly ? w.partlySent : w.toBeSent,
      state: isSent ? "done" : patronage === null ? "ahead" : "now",
    },
    {
      title: isDelivered
        ? w.delivered
        : state === "PartiallyDelivered"
          ? w.partlyDelivered
          : w.toBeDelivered,
      text: delivered === undefined ? undefined : instantText(delivered, lang),
      state: isDelivered ? "done" : isSent ? "now" : "ahead",
    },
  ];
}

function countingOf(
  { state, dueAt, completedAt, grantedShares }: OrderPatronage,
  w: Words,
  lang: Lang,
): readonly Step[] {
  if (!COUNTING.includes(state)) return [];
  if (grantedShares !== null || completedAt !== null) {
    const text = completedAt === null ? undefined : instantText(completedAt, lang, "day");
    return [{ title: w.counted, text, state: "done" }];
  }
  const text = dueAt === null ? w.countsAfter : w.countsOn(instantText(dueAt, lang, "day"));
  return [{ title: w.counts, text, state: dueAt === null ? "ahead" : "now" }];
}

function stepsOf(order: Order, w: Words, lang: Lang): readonly Step[] {
  const { patronage, orderPlacedAt } = order;
  const placed = orderPlacedAt === null ? undefined : instantText(orderPlacedAt, lang);
  const paid = patronage === null ? undefined : instantText(patronage.paidAt, lang);
  const first: readonly Step[] =
    paid === undefined
      ? [
          { title: w.placed, text: placed, state: "done" },
          { title: w.awaitingTransfer, state: "now" },
        ]
      : [{ title: w.placedAndPaid, text: paid, state: "done" }];
  if (order.state === "Cancelled") {
    const known = paid === undefined ? first.slice(0, 1) : first;
    return [...known, { title: w.cancelled, state: "done" }];
  }
  const rest = patronage === null ? [] : countingOf(patronage, w, lang);
  return [...first, ...wayOf(order, w, lang), ...rest];
}

export function OrderSteps({ order }: { readonly order: Order }) {
  const w = useWords(ORDER);
  const lang = useLang();
  return (
    <Card title={w.progress}>
      <Steps steps={stepsOf(order, w, lang)} />
    </Card>
  );
}
