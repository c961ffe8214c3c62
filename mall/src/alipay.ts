/**
 * Alipay as the mall uses it: a payment begun in the phone's browser, the notice that tells of it, and
 * refunds that may be asked for again and again.
 *
 * Three kinds of trouble stay apart. A refusal by Alipay is a value. What Alipay has not said (no answer,
 * a busy gateway, an answer that is not signed by it) is an `AlipayUnsureError`: the same call with the
 * same ids is sent again. A wrong argument of ours is a RangeError, before anything is sent.
 *
 * Amounts are bigint fen; Alipay writes decimals of yuan, and they are turned over digit by digit.
 * The method: Alipay's 手机网站支付 (wap pay) with RSA2 signatures, over the official SDK. Alipay counts
 * a refund once for one `out_request_no`, which is our `refundId`.
 */
import { AlipaySdk } from "alipay-sdk";
import { publicHalf, readPrivateKey, readPublicKey } from "./alipay-keys.ts";

/** How an app speaks with Alipay; keys as PEM or as the bare base64 of Alipay's key tool. */
export type AlipayOptions = {
  readonly appId: string;
  /** The app's own private key. */
  readonly privateKey: string;
  /** Alipay's public key for this app, which is not the app's own. */
  readonly alipayPublicKey: string;
  /** Such as https://openapi.alipay.com/gateway.do; a shopper's browser is sent there too. */
  readonly gateway: string;
  /** Where Alipay posts its notices. */
  readonly notifyUrl: string;
  /** Where a shopper comes back to, unless a payment names another page. */
  readonly returnUrl?: string;
  /** How long an answer is waited for; 5000 when left out. */
  readonly timeoutMilliseconds?: number;
};

/** `closed` was never paid; `refunded` was paid, and all of it was given back. */
export type PaymentStatus = "waiting" | "paid" | "refunded" | "closed";

/** What Alipay knows of a payment. */
export type Payment = {
  /** Our own id of the payment, Alipay's `out_trade_no`. */
  readonly tradeId: string;
  readonly alipayTradeNo: string;
  readonly amountMinor: bigint;
  readonly status: PaymentStatus;
  /** Who paid: `buyer_id`, or `buyer_open_id` of apps that are not told ids; undefined of nobody yet. */
  readonly payerAccount: string | undefined;
};

/** A verified notice. The same one may come many times, and in any order. */
export type Notice = Payment & {
  /** All that was given back so far, in fen. */
  readonly refundedMinor: bigint;
};

export type PaymentRequest = {
  /** At most 64 letters, digits and underscores. */
  readonly tradeId: string;
  /** From 0.01 to 100 000 000.00 yuan. */
  readonly amountMinor: bigint;
  readonly subject: string;
  /** Minutes from now until which it can be paid, from 1 to 21 600; Alipay's own limit when left out. */
  readonly expiresMinutes?: number;
  /** Where this shopper comes back to. */
  readonly returnUrl?: string;
};

export type RefundRequest = {
  readonly tradeId: string;
  /** At most 64 characters; one id is one refund, however often it is sent. */
  readonly refundId: string;
  readonly amountMinor: bigint;
  readonly reason: string;
};

export type RefundName = { readonly tradeId: string; readonly refundId: string };

/** A refund that has been made. */
export type Refund = RefundName & { readonly amountMinor: bigint };

/** Alipay says no: its own code (such as `ACQ.TRADE_STATUS_ERROR`) and its own sentence. */
export type AlipayRefusal = { readonly ok: false; readonly code: string; readonly message: string };

/** `fundChanged` is false when an earlier call had made this refund; `refundedMinor` is all so far. */
export type RefundAnswer =
  | { readonly ok: true; readonly fundChanged: boolean; readonly refundedMinor: bigint }
  | AlipayRefusal;

export type Alipay = {
  /** The URL that a phone's browser is sent to. Nothing is sent; throws RangeError. */
  beginPayment(request: PaymentRequest): string;
  /**
   * What a notice says, once its RSA2 signature and its app id are Alipay's and ours; undefined
   * otherwise. Its amount is the caller's to compare. The answer to send back is `success`.
   */
  readNotice(form: Readonly<Record<string, string>>): Notice | undefined;
  /** What Alipay knows of a payment; `unknown` while no shopper has gone to it. */
  queryPayment(tradeId: string): Promise<Payment | "unknown">;
  /** Gives back part or all of a payment, once for each `refundId`. */
  refund(request: RefundRequest): Promise<RefundAnswer>;
  /** A refund that has been made; `unknown` when it has not, or not yet. */
  queryRefund(name: RefundName): Promise<Refund | "unknown">;
  /**
   * Closes a payment that nobody has made. It does not close one that no shopper has gone to yet
   * (`ACQ.TRADE_NOT_EXIST`): that ends with its `expiresMinutes` alone.
   */
  closePayment(tradeId: string): Promise<{ readonly ok: true } | AlipayRefusal>;
};

/** Alipay has not said whether it did what was asked: ask again with the same ids. */
export class AlipayUnsureError extends Error {
  constructor(about: string, cause?: unknown) {
    super(`Alipay has not answered for certain: ${about}.`, { cause });
  }
}

/** Alipay refuses a question that it answers for every app set up well. */
export class AlipayRefusedError extends Error {
  readonly code: string;
  constructor({ code, message }: AlipayRefusal) {
    super(`Alipay refuses the question: ${code} ${message}`);
    this.code = code;
  }
}

/** An amount in fen as a decimal of yuan: 1234n is "12.34". Throws RangeError below nothing. */
export function decimalOf(amountMinor: bigint): string {
  if (amountMinor < 0n) throw new RangeError(`An amount of ${amountMinor} fen is below nothing.`);
  const digits = amountMinor.toString().padStart(3, "0");
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

function readDecimal(decimal = ""): bigint | undefined {
  const [, yuan, fen = ""] = /^(\d+)(?:\.(\d{1,2}))?$/.exec(decimal) ?? [];
  return yuan === undefined ? undefined : BigInt(yuan + fen.padEnd(2, "0"));
}

/** A decimal of yuan in fen: "12.34" is 1234n, and "12.3" is 1230n. Throws RangeError otherwise. */
export function minorOf(decimal: string): bigint {
  const amountMinor = readDecimal(decimal);
  if (amountMinor !== undefined) return amountMinor;
  throw new RangeError(`"${decimal}" is no amount of yuan and fen.`);
}

/** An instant in milliseconds as Alipay writes it, in Beijing's time: 2026-11-23 08:05:00. */
export function beijingTime(atMilliseconds: number): string {
  const shifted = new Date(atMilliseconds + 8 * 3_600_000);
  return shifted.toISOString().slice(0, 19).replace("T", " ");
}

const mostMinor = 10_000_000_000n;

function checkAmount(amountMinor: bigint): string {
  if (amountMinor >= 1n && amountMinor <= mostMinor) return decimalOf(amountMinor);
  throw new RangeError(`Alipay takes 1 to ${mostMinor} fen, and this is ${amountMinor}.`);
}

function checkTradeId(tradeId: string): string {
  if (/^\w{1,64}$/.test(tradeId)) return tradeId;
  throw new RangeError(`"${tradeId}" is no id of 1 to 64 letters, digits and underscores.`);
}

function checkRefundId(refundId: string): string {
  if (/^[\w.-]{1,64}$/.test(refundId)) return refundId;
  throw new RangeError(`"${refundId}" is no id of 1 to 64 letters, digits, "_", "-" and ".".`);
}

/** Alipay takes neither "/" nor "=" nor "&" in a subject, and 256 characters at most. */
function subjectText(subject: string): string {
  const text = subject
    .toWellFormed()
    .replace(/[\s/=&]+/g, " ")
    .trim();
  if (text === "") throw new RangeError("A payment without a subject is none that Alipay takes.");
  return [...text].slice(0, 256).join("");
}

type Fields = Readonly<Record<string, string | undefined>>;

function statusOf(tradeStatus: string | undefined, wasPaid: boolean): PaymentStatus | undefined {
  switch (tradeStatus) {
    case "WAIT_BUYER_PAY":
      return "waiting";
    case "TRADE_SUCCESS":
    case "TRADE_FINISHED":
      return "paid";
    case "TRADE_CLOSED":
      return wasPaid ? "refunded" : "closed";
    default:
      return undefined;
  }
}

/** Notices and answers name the payer and the time of payment differently. */
function paymentOf(fields: Fields): Payment | undefined {
  const { out_trade_no: tradeId, trade_no: alipayTradeNo } = fields;
  const amountMinor = readDecimal(fields["total_amount"]);
  const wasPaid = Boolean(fields["gmt_payment"] || fields["gmt_refund"] || fields["send_pay_date"]);
  const status = statusOf(fields["trade_status"], wasPaid);
  if (!tradeId || !alipayTradeNo || amountMinor === undefined || !status) return undefined;
  const payerAccount =
    fields["buyer_id"] || fields["buyer_user_id"] || fields["buyer_open_id"] || undefined;
  return { tradeId, alipayTradeNo, amountMinor, status, payerAccount };
}

type Answer = { readonly ok: true; readonly fields: Fields } | AlipayRefusal;

/** Whether Alipay itself asks to be asked again: busy, called too often, or its own trouble. */
function isUnsure(code: string, subCode: string): boolean {
  const isBusy = code === "20000" || code === "40005";
  return isBusy || subCode.startsWith("isp.") || subCode.endsWith("SYSTEM_ERROR");
}

async function ask(
  sdk: AlipaySdk,
  method: string,
  bizContent: Record<string, string>,
): Promise<Answer> {
  let fields: Fields;
  try {
    fields = await sdk.exec(
      method,
      { bizContent, timestamp: beijingTime(Date.now()) },
      { validateSign: true },
    );
  } catch (cause) {
    throw new AlipayUnsureError(method, cause);
  }
  const { code = "", msg = "", sub_code: subCode = "", sub_msg: subMessage = "" } = fields;
  if (code === "" || isUnsure(code, subCode)) {
    throw new AlipayUnsureError(`${method} ${code} ${subCode}`);
  }
  if (code !== "10000") return { ok: false, code: subCode || code, message: subMessage || msg };
  const askedId = bizContent["out_trade_no"];
  if (fields["out_trade_no"] === askedId) return { ok: true, fields };
  throw new AlipayUnsureError(`${method} answers for another payment than "${askedId}"`);
}

function amountIn(fields: Fields, name: string): bigint {
  const amountMinor = readDecimal(fields[name]);
  if (amountMinor !== undefined) return amountMinor;
  throw new AlipayUnsureError(`${name} is "${fields[name]}", which is no amount`);
}

/** The fields of an answer to a question; undefined when there is no such payment. */
async function question(
  sdk: AlipaySdk,
  method: string,
  bizContent: Record<string, string>,
): Promise<Fields | undefined> {
  const answer = await ask(sdk, method, bizContent);
  if (answer.ok) return answer.fields;
  if (answer.code === "ACQ.TRADE_NOT_EXIST") return undefined;
  throw new AlipayRefusedError(answer);
}

function beginPayment(sdk: AlipaySdk, options: AlipayOptions, request: PaymentRequest): string {
  const { expiresMinutes, returnUrl = options.returnUrl } = request;
  const bizContent: Record<string, string> = {
    out_trade_no: checkTradeId(request.tradeId),
    total_amount: checkAmount(request.amountMinor),
    subject: subjectText(request.subject),
    product_code: "QUICK_WAP_WAY",
  };
  if (returnUrl !== undefined) bizContent["quit_url"] = returnUrl;
  if (expiresMinutes !== undefined) {
    if (!(expiresMinutes >= 1 && expiresMinutes <= 21_600)) {
      throw new RangeError(`Alipay takes 1 to 21600 minutes, and this is ${expiresMinutes}.`);
    }
    // An instant: `timeout_express` only begins to run when a shopper goes to the payment.
    bizContent["time_expire"] = beijingTime(Date.now() + expiresMinutes * 60_000);
  }
  return sdk.pageExecute("alipay.trade.wap.pay", "GET", {
    timestamp: beijingTime(Date.now()),
    bizContent,
    notify_url: options.notifyUrl,
    ...(returnUrl === undefined ? {} : { return_url: returnUrl }),
  });
}

function readNotice(
  sdk: AlipaySdk,
  appId: string,
  form: Readonly<Record<string, string>>,
): Notice | undefined {
  // The SDK would also take SHA-1, and stops at a type that it does not know.
  if (form["sign_type"] !== "RSA2" || form["app_id"] !== appId) return undefined;
  // The signature covers fields joined by "&": a value must not read as another field.
  const isPlain = Object.values(form).every(
    (value) => typeof value === "string" && !/&\w*=/.test(value),
  );
  if (!isPlain || !sdk.checkNotifySignV2(form)) return undefined;
  const payment = paymentOf(form);
  const refundedMinor = readDecimal(form["refund_fee"] || "0");
  return payment && refundedMinor !== undefined ? { ...payment, refundedMinor } : undefined;
}

async function queryRefund(
  sdk: AlipaySdk,
  { tradeId, refundId }: RefundName,
): Promise<Refund | "unknown"> {
  const fields = await question(sdk, "alipay.trade.fastpay.refund.query", {
    out_trade_no: checkTradeId(tradeId),
    out_request_no: checkRefundId(refundId),
  });
  const isMade = fields?.["refund_status"] === "REFUND_SUCCESS";
  if (!isMade || fields["out_request_no"] !== refundId) return "unknown";
  return { tradeId, refundId, amountMinor: amountIn(fields, "refund_amount") };
}

async function refund(sdk: AlipaySdk, request: RefundRequest): Promise<RefundAnswer> {
  const { tradeId, refundId, amountMinor, reason } = request;
  const answer = await ask(sdk, "alipay.trade.refund", {
    out_trade_no: checkTradeId(tradeId),
    out_request_no: checkRefundId(refundId),
    refund_amount: checkAmount(amountMinor),
    refund_reason: [...reason.toWellFormed()].slice(0, 256).join(""),
  });
  if (!answer.ok) return answer;
  const refundedMinor = amountIn(answer.fields, "refund_fee");
  if (answer.fields["fund_change"] === "Y") return { ok: true, fundChanged: true, refundedMinor };
  // No money moved: an earlier call has made this refund, or it is not made yet.
  const made = await queryRefund(sdk, { tradeId, refundId });
  if (made === "unknown") throw new AlipayUnsureError(`the refund "${refundId}" is not made yet`);
  if (made.amountMinor === amountMinor) return { ok: true, fundChanged: false, refundedMinor };
  const message = `The refund was made with ${decimalOf(made.amountMinor)}.`;
  return { ok: false, code: "ACQ.DISCORDANT_REPEAT_REQUEST", message };
}

/**
 * Alipay for one app. Throws TypeError when a key cannot be read, or when Alipay's key is the app's own.
 */
export function openAlipay(options: AlipayOptions): Alipay {
  const { appId, gateway, timeoutMilliseconds = 5_000 } = options;
  const privateKey = readPrivateKey(options.privateKey, "app's private key");
  const alipayPublicKey = readPublicKey(options.alipayPublicKey, "public key of Alipay");
  if (publicHalf(privateKey) === alipayPublicKey) {
    throw new TypeError("The public key of Alipay is wanted, and this is the app's own.");
  }
  const sdk = new AlipaySdk({
    appId,
    privateKey,
    alipayPublicKey,
    gateway,
    timeout: timeoutMilliseconds,
    // Answers then have the names that Alipay documents, as notices do.
    camelcase: false,
  });
  return {
    beginPayment: (request) => beginPayment(sdk, options, request),
    readNotice: (form) => readNotice(sdk, appId, form),
    refund: (request) => refund(sdk, request),
    queryRefund: (name) => queryRefund(sdk, name),
    async queryPayment(tradeId) {
      const fields = await question(sdk, "alipay.trade.query", {
        out_trade_no: checkTradeId(tradeId),
      });
      if (fields === undefined) return "unknown";
      const payment = paymentOf(fields);
      if (payment !== undefined) return payment;
      throw new AlipayUnsureError(`the payment "${tradeId}" is in no state that is known`);
    },
    async closePayment(tradeId) {
      const answer = await ask(sdk, "alipay.trade.close", { out_trade_no: checkTradeId(tradeId) });
      return answer.ok ? { ok: true } : answer;
    },
  };
}
