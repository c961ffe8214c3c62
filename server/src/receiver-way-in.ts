/**
 * The way in for shops: a delivery is let in by its signature, kept, and worked on.
 *
 * Whoever has no signature costs next to nothing: the receiver is looked up before the body is read, and
 * the body is read as JSON only when it is the shop's. Who tries often is soon told to wait; a shop that
 * shares its address, as behind a proxy, is let in nonetheless while its bodies are small.
 */
import { parseJson } from "@patronage/engine";
import type { House } from "@patronage/ledger";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { heldBy, tooMany } from "./access.ts";
import type { Desk, Desks } from "./desks.ts";
import { problemError } from "./problems.ts";
import { holderOf } from "./receiver-commands.ts";
import type { Intake } from "./receiver-intake.ts";
import { keptMapping, type Mapping, type ShopName } from "./receiver-mapping.ts";
import { medusa } from "./receiver-medusa.ts";
import { onlyRegion, type Incoming, type Read, type Shop } from "./receiver-notice.ts";
import { shopify } from "./receiver-shopify.ts";
import {
  keepDelivery,
  listReceivers,
  readDelivery,
  type Delivery,
  type Receiver,
} from "./receiver-store.ts";
import { woocommerce } from "./receiver-woocommerce.ts";
import { deliveryShown, RECEIVER } from "./receivers.ts";
import { watchedDesk, watchOf } from "./tracing.ts";

const READERS: { readonly [Name in ShopName]: Shop } = { shopify, woocommerce, medusa };

/** How long a shop is kept waiting; what takes longer goes on without it. */
const ANSWER_MILLISECONDS = 3_000;
const MINUTE = 60_000;
const WRONG_PER_MINUTE = 60;
/** How large a body may be from where too much was tried: the order of a shop is. */
const TRIED_BYTES_MOST = 65_536;
const RECENT_MILLISECONDS = 1_000;

type Way = { readonly desk: Desk; readonly receiver: Receiver };

/** Adds the way in for shops. Here no key is asked for: the instance must not be a guarded one. */
export function registerDeliveries(
  app: FastifyInstance,
  { pool }: House,
  desks: Desks,
  intake: Pick<Intake, "work">,
): void {
  readTexts(app);
  const ways = new WeakMap<FastifyRequest, Way>();
  const wrong = app.createRateLimit({
    ...{ max: WRONG_PER_MINUTE, timeWindow: MINUTE, keyGenerator: ({ ip }) => ip },
  });
  const find = findWays(pool, desks);
  /** The same answer for each, so that it does not tell which receivers there are. */
  const refusal = async (request: FastifyRequest): Promise<Error> => {
    const tries = await wrong(request);
    const isTooMany = !tries.isAllowed && tries.isExceeded;
    return isTooMany
      ? tooMany(WRONG_PER_MINUTE, tries.ttlInSeconds)
      : problemError("delivery_unsigned");
  };
  const onRequest = async (request: FastifyRequest): Promise<void> => {
    const tries = await wrong(request, { increment: false });
    const isTrying = !tries.isAllowed && tries.remaining === 0;
    const way = await find(request.params as Params, isTrying);
    if (way === undefined) throw await refusal(request);
    const isSmall = Number(request.headers["content-length"]) <= TRIED_BYTES_MOST;
    if (isTrying && !isSmall) throw await refusal(request);
    ways.set(request, way);
  };
  const schema = { hide: true };
  app.post("/v1/deliveries/:programme/:receiver", { schema, onRequest }, async (request, reply) => {
    const { desk, receiver } = ways.get(request)!;
    const incoming = { headers: request.headers, body: heldBy(request).rawBody };
    const reader = READERS[receiver.shop];
    if (!reader.isFrom(incoming, receiver.secret, Date.now() / 1_000)) {
      throw await refusal(request);
    }
    const delivery = await watchOf(request)(
      { name: "receiver notice", attributes: { "patronage.shop": receiver.shop } },
      ({ watch }) =>
        take({ pool, desk: watchedDesk(desk, watch), receiver, reader, incoming, intake }),
    );
    if (delivery?.state === "unreadable") {
      throw problemError("delivery_unreadable", { why: delivery.reason ?? "" });
    }
    return reply.send(delivery === undefined ? {} : deliveryShown(delivery));
  });
}

/** Bodies are texts here, and nothing else before it is known whose they are. */
function readTexts(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  // WooCommerce knocks with a form when a webhook is made.
  app.addContentTypeParser(
    ["application/json", "application/x-www-form-urlencoded"],
    { parseAs: "string" },
    (request, body, done) => {
      heldBy(request).rawBody = body as string;
      done(null, undefined);
    },
  );
}

type Params = { readonly programme: string; readonly receiver: string };

/** Finds receivers; for who tries too often among those that there were a moment ago. */
function findWays(pool: House["pool"], desks: Desks) {
  type Recent = { readonly at: number; readonly all: Promise<Receiver[]> };
  const recents = new Map<string, Recent>();
  const recently = (schema: string): Promise<Receiver[]> => {
    const now = performance.now();
    const known = recents.get(schema);
    if (known !== undefined && now - known.at < RECENT_MILLISECONDS) return known.all;
    const all = listReceivers({ pool, schema });
    recents.set(schema, { at: now, all });
    all.catch(() => recents.delete(schema));
    return all;
  };
  return async ({ programme, receiver }: Params, isTrying: boolean): Promise<Way | undefined> => {
    const desk = desks.all().find((one) => one.programme === programme);
    if (desk === undefined || !RECEIVER.test(receiver)) return undefined;
    const { schema } = desk;
    const all = await (isTrying ? recently(schema) : listReceivers({ pool, schema }, receiver));
    const found = all.find((one) => one.receiver === receiver);
    return found && { desk, receiver: found };
  };
}

type Taking = Way & {
  readonly pool: House["pool"];
  readonly reader: Shop;
  readonly incoming: Incoming;
  readonly intake: Pick<Intake, "work">;
};

/** Keeps a delivery, works on it, and answers how it stands; nothing where it was only a knock. */
async function take(taking: Taking): Promise<Delivery | undefined> {
  const { pool, desk, receiver, reader, incoming, intake } = taking;
  const mapping = keptMapping(parseJson(receiver.mapping));
  const read = keepable(reader.read(incoming), mapping);
  if (read.kind === "ignored" && read.reason === "ping") return undefined;
  const place = { pool, schema: desk.schema };
  const source = reader.sourceOf(incoming);
  const holder = read.kind === "notice" ? holderOf(read.notice, mapping) : undefined;
  const kept = { source, body: incoming.body, holder };
  const delivery = await keepDelivery(place, receiver.receiver, read, kept, new Date());
  // Whoever sends it once more has it looked after already.
  if (delivery.state !== "waiting" || delivery.times > 1) return delivery;
  await within(ANSWER_MILLISECONDS, intake.work(desk, delivery.delivery));
  return (await readDelivery(place, delivery.delivery)) ?? delivery;
}

/** Of the address only what the mapping asks for. */
const keepable = (read: Read, { region }: Mapping): Read =>
  read.kind === "notice" ? { ...read, notice: onlyRegion(read.notice, region) } : read;

/** Waits for work, but only so long. */
async function within(milliseconds: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
  await Promise.race([work, late]);
  clearTimeout(timer);
}
