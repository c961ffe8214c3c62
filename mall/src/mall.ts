/**
 * The mall, as its own modules know it: the commerce engine's services, the ledger, and the clock.
 *
 * Everything of ours reads and writes rows with plain SQL through `query`, in the transaction of the
 * request it belongs to; what goes to the ledger goes through its inbox in that same transaction.
 */
import {
  enqueue,
  previewThroughInbox,
  readEvents,
  readProgramme,
  recordGate,
  submitThroughInbox,
  type Answer,
  type Gate,
  type House,
  type Preview,
} from "@patronage/ledger";
import { UNIT_MINOR, type Event, type Json, type Refusal } from "@patronage/engine";
import { decimalText, refusalSentence, sharesText } from "@patronage/words";
import type {
  EventBus,
  OrderService,
  ProductVariantService,
  RequestContext,
  RequestContextService,
  TransactionalConnection,
} from "@vendure/core";
import { I18nError, LogLevel, Order } from "@vendure/core";
import type { ClientBase, Pool, QueryResult, QueryResultRow } from "pg";
import type { Alipay } from "./alipay.ts";
import type { Clock } from "./clock.ts";

/** What a mall is opened with. */
export type MallSettings = {
  readonly house: House;
  readonly programme: string;
  readonly clock: Clock;
  /** Makes digests of what tells persons apart. */
  readonly secret: string;
  readonly alipay: Alipay | undefined;
  readonly rules: MallRules;
  /** Where mails are written down that no server takes. */
  readonly mails: string;
  /** Whether whoever changes the same thing is let in one after the other; only a test says no. */
  readonly isLocked: boolean;
};

/** What the merchant decides, beside the plan. */
export type MallRules = {
  /** How long goods can be returned where a product says nothing else. */
  readonly returnDays: number;
  readonly withdrawalMinorLeast: bigint;
  readonly withdrawalMinorMost: bigint;
  /** What one person may ask for in a day. */
  readonly withdrawalMinorDaily: bigint;
  /** Methods of payment that bring in no new money: what they pay for is not counted. */
  readonly creditMethods: readonly string[];
  /** How long a payment that was begun is waited for. */
  readonly paymentMinutes: number;
};

export const DEFAULT_RULES: MallRules = {
  returnDays: 7,
  withdrawalMinorLeast: 1_00n,
  withdrawalMinorMost: 20_000_00n,
  withdrawalMinorDaily: 50_000_00n,
  creditMethods: ["gift-card", "store-credit"],
  paymentMinutes: 30,
};

export type Mall = MallSettings & {
  readonly connection: TransactionalConnection;
  readonly orders: OrderService;
  readonly variants: ProductVariantService;
  readonly contexts: RequestContextService;
  readonly events: EventBus;
};

type Facts = { readonly [name: string]: string };

/**
 * Facts in whole minor units and micro-shares once more, as a sentence shows them: a `leastMinor` of 100
 * is a `least` of 1.00, `sharesMicro` of 1500000 are `shares` of 1.5.
 */
function shown(facts: Facts): Facts {
  const told: { [name: string]: string } = {};
  for (const [fact, value] of Object.entries(facts)) {
    const [, name, unit] = /^(.+)(Minor|Micro)$/.exec(fact) ?? [];
    if (name === undefined || !/^-?[0-9]+$/.test(value)) continue;
    const amount = BigInt(value);
    told[name] =
      unit === "Minor" ? decimalText({ num: amount, den: UNIT_MINOR }, 2) : sharesText(amount);
  }
  return told;
}

/**
 * Something is wrong that whoever asked can mend: a reason, and the figures that belong to it. Programs
 * are told the reason as the error's code, "mall.<reason>"; shoppers and staff a sentence in their
 * language (`messages-*.ts`).
 */
export class MallError extends I18nError {
  readonly reason: string;
  constructor(reason: string, facts: Facts = {}) {
    // Whoever asked is told; the log is for what nobody is told.
    super(`mall.${reason}`, { ...shown(facts), ...facts }, `mall.${reason}`, LogLevel.Verbose);
    this.reason = reason;
  }
}

/** The connection of a request's transaction; outside of one, any. */
export async function clientOf(
  { connection }: Mall,
  ctx: RequestContext,
): Promise<ClientBase | Pool> {
  const { queryRunner } = connection.getRepository(ctx, Order).manager;
  if (queryRunner === undefined) {
    return (connection.rawConnection.driver as unknown as { readonly master: Pool }).master;
  }
  return (await queryRunner.connect()) as ClientBase;
}

/** Asks the database, in the transaction of the request; answers the rows. */
export async function query<Row extends QueryResultRow>(
  mall: Mall,
  ctx: RequestContext,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const client = await clientOf(mall, ctx);
  const { rows } = await client.query<Row>(text, values as unknown[]);
  return rows;
}

/**
 * Asks one thing after the other in one message, and answers the rows of the last: for what is asked at
 * every request. Each sees what the one before has waited for. Values stand in the texts, escaped.
 */
export async function queryLast<Row extends QueryResultRow>(
  mall: Mall,
  ctx: RequestContext,
  texts: readonly string[],
): Promise<Row[]> {
  const client = await clientOf(mall, ctx);
  // The driver answers several statements with several results.
  const results = (await client.query(texts.join("; "))) as unknown as QueryResult<Row>[];
  return results.at(-1)!.rows;
}

/** A pattern for LIKE that finds a text anywhere, its own signs taken as they are. */
export const likeText = (text: string): string =>
  `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;

/** Runs work in the request's transaction or, where there is none, in one of its own. */
export function inTransaction<Result>(
  { connection }: Mall,
  ctx: RequestContext,
  work: (ctx: RequestContext) => Promise<Result>,
): Promise<Result> {
  return isInTransaction(connection, ctx) ? work(ctx) : connection.withTransaction(ctx, work);
}

export function isInTransaction(connection: TransactionalConnection, ctx: RequestContext): boolean {
  return connection.getRepository(ctx, Order).manager.queryRunner?.isTransactionActive === true;
}

/** The ledger refused a command; whoever asked is told why in the ledger's own words. */
export class RefusedError extends MallError {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super("refused", {
      en: refusalSentence(refusal, "en"),
      zh: refusalSentence(refusal, "zh"),
    });
    this.refusal = refusal;
  }
}

/** Puts a command into the ledger's inbox, in the request's transaction; answers its place. */
export async function send(mall: Mall, ctx: RequestContext, command: Json): Promise<bigint> {
  const client = await clientOf(mall, ctx);
  const put = await enqueue(client as ClientBase, mall.programme, command);
  if (!put.ok) throw new RefusedError(put.refusal);
  return put.place;
}

/** Keeps a result of the gate for a plan, in the request's transaction. */
export async function keepGate(
  mall: Mall,
  ctx: RequestContext,
  plan: Json,
  gate: Gate,
): Promise<void> {
  await recordGate(await clientOf(mall, ctx), mall.programme, plan, gate);
}

const ANSWER_MILLISECONDS = 10_000;

/** Submits a command in a transaction of its own, at once, and waits for the answer. */
export async function submit({ house, programme }: Mall, command: Json): Promise<Answer> {
  return submitThroughInbox(house, programme, command, AbortSignal.timeout(ANSWER_MILLISECONDS));
}

/** What a command would come to. Throws a RefusedError with the ledger's refusal. */
export async function preview({ house, programme }: Mall, command: Json): Promise<Event[]> {
  const signal = AbortSignal.timeout(ANSWER_MILLISECONDS);
  const told: Preview = await previewThroughInbox(house, programme, command, signal);
  if (!told.ok) throw new RefusedError(told.refusal);
  return readEvents(told.events);
}

/** Asks the ledger's tables. */
export function inLedger<Result>(
  { house, programme }: Mall,
  work: (client: ClientBase) => Promise<Result>,
): Promise<Result> {
  return readProgramme(house, programme, work);
}
