/**
 * The trades of Alipay's stand-in: what may be paid, refunded and closed, and the answers Alipay gives.
 *
 * The codes and sentences are Alipay's own, so that a caller meets here what it would meet there. Trades
 * live in memory, and in a JSON file where one is named: it is written beside and moved into place, so a
 * stand-in that is killed finds every trade again.
 */
import { randomInt } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { beijingTime, decimalOf, minorOf } from "./alipay.ts";

export type TradeStatus = "WAIT_BUYER_PAY" | "TRADE_SUCCESS" | "TRADE_CLOSED";

/** A trade; times are Beijing's, as Alipay writes them. */
export type StandInTrade = {
  readonly tradeId: string;
  readonly alipayTradeNo: string;
  readonly subject: string;
  readonly totalMinor: bigint;
  readonly status: TradeStatus;
  readonly createdAt: string;
  readonly expiresAt?: string;
  readonly paidAt?: string;
  readonly account?: string;
  readonly notifyUrl?: string;
  readonly returnUrl?: string;
  readonly quitUrl?: string;
  readonly refunds: readonly StandInRefund[];
  /** Whether the shop has yet to be told how the trade stands. */
  readonly isNoticeDue: boolean;
};

export type StandInRefund = {
  readonly refundId: string;
  readonly amountMinor: bigint;
  readonly at: string;
};

export type Book = {
  /** The trade of our id, as it stands now: one that nobody paid in time is closed. */
  find(tradeId: string): StandInTrade | undefined;
  all(): StandInTrade[];
  put(trade: StandInTrade): StandInTrade;
};

/** The body of an answer, under Alipay's names. */
export type Body = Readonly<Record<string, string>>;
export type Biz = Readonly<Record<string, string | undefined>>;

type Kept = Omit<StandInTrade, "totalMinor" | "refunds"> & {
  readonly total: string;
  readonly refunds: readonly { refundId: string; amount: string; at: string }[];
};

const keptOf = ({ totalMinor, refunds, ...rest }: StandInTrade): Kept => ({
  ...rest,
  total: decimalOf(totalMinor),
  refunds: refunds.map(({ refundId, amountMinor, at }) => ({
    refundId,
    amount: decimalOf(amountMinor),
    at,
  })),
});

const tradeOf = ({ total, refunds, ...rest }: Kept): StandInTrade => ({
  ...rest,
  totalMinor: minorOf(total),
  refunds: refunds.map(({ refundId, amount, at }) => ({
    refundId,
    amountMinor: minorOf(amount),
    at,
  })),
});

function readKept(file: string): Kept[] {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Kept[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** The book of trades, kept in a JSON file if one is named. Throws what the file system throws. */
export function openBook(file?: string): Book {
  const kept = file === undefined ? [] : readKept(file);
  const trades = new Map(kept.map((trade) => [trade.tradeId, tradeOf(trade)]));
  const put = (trade: StandInTrade): StandInTrade => {
    trades.set(trade.tradeId, trade);
    if (file !== undefined) {
      writeFileSync(`${file}.new`, JSON.stringify([...trades.values()].map(keptOf), undefined, 2));
      renameSync(`${file}.new`, file);
    }
    return trade;
  };
  const find = (tradeId: string): StandInTrade | undefined => {
    const trade = trades.get(tradeId);
    const isLate =
      trade?.status === "WAIT_BUYER_PAY" &&
      trade.expiresAt !== undefined &&
      trade.expiresAt <= beijingTime(Date.now());
    return isLate ? put({ ...trade, status: "TRADE_CLOSED" }) : trade;
  };
  return { find, put, all: () => [...trades.keys()].flatMap((tradeId) => find(tradeId) ?? []) };
}

/** Alipay refuses: code 40004 with its sub code and sentence. */
export function refusal(subCode: string, subMessage: string): Body {
  return { code: "40004", msg: "Business Failed", sub_code: subCode, sub_msg: subMessage };
}

const success = (body: Body): Body => ({ code: "10000", msg: "Success", ...body });
const notExist = (): Body => refusal("ACQ.TRADE_NOT_EXIST", "交易不存在");
const invalid = (what: string): Body => refusal("ACQ.INVALID_PARAMETER", `参数无效: ${what}`);

export function refundedMinor(trade: StandInTrade): bigint {
  return trade.refunds.reduce((sumMinor, { amountMinor }) => sumMinor + amountMinor, 0n);
}

/** The amount of a request, in fen; undefined unless it is more than nothing. */
function amountOf(decimal: string | undefined): bigint | undefined {
  if (decimal === undefined || !/^\d{1,9}(\.\d{1,2})?$/.test(decimal)) return undefined;
  return minorOf(decimal) || undefined;
}

function newTradeNo(createdAt: string): string {
  const day = createdAt.slice(0, 10).replaceAll("-", "");
  return day + Array.from({ length: 20 }, () => randomInt(10)).join("");
}

/** The trade of a wap.pay request, new or found again; or why Alipay would not open it. */
export function openTrade(
  book: Book,
  biz: Biz,
  urls: { readonly notifyUrl?: string; readonly returnUrl?: string },
): { readonly trade: StandInTrade } | { readonly refused: Body } {
  const { out_trade_no: tradeId, subject, product_code: product, time_expire: expiresAt } = biz;
  const totalMinor = amountOf(biz["total_amount"]);
  if (!tradeId || !/^\w{1,64}$/.test(tradeId)) return { refused: invalid("out_trade_no") };
  if (totalMinor === undefined) return { refused: invalid("total_amount") };
  if (!subject || /[/=&]/.test(subject)) return { refused: invalid("subject") };
  if (product !== "QUICK_WAP_WAY") return { refused: invalid("product_code") };
  const found = book.find(tradeId);
  if (found !== undefined && found.totalMinor !== totalMinor) {
    return { refused: refusal("ACQ.CONTEXT_INCONSISTENT", "交易信息被篡改") };
  }
  const now = beijingTime(Date.now());
  if (found === undefined && expiresAt !== undefined && expiresAt <= now) {
    return { refused: refusal("ACQ.TRADE_HAS_CLOSE", "交易已经关闭") };
  }
  const trade = found ?? {
    tradeId,
    alipayTradeNo: newTradeNo(now),
    subject,
    totalMinor,
    status: "WAIT_BUYER_PAY",
    createdAt: now,
    ...(expiresAt === undefined ? {} : { expiresAt }),
    refunds: [],
    isNoticeDue: false,
  };
  const quitUrl = biz["quit_url"];
  return { trade: book.put({ ...trade, ...urls, ...(quitUrl === undefined ? {} : { quitUrl }) }) };
}

/** The trade, now paid by the account; undefined unless it was waiting to be paid. */
export function payTrade(book: Book, tradeId: string, account: string): StandInTrade | undefined {
  const trade = book.find(tradeId);
  if (trade?.status !== "WAIT_BUYER_PAY") return undefined;
  const paidAt = beijingTime(Date.now());
  return book.put({ ...trade, status: "TRADE_SUCCESS", account, paidAt, isNoticeDue: true });
}

const names = ({ tradeId, alipayTradeNo }: StandInTrade): Body => ({
  out_trade_no: tradeId,
  trade_no: alipayTradeNo,
});

function payer({ account }: StandInTrade): Body {
  return account === undefined ? {} : { buyer_user_id: account, buyer_logon_id: "sta***@demo" };
}

/** Answers alipay.trade.query. */
export function answerQuery(book: Book, biz: Biz): Body {
  const trade = book.find(biz["out_trade_no"] ?? "");
  if (trade === undefined) return notExist();
  return success({
    ...names(trade),
    trade_status: trade.status,
    total_amount: decimalOf(trade.totalMinor),
    ...payer(trade),
    ...(trade.paidAt === undefined ? {} : { send_pay_date: trade.paidAt }),
  });
}

/** Answers alipay.trade.refund: one `out_request_no` gives back once. */
export function answerRefund(book: Book, biz: Biz): Body {
  const trade = book.find(biz["out_trade_no"] ?? "");
  const amountMinor = amountOf(biz["refund_amount"]);
  if (trade === undefined) return notExist();
  if (amountMinor === undefined) return invalid("refund_amount");
  // Without a number of its own, a refund is the one of the whole trade.
  const refundId = biz["out_request_no"] || trade.tradeId;
  const earlier = trade.refunds.find((refund) => refund.refundId === refundId);
  if (earlier !== undefined && earlier.amountMinor !== amountMinor) {
    return refusal("ACQ.DISCORDANT_REPEAT_REQUEST", "不一致的请求");
  }
  if (earlier !== undefined) return refundAnswer(trade, "N");
  if (trade.status !== "TRADE_SUCCESS") {
    return refusal("ACQ.TRADE_STATUS_ERROR", "交易状态不合法");
  }
  const leftMinor = trade.totalMinor - refundedMinor(trade) - amountMinor;
  if (leftMinor < 0n) return refusal("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL", "退款金额超限");
  const refunds = [...trade.refunds, { refundId, amountMinor, at: beijingTime(Date.now()) }];
  const status = leftMinor === 0n ? "TRADE_CLOSED" : trade.status;
  return refundAnswer(book.put({ ...trade, status, refunds, isNoticeDue: true }), "Y");
}

function refundAnswer(trade: StandInTrade, fundChange: "Y" | "N"): Body {
  return success({
    ...names(trade),
    ...payer(trade),
    fund_change: fundChange,
    refund_fee: decimalOf(refundedMinor(trade)),
    send_back_fee: decimalOf(refundedMinor(trade)),
  });
}

/** Answers alipay.trade.fastpay.refund.query: of a refund that was not made it says next to nothing. */
export function answerRefundQuery(book: Book, biz: Biz): Body {
  const trade = book.find(biz["out_trade_no"] ?? "");
  if (trade === undefined) return notExist();
  const made = trade.refunds.find(({ refundId }) => refundId === biz["out_request_no"]);
  return success({
    ...names(trade),
    ...(made === undefined
      ? {}
      : {
          out_request_no: made.refundId,
          total_amount: decimalOf(trade.totalMinor),
          refund_amount: decimalOf(made.amountMinor),
          refund_status: "REFUND_SUCCESS",
          gmt_refund_pay: made.at,
        }),
  });
}

/** Answers alipay.trade.close: a trade that waits to be paid. */
export function answerClose(book: Book, biz: Biz): Body {
  const trade = book.find(biz["out_trade_no"] ?? "");
  if (trade === undefined) return notExist();
  if (trade.status !== "WAIT_BUYER_PAY") {
    return refusal("ACQ.TRADE_STATUS_ERROR", "交易状态不合法");
  }
  return success(names(book.put({ ...trade, status: "TRADE_CLOSED" })));
}
