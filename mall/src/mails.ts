/**
 * The mall's mails: to confirm an address, to reset a password, and that an order is paid; each in the
 * language of the request that led to it, an order's in that of its shopper. The templates in `mails/` have places, the words stand in
 * `mail-words.ts`.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  AccountRegistrationEvent,
  IdentifierChangeRequestEvent,
  LanguageCode,
  OrderStateTransitionEvent,
  PasswordResetEvent,
  type Injector,
  type Order,
  type RequestContext,
  type User,
} from "@vendure/core";
import {
  EmailEventListener,
  type EmailEventHandler,
  type LoadTemplateInput,
  type TemplateLoader,
} from "@vendure/email-plugin";
import { currencyWord, moneyText, sharesText, type Lang } from "@patronage/words";
import { namesOf } from "./admin-lists.ts";
import { sumMinor } from "./figures.ts";
import { heldMinor } from "./holds.ts";
import { MAIL_WORDS, type LinkWords } from "./mail-words.ts";
import { query, type Mall } from "./mall.ts";
import { languageOf } from "./order-language.ts";
import { quoteOrder } from "./order-view.ts";
import { goodsOf, minor } from "./orders.ts";
import { mallOf } from "./plugin-mall.ts";
import { holderSums, programmeFigures } from "./programme.ts";
import { tellQuota } from "./programme-view.ts";
import { langOf } from "./shop-arguments.ts";

/** Whose mails they are. */
export const MAIL_NAME = `${MAIL_WORDS.zh.mall} ${MAIL_WORDS.en.mall}`;

/** From where mails come, and the origin of the pages they lead to. */
export type MailPlaces = { readonly fromAddress: string; readonly origin: string };

const FOLDER = join(import.meta.dirname, "..", "mails");
const ORDER_TYPE = "order-confirmation";

/** The templates by the type of a mail; all of them stand in one layout. */
export class MailTemplates implements TemplateLoader {
  loadTemplate(
    _injector: Injector,
    _ctx: RequestContext,
    { type }: LoadTemplateInput,
  ): Promise<string> {
    return readFile(join(FOLDER, type === ORDER_TYPE ? "order.mjml" : "link.mjml"), "utf8");
  }

  async loadPartials(): Promise<{ name: string; content: string }[]> {
    return [{ name: "layout", content: await readFile(join(FOLDER, "layout.mjml"), "utf8") }];
  }
}

/** What every mail has. */
const frame = (lang: Lang, title: string, preview: string) => {
  const { mall, footer } = MAIL_WORDS[lang];
  return { lang: lang === "zh" ? "zh-CN" : "en", title, preview, mall, footer };
};

/** The values of a mail around a link. */
export function linkValues(lang: Lang, { title, text, button, note }: LinkWords, link: string) {
  const { orCopy } = MAIL_WORDS[lang];
  return { ...frame(lang, title, text), text, button, note, link, orCopy };
}

const FROM = "{{ fromAddress }}";
const tokensOf = (user: User) => user.getNativeAuthenticationMethod();
const linkTo = (globals: unknown, path: string, token: string | null): string =>
  `${(globals as MailPlaces).origin}/${path}?token=${encodeURIComponent(token ?? "")}`;

const verification = new EmailEventListener("email-verification")
  .on(AccountRegistrationEvent)
  // Who logs in another way has nothing to confirm here.
  .filter(({ user }) => Boolean(user.getNativeAuthenticationMethod(false)?.identifier))
  .setRecipient(({ user }) => user.identifier)
  .setFrom(FROM)
  .setSubject(({ ctx }) => MAIL_WORDS[langOf(ctx)].verification.title)
  .setTemplateVars(({ ctx, user }, globals) => {
    const lang = langOf(ctx);
    const link = linkTo(globals, "verify", tokensOf(user).verificationToken);
    return linkValues(lang, MAIL_WORDS[lang].verification, link);
  });

const passwordReset = new EmailEventListener("password-reset")
  .on(PasswordResetEvent)
  .setRecipient(({ user }) => user.identifier)
  .setFrom(FROM)
  .setSubject(({ ctx }) => MAIL_WORDS[langOf(ctx)].passwordReset.title)
  .setTemplateVars(({ ctx, user }, globals) => {
    const lang = langOf(ctx);
    const link = linkTo(globals, "password-reset", tokensOf(user).passwordResetToken);
    return linkValues(lang, MAIL_WORDS[lang].passwordReset, link);
  });

const emailChange = new EmailEventListener("email-address-change")
  .on(IdentifierChangeRequestEvent)
  .setRecipient(({ user }) => tokensOf(user).pendingIdentifier!)
  .setFrom(FROM)
  .setSubject(({ ctx }) => MAIL_WORDS[langOf(ctx)].emailChange.title)
  .setTemplateVars(({ ctx, user }, globals) => {
    const lang = langOf(ctx);
    const token = tokensOf(user).identifierChangeToken;
    const link = linkTo(globals, "verify-email-address-change", token);
    return linkValues(lang, MAIL_WORDS[lang].emailChange, link);
  });

/** A paid order as its mail tells of it. */
export type PaidOrder = {
  readonly lang: Lang;
  readonly code: string;
  readonly currency: string;
  readonly hasAccount: boolean;
  /** Whether it counts as soon as it is paid. */
  readonly isAtOnce: boolean;
  readonly lines: readonly {
    readonly name: string;
    readonly quantity: number;
    readonly minor: bigint;
  }[];
  readonly goodsMinor: bigint;
  readonly shippingMinor: bigint;
  readonly totalMinor: bigint;
  readonly sharesMinor: bigint;
  /** Line by line; empty ones are left out. */
  readonly address: readonly string[];
  readonly grant: Awaited<ReturnType<typeof quoteOrder>>;
  /** Of all quota ever granted, what was paid so far, in percent; null while none was granted. */
  readonly quotaPaidPercent: string | null;
};

/** The values of an order's mail. */
export function orderValues(paid: PaidOrder, origin: string) {
  const { lang } = paid;
  const { order } = MAIL_WORDS[lang];
  const money = (amountMinor: bigint): string =>
    moneyText(amountMinor, currencyWord(paid.currency, lang));
  const text = order.text(paid.code);
  const address = paid.address.filter((line) => line.trim() !== "").join(" · ");
  return {
    ...frame(lang, order.title, text),
    ...{ text, button: order.button, link: `${origin}/orders/${encodeURIComponent(paid.code)}` },
    lines: paid.lines.map(({ name, quantity, minor: priceMinor }) => ({
      ...{ name, quantity: String(quantity), price: money(priceMinor) },
    })),
    sums: [
      { label: order.goods, amount: money(paid.goodsMinor) },
      { label: order.shipping, amount: money(paid.shippingMinor) },
      { label: order.total, amount: money(paid.totalMinor) },
      ...(paid.sharesMinor === 0n
        ? []
        : [{ label: order.paidInShares, amount: money(paid.sharesMinor) }]),
    ],
    address: address === "" ? [] : [{ heading: order.address, text: address }],
    programme: programmeValues(paid, money),
  };
}

/** When an order counts and what it would grant today; nothing for what grants nothing. */
function programmeValues(paid: PaidOrder, money: (amountMinor: bigint) => string) {
  const { lang, grant, hasAccount, isAtOnce } = paid;
  if (grant === null) return [];
  const { programme } = MAIL_WORDS[lang];
  const later = grant.returnDays === 0 ? programme.onDelivery : programme.later(grant.returnDays);
  const when = isAtOnce ? programme.atOnce : later;
  return [
    {
      heading: programme.heading,
      text: [when, ...(hasAccount ? [] : [programme.guest])].join(lang === "zh" ? "" : " "),
      figures: [
        { label: programme.counts, amount: money(BigInt(grant.paid)) },
        {
          label: programme.shares,
          amount: programme.sharesCount(sharesText(BigInt(grant.shares))),
        },
        { label: programme.payout, amount: money(BigInt(grant.payout)) },
        { label: programme.quota, amount: money(BigInt(grant.quota)) },
        ...(paid.quotaPaidPercent === null
          ? []
          : [{ label: programme.quotaPaid, amount: `${paid.quotaPaidPercent}%` }]),
      ],
      note: programme.note,
    },
  ];
}

/** Whether the buyer has registered: the engine does not always bring that along with an order. */
async function hasAccount(mall: Mall, ctx: RequestContext, { id }: Order): Promise<boolean> {
  const rows = await query(
    mall,
    ctx,
    `SELECT FROM "order" o JOIN customer c ON c.id = o."customerId"
     WHERE o.id = $1 AND c."userId" IS NOT NULL`,
    [id],
  );
  return rows.length > 0;
}

const LANGUAGE_CODES = { zh: LanguageCode.zh_Hans, en: LanguageCode.en } as const;

async function readPaid(mall: Mall, ctx: RequestContext, order: Order): Promise<PaidOrder> {
  const figures = await programmeFigures(mall);
  const lang = await languageOf(mall, ctx, order.id);
  const goods = goodsOf(order);
  const lines = goods.map(({ line }) => line);
  const names = await namesOf(mall, ctx, lines, LANGUAGE_CODES[lang]);
  const quantities = new Map(order.lines.map(({ id, quantity }) => [String(id), quantity]));
  const goodsMinor = sumMinor(goods.map(({ grossMinor }) => grossMinor));
  const totalMinor = minor(order.totalWithTax);
  const { fullName, phoneNumber, province, city, streetLine1, streetLine2 } = order.shippingAddress;
  const joined = (...parts: (string | undefined)[]): string =>
    parts.filter((part) => part !== undefined && part !== "").join(" ");
  return {
    ...{ lang, code: order.code, currency: order.currencyCode },
    hasAccount: await hasAccount(mall, ctx, order),
    isAtOnce: figures.plan.maturity === "payment",
    lines: goods.map(({ line, grossMinor }) => ({
      ...{ name: names.get(line) ?? line, quantity: quantities.get(line) ?? 0, minor: grossMinor },
    })),
    ...{ goodsMinor, shippingMinor: totalMinor - goodsMinor, totalMinor },
    sharesMinor: await heldMinor(mall, ctx, order.id),
    address: [
      joined(fullName, phoneNumber),
      joined(province === city ? "" : province, city, streetLine1, streetLine2),
    ],
    grant: await quoteOrder(mall, ctx, Number(order.id)),
    quotaPaidPercent: tellQuota(figures, await holderSums(mall)).percent,
  };
}

const orderConfirmation = new EmailEventListener(ORDER_TYPE)
  .on(OrderStateTransitionEvent)
  .filter(
    ({ fromState, toState, order }) =>
      toState === "PaymentSettled" && fromState !== "Modifying" && order.customer !== undefined,
  )
  .loadData(({ event: { ctx, order }, injector }) => readPaid(mallOf(injector), ctx, order))
  .setRecipient(({ order }) => order.customer!.emailAddress)
  .setFrom(FROM)
  .setSubject(({ data: { lang, code } }) => MAIL_WORDS[lang].order.subject(code))
  .setTemplateVars(({ data }, globals) => orderValues(data, (globals as MailPlaces).origin));

type Made = {
  readonly recipient: string;
  readonly subject: string;
  readonly templateVars: { readonly [name: string]: unknown };
};

/** A mail: what makes it of an event. */
export type Mail = {
  handle(event: object, places: MailPlaces, injector: Injector): Promise<Made | undefined>;
} & EmailEventHandler;

/** All mails that the mall sends. */
export const MAILS = [
  ...[orderConfirmation, verification, passwordReset, emailChange],
] as unknown as readonly Mail[];
