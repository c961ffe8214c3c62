/**
 * A stand-in for Alipay on this machine: the gateway, the page a shopper pays on, and the notices, with
 * real signatures on all of them. No money moves.
 *
 * What it decides is in `alipay-stand-in-trades.ts`; here is how it speaks. It can be told to fail: not
 * to answer, to be in trouble, or to do the work and drop the connection. Unlike Alipay it makes a trade
 * when its page is opened, sends its notices within seconds and then gives up, and finishes no trade.
 */
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { beijingTime, decimalOf } from "./alipay.ts";
import { readPrivateKey, readPublicKey } from "./alipay-keys.ts";
import { errorPage, languageOf, outcomePage, paymentPage } from "./alipay-stand-in-page.ts";
import { isSigned, signedAnswer, signedText, signForm, type Form } from "./alipay-stand-in-sign.ts";
import {
  answerClose,
  answerQuery,
  answerRefund,
  answerRefundQuery,
  openBook,
  openTrade,
  payTrade,
  refundedMinor,
  type Biz,
  type Body,
  type Book,
  type StandInTrade,
} from "./alipay-stand-in-trades.ts";

export { makeKeyPair, type KeyPair } from "./alipay-keys.ts";
export type { StandInRefund, StandInTrade } from "./alipay-stand-in-trades.ts";

export type StandInOptions = {
  /** Any free port when left out. */
  readonly port?: number;
  readonly appId: string;
  /** The public key of the app, whose requests alone are taken. */
  readonly appPublicKey: string;
  /** What answers and notices are signed with; the app is given its public half. */
  readonly standInPrivateKey: string;
  /** A JSON file in which trades outlive the process. */
  readonly file?: string;
};

/**
 * How a request fails on purpose: `timeout` never answers and does nothing, `error` answers that the
 * service is not there and does nothing, `after` does the work and drops the connection.
 */
export type Failure = "timeout" | "error" | "after";

export type StandIn = {
  /** The address that the app is given as its gateway. */
  readonly gateway: string;
  readonly port: number;
  /** How many requests came for each method, those that failed included. */
  readonly calls: Readonly<Record<string, number>>;
  trades(): StandInTrade[];
  /**
   * As if the shopper pressed Pay on the page, which must have been opened. Answers, once the notice has
   * been taken or given up, whether the shop took it. Throws unless the trade waits to be paid.
   */
  pay(tradeId: string, account?: string): Promise<boolean>;
  /** Makes the next requests for a method fail, one unless told. The SDK itself sends a dropped one twice. */
  failNext(method: string, how: Failure, times?: number): void;
  close(): Promise<void>;
};

type Desk = StandInOptions & {
  readonly book: Book;
  readonly calls: Record<string, number>;
  readonly failures: Map<string, Failure[]>;
  readonly stopping: AbortController;
  readonly deliveries: Set<Promise<boolean>>;
};

const PAY = "alipay.trade.wap.pay";
const REFUND = "alipay.trade.refund";
const ACCOUNT = "2088-demo";
const ANSWERS: Readonly<Record<string, (book: Book, biz: Biz) => Body>> = {
  "alipay.trade.query": answerQuery,
  [REFUND]: answerRefund,
  "alipay.trade.fastpay.refund.query": answerRefundQuery,
  "alipay.trade.close": answerClose,
};
const SELLER = "2088000000000000";
/** The pauses before each try of a notice. */
const TRY_PAUSES_MILLISECONDS = [0, 100, 300, 1_000, 2_000, 4_000];
const NOTICE_WAIT_MILLISECONDS = 5_000;
const REDIRECT_WAIT_MILLISECONDS = 2_000;
const BODY_BYTES_MOST = 1_000_000;

function noticeOf(desk: Desk, trade: StandInTrade): Record<string, string> {
  const total = decimalOf(trade.totalMinor);
  const last = trade.refunds.at(-1);
  const form: Record<string, string> = {
    notify_id: randomUUID().replaceAll("-", ""),
    notify_type: "trade_status_sync",
    notify_time: beijingTime(Date.now()),
    charset: "utf-8",
    version: "1.0",
    app_id: desk.appId,
    auth_app_id: desk.appId,
    seller_id: SELLER,
    out_trade_no: trade.tradeId,
    trade_no: trade.alipayTradeNo,
    trade_status: trade.status,
    subject: trade.subject,
    total_amount: total,
    receipt_amount: total,
    buyer_pay_amount: total,
    buyer_id: trade.account ?? "",
    gmt_create: trade.createdAt,
    gmt_payment: trade.paidAt ?? "",
    fund_bill_list: JSON.stringify([{ amount: total, fundChannel: "ALIPAYACCOUNT" }]),
  };
  if (last !== undefined) {
    form["refund_fee"] = decimalOf(refundedMinor(trade));
    form["out_biz_no"] = last.refundId;
    form["gmt_refund"] = last.at;
  }
  return signForm(form, desk.standInPrivateKey);
}

async function isTaken(desk: Desk, url: string, form: Form): Promise<boolean> {
  const signal = AbortSignal.any([
    desk.stopping.signal,
    AbortSignal.timeout(NOTICE_WAIT_MILLISECONDS),
  ]);
  try {
    const body = new URLSearchParams(form);
    const response = await fetch(url, { method: "POST", body, signal, redirect: "manual" });
    return response.ok && (await response.text()).trim() === "success";
  } catch {
    return false;
  }
}

async function tellShop(desk: Desk, trade: StandInTrade): Promise<boolean> {
  if (trade.notifyUrl === undefined) return false;
  const form = noticeOf(desk, trade);
  for (const milliseconds of TRY_PAUSES_MILLISECONDS) {
    await pause(milliseconds, undefined, { signal: desk.stopping.signal }).catch(() => {});
    if (desk.stopping.signal.aborted) return false;
    if (!(await isTaken(desk, trade.notifyUrl, form))) continue;
    // What changed meanwhile has a notice of its own.
    if (desk.book.find(trade.tradeId) === trade) desk.book.put({ ...trade, isNoticeDue: false });
    return true;
  }
  return false;
}

function deliver(desk: Desk, trade: StandInTrade): Promise<boolean> {
  const delivery = tellShop(desk, trade);
  desk.deliveries.add(delivery);
  void delivery.finally(() => desk.deliveries.delete(delivery)).catch(() => {});
  return delivery;
}

async function readForm(request: IncomingMessage): Promise<Form> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MOST) throw new RangeError("The body is too long.");
    chunks.push(chunk);
  }
  return Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
}

function sendPage(response: ServerResponse, status: number, html: string): void {
  response
    .writeHead(status, {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'",
    })
    .end(html);
}

function sendJson(response: ServerResponse, text: string): void {
  response.writeHead(200, { "content-type": "application/json;charset=utf-8" }).end(text);
}

function redirect(response: ServerResponse, url: string): void {
  response.writeHead(303, { location: url, "cache-control": "no-store" }).end();
}

/** The shop's page with what Alipay adds to it; nothing that a shop may believe without asking. */
function returnUrlOf(desk: Desk, trade: StandInTrade): string | undefined {
  if (trade.returnUrl === undefined) return undefined;
  const form = signForm(
    {
      method: `${PAY}.return`,
      app_id: desk.appId,
      auth_app_id: desk.appId,
      charset: "utf-8",
      version: "1.0",
      seller_id: SELLER,
      out_trade_no: trade.tradeId,
      trade_no: trade.alipayTradeNo,
      total_amount: decimalOf(trade.totalMinor),
      timestamp: beijingTime(Date.now()),
    },
    desk.standInPrivateKey,
  );
  const url = new URL(trade.returnUrl);
  for (const [name, value] of Object.entries(form)) url.searchParams.set(name, value);
  return url.href;
}

/** What is wrong with a request before its method is looked at; undefined is nothing. */
function requestFault(desk: Desk, form: Form): Body | undefined {
  const fault = (subCode: string, subMessage: string): Body => ({
    code: "40002",
    msg: "Invalid Arguments",
    sub_code: subCode,
    sub_msg: subMessage,
  });
  if (form["app_id"] !== desk.appId) return fault("isv.invalid-app-id", "无效的AppID参数");
  if (!isSigned(form, desk.appPublicKey)) {
    const text = signedText(form, ["sign"]);
    return fault("isv.invalid-signature", `验签出错，网关生成的验签字符串为：${text}`);
  }
  const isKnown = form["method"] === PAY || Object.hasOwn(ANSWERS, form["method"] ?? "");
  return isKnown ? undefined : fault("isv.invalid-method", "不存在的方法名");
}

const trouble: Body = {
  code: "20000",
  msg: "Service Currently Unavailable",
  sub_code: "isp.unknow-error",
  sub_msg: "系统繁忙",
};

function readBiz(form: Form): Biz {
  try {
    const biz: unknown = JSON.parse(form["biz_content"] ?? "{}");
    if (typeof biz !== "object" || biz === null) return {};
    return Object.fromEntries(Object.entries(biz).filter(([, value]) => typeof value === "string"));
  } catch {
    return {};
  }
}

function showPayment(desk: Desk, request: IncomingMessage, form: Form): [number, string] {
  // These two are ours alone, and nobody signs them.
  const { lang, account = ACCOUNT, ...signed } = form;
  const language = languageOf(lang, request.headers["accept-language"]);
  const fault = requestFault(desk, signed);
  if (fault !== undefined) return [400, errorPage(language, fault["sub_code"]!, fault["sub_msg"]!)];
  const { notify_url: notifyUrl, return_url: returnUrl } = signed;
  const opened = openTrade(desk.book, readBiz(signed), {
    ...(notifyUrl === undefined ? {} : { notifyUrl }),
    ...(returnUrl === undefined ? {} : { returnUrl }),
  });
  if ("refused" in opened) {
    const { sub_code: code = "", sub_msg: message = "" } = opened.refused;
    return [400, errorPage(language, code, message)];
  }
  const { trade } = opened;
  const other = language === "zh" ? "en" : "zh";
  const otherUrl = `gateway.do?${new URLSearchParams({ ...form, lang: other }).toString()}`;
  const resumeUrl = `gateway.do?${new URLSearchParams({ ...form, lang: language }).toString()}`;
  if (trade.status === "WAIT_BUYER_PAY") {
    return [200, paymentPage(trade, { language, otherUrl, account, resumeUrl })];
  }
  return [200, settledPage(desk, trade, { language, otherUrl })];
}

function settledPage(
  desk: Desk,
  trade: StandInTrade,
  asked: { readonly language: "zh" | "en"; readonly otherUrl?: string },
): string {
  const isPaid = trade.paidAt !== undefined;
  const backUrl = isPaid ? returnUrlOf(desk, trade) : trade.quitUrl;
  return outcomePage(trade, isPaid ? "paid" : "closed", {
    ...asked,
    ...(backUrl === undefined ? {} : { backUrl }),
  });
}

/** Answers the buttons of the payment page. */
async function takePress(
  desk: Desk,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const form = await readForm(request);
  const language = languageOf(form["lang"], request.headers["accept-language"]);
  const trade = desk.book.all().find(({ alipayTradeNo }) => alipayTradeNo === form["trade_no"]);
  if (trade === undefined) {
    sendPage(response, 404, errorPage(language, "ACQ.TRADE_NOT_EXIST", "交易不存在"));
    return;
  }
  if (form["action"] === "cancel") {
    const { resume } = form;
    // A relative address of ours, or none: the field could name any page.
    const isOurs = resume?.startsWith("gateway.do?") === true;
    const asked = isOurs ? { language, resumeUrl: resume } : { language };
    if (trade.quitUrl !== undefined) redirect(response, trade.quitUrl);
    else sendPage(response, 200, outcomePage(trade, "cancelled", asked));
    return;
  }
  const paid = payTrade(desk.book, trade.tradeId, form["account"]?.trim() || ACCOUNT);
  if (paid === undefined) {
    sendPage(response, 200, settledPage(desk, trade, { language }));
    return;
  }
  // The shop mostly knows when its shopper is back; one that does not answer keeps nobody waiting.
  await Promise.race([
    deliver(desk, paid),
    pause(REDIRECT_WAIT_MILLISECONDS, undefined, { ref: false }),
  ]);
  const backUrl = returnUrlOf(desk, paid);
  if (backUrl === undefined) sendPage(response, 200, settledPage(desk, paid, { language }));
  else redirect(response, backUrl);
}

function answerOf(desk: Desk, method: string, form: Form): string {
  const fault = requestFault(desk, form);
  // An app that Alipay does not know has no key that an answer to it could be signed with.
  const isStranger = fault?.["sub_code"] === "isv.invalid-app-id";
  if (isStranger) return JSON.stringify({ error_response: fault });
  if (fault !== undefined) return signedAnswer(method, fault, desk.standInPrivateKey);
  const biz = readBiz(form);
  const body = ANSWERS[method]!(desk.book, biz);
  const trade = desk.book.find(biz["out_trade_no"] ?? "");
  if (method === REFUND && body["fund_change"] === "Y" && trade !== undefined) {
    void deliver(desk, trade);
  }
  return signedAnswer(method, body, desk.standInPrivateKey);
}

async function serveGateway(
  desk: Desk,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const form = { ...Object.fromEntries(url.searchParams), ...(await readForm(request)) };
  const method = form["method"] ?? "";
  desk.calls[method] = (desk.calls[method] ?? 0) + 1;
  const failure = desk.failures.get(method)?.shift();
  if (failure === "timeout") return;
  if (failure === "error") {
    sendJson(response, signedAnswer(method, trouble, desk.standInPrivateKey));
    return;
  }
  if (method === PAY) {
    const [status, html] = showPayment(desk, request, form);
    if (failure === "after") request.socket.destroy();
    else sendPage(response, status, html);
    return;
  }
  const answer = answerOf(desk, method, form);
  if (failure === "after") request.socket.destroy();
  else sendJson(response, answer);
}

async function serve(
  desk: Desk,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  if (url.pathname === "/gateway.do") return serveGateway(desk, url, request, response);
  const isPress = url.pathname === "/pay" && request.method === "POST";
  if (isPress) return takePress(desk, request, response);
  sendPage(response, 404, errorPage("en", "404", "There is no such page."));
}

async function pay(desk: Desk, tradeId: string, account: string): Promise<boolean> {
  const paid = payTrade(desk.book, tradeId, account);
  if (paid !== undefined) return deliver(desk, paid);
  const status = desk.book.find(tradeId)?.status ?? "not there: nobody has opened its page";
  throw new RangeError(`The trade "${tradeId}" cannot be paid; it is ${status}.`);
}

/**
 * Opens the stand-in on 127.0.0.1. Throws TypeError when a key cannot be read, and what the file system
 * or the network throws.
 */
export async function openAlipayStandIn(options: StandInOptions): Promise<StandIn> {
  const desk: Desk = {
    ...options,
    appPublicKey: readPublicKey(options.appPublicKey, "app's public key"),
    standInPrivateKey: readPrivateKey(options.standInPrivateKey, "stand-in's private key"),
    book: openBook(options.file),
    calls: {},
    failures: new Map(),
    stopping: new AbortController(),
    deliveries: new Set(),
  };
  const server = createServer((request, response) => {
    serve(desk, request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(400);
      response.end(String(error));
    });
  });
  await new Promise<void>((listening, failed) => {
    server.once("error", failed).listen(options.port ?? 0, "127.0.0.1", listening);
  });
  const { port } = server.address() as AddressInfo;
  for (const trade of desk.book.all()) if (trade.isNoticeDue) void deliver(desk, trade);
  return {
    gateway: `http://127.0.0.1:${port}/gateway.do`,
    port,
    calls: desk.calls,
    trades: () => desk.book.all(),
    pay: (tradeId, account = ACCOUNT) => pay(desk, tradeId, account),
    failNext(method, how, times = 1) {
      const waiting = desk.failures.get(method) ?? [];
      desk.failures.set(method, [...waiting, ...Array.from({ length: times }, () => how)]);
    },
    async close() {
      desk.stopping.abort();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await Promise.all(desk.deliveries);
    },
  };
}
