/**
 * What webhooks tell: a row of the journal as the messages that it makes, each with the holders it
 * concerns. Pure.
 *
 * A message is an event as it stands in the journal, amounts as decimal strings. Only a close is taken
 * apart, for it may name thousands of holders: the close itself tells the totals, and each holder who
 * reached its quota, was forced out or rose to a tier has a message of its own.
 */
import { canonicalJson, parseJson, type Json, type JsonObject } from "@patronage/engine";
import { eventsForOthers } from "@patronage/ledger";

export const WEBHOOK_TYPES = [
  ...(["holderJoined", "agentAppointed", "orderPaid", "orderAccrued", "orderReduced"] as const),
  ...(["orderRefunded", "sharesRedeemed", "sharesSpent", "sharesHeld", "holdReleased"] as const),
  ...(["spendReturned", "sharesTransferred", "walletWithdrawn", "dayClosed"] as const),
  ...(["planActivated", "quotaReached", "forced", "tierReached"] as const),
] as const;
export type WebhookType = (typeof WEBHOOK_TYPES)[number];

/** Whom a message concerns where the event itself does not say: the buyer of an order, a hold's holder. */
export type About =
  | { readonly kind: "order"; readonly order: string }
  | { readonly kind: "hold"; readonly hold: string };

export type Part = {
  /** Which of the messages of its row it is. */
  readonly nth: number;
  readonly type: WebhookType;
  readonly fields: JsonObject;
  readonly holders: readonly string[];
  readonly about?: About | undefined;
};

/** What concerns nobody in particular is told in an order of its own; no holder's id is empty. */
export const NOBODY = "";

type Named = { readonly holders: readonly string[]; readonly about?: About | undefined };

const without = (object: JsonObject, name: string): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));
const textIn = (object: JsonObject, name: string): string => object[name] as string;
const listIn = (object: JsonObject, name: string): JsonObject[] => object[name] as JsonObject[];

function concerned(event: JsonObject): Named {
  if (event["type"] === "sharesTransferred") {
    return { holders: [textIn(event, "from"), textIn(event, "to")] };
  }
  if (event["holder"] !== undefined) return { holders: [textIn(event, "holder")] };
  if (event["places"] !== undefined) {
    const places = listIn(event, "places");
    const hasBuyer = places.some(({ place }) => place === "buyer");
    const holders = places.map((place) => textIn(place, "holder"));
    return hasBuyer ? { holders } : { holders, about: orderOf(event) };
  }
  if (event["type"] === "orderReduced") return { holders: [], about: orderOf(event) };
  if (event["type"] === "holdReleased") {
    return { holders: [], about: { kind: "hold", hold: textIn(event, "hold") } };
  }
  return { holders: [NOBODY] };
}

const orderOf = (event: JsonObject): About => ({ kind: "order", order: textIn(event, "order") });

type Unnumbered = Omit<Part, "nth">;

/** A close with totals in the place of its lists, and a message for each holder in them. */
function closeParts(event: JsonObject): Unnumbered[] {
  const { capped, forced, risen, ...totals } = event;
  const date = event["date"]!;
  const ofEach = (type: WebhookType, list: Json | undefined): Unnumbered[] =>
    (list as JsonObject[]).map((item) => ({
      ...{ type, fields: { date, ...item }, holders: [textIn(item, "holder")] },
    }));
  const counts = {
    cappedCount: (capped as Json[]).length,
    forcedCount: (forced as Json[]).length,
    risenCount: (risen as Json[]).length,
  };
  return [
    { type: "dayClosed", fields: { ...totals, ...counts }, holders: [NOBODY] },
    ...ofEach("quotaReached", capped),
    ...ofEach("tierReached", risen),
    ...ofEach("forced", forced),
  ];
}

/** The messages of a row, by the text of its events. */
export function partsOf(events: string): Part[] {
  const parts = (parseJson(eventsForOthers(events)) as JsonObject[]).flatMap(
    (event): Unnumbered[] => {
      if (event["type"] === "dayClosed") return closeParts(event);
      // Whoever wants to check the gate's result finds it in the journal; here it would be most of the message.
      const fields = without(event, "gate");
      return [{ type: event["type"] as WebhookType, fields, ...concerned(event) }];
    },
  );
  return parts.map((part, nth) => ({ nth, ...part }));
}

/** A row of the journal, without its events. */
export type Row = { readonly seq: string; readonly command: string };

/** A message's id: the same whenever and wherever it is sent, so that repeats can be dropped. */
export const messageId = (schema: string, seq: string, nth: number): string =>
  `${schema}_${seq}_${nth}`;

/** The body of a message: what came of a command, when, and where it stands in the journal. */
export function messageBody(programme: string, { seq, command }: Row, part: Part): string {
  const rest = without(part.fields, "type");
  const timestamp = (parseJson(command) as JsonObject)["at"]!;
  return canonicalJson({ type: part.type, timestamp, data: { programme, seq, ...rest } });
}
