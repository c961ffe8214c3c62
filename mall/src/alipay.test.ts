/**
 * The real client of Alipay against its stand-in: payments, notices, refunds, and every way in which an
 * answer may be lost on the way.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import fc from "fast-check";
import {
  AlipayRefusedError,
  AlipayUnsureError,
  decimalOf,
  minorOf,
  openAlipay,
  type Alipay,
  type AlipayOptions,
} from "./alipay.ts";
import { makeKeyPair } from "./alipay-keys.ts";
import { signedAnswer, signForm } from "./alipay-stand-in-sign.ts";
import { openAlipayStandIn, type StandIn, type StandInOptions } from "./alipay-stand-in.ts";

const APP_ID = "2021000000000001";
const app = makeKeyPair();
const alipays = makeKeyPair();
const stranger = makeKeyPair();
const REFUND = "alipay.trade.refund";

type Form = Record<string, string>;
type Shop = { readonly url: string; readonly forms: Form[]; readonly replies: string[] };

/** A shop that keeps each notice it is sent, and replies `success` once its other replies are used. */
async function openShop(t: TestContext): Promise<Shop> {
  const forms: Form[] = [];
  const replies: string[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      let text = "";
      for await (const chunk of request) text += String(chunk);
      forms.push(Object.fromEntries(new URLSearchParams(text)));
      response.end(replies.shift() ?? "success");
    })();
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, forms, replies };
}

type Scene = { readonly alipay: Alipay; readonly standIn: StandIn; readonly shop: Shop };
type Changes = {
  readonly options?: Partial<AlipayOptions>;
  readonly standIn?: Partial<StandInOptions>;
};

async function openScene(t: TestContext, changes: Changes = {}): Promise<Scene> {
  const shop = await openShop(t);
  const standIn = await openAlipayStandIn({
    appId: APP_ID,
    appPublicKey: app.publicKey,
    standInPrivateKey: alipays.privateKey,
    ...changes.standIn,
  });
  t.after(() => standIn.close());
  const alipay = openAlipay({
    appId: APP_ID,
    privateKey: app.privateKey,
    alipayPublicKey: alipays.publicKey,
    gateway: standIn.gateway,
    notifyUrl: `${shop.url}/notify`,
    timeoutMilliseconds: 1_000,
    ...changes.options,
  });
  return { alipay, standIn, shop };
}

async function openPage({ alipay }: Scene, tradeId: string, amountMinor: bigint): Promise<string> {
  const subject = "蜂蜜 & 茶 100% +1";
  const response = await fetch(alipay.beginPayment({ tradeId, amountMinor, subject }));
  assert.equal(response.status, 200);
  return response.text();
}

async function payFor(scene: Scene, tradeId: string, amountMinor: bigint): Promise<void> {
  await openPage(scene, tradeId, amountMinor);
  assert.equal(await scene.standIn.pay(tradeId, "2088-ada"), true, "the shop takes the notice");
}

function without(form: Form, ...names: string[]): Form {
  return Object.fromEntries(Object.entries(form).filter(([name]) => !names.includes(name)));
}

async function waitFor(isSo: () => boolean): Promise<void> {
  for (let tries = 0; !isSo(); tries += 1) {
    assert.ok(tries < 200, "it comes in time");
    await new Promise((later) => setTimeout(later, 10));
  }
}

test("a payment is made, told in a signed notice, and found by a question", async (t) => {
  const scene = await openScene(t);
  const { alipay, standIn, shop } = scene;
  assert.equal(await alipay.queryPayment("T1"), "unknown");
  await openPage(scene, "T1", 12_345n);
  const waiting = await alipay.queryPayment("T1");
  assert.ok(waiting !== "unknown" && waiting.status === "waiting");
  assert.equal(waiting.payerAccount, undefined);
  assert.equal(await standIn.pay("T1", "2088-ada"), true);
  const paid = {
    tradeId: "T1",
    alipayTradeNo: standIn.trades()[0]!.alipayTradeNo,
    amountMinor: 12_345n,
    status: "paid",
    payerAccount: "2088-ada",
  };
  assert.equal(shop.forms.length, 1);
  assert.deepEqual(alipay.readNotice(shop.forms[0]!), { ...paid, refundedMinor: 0n });
  assert.deepEqual(await alipay.queryPayment("T1"), paid);
  await assert.rejects(standIn.pay("T1"), RangeError, "it is paid once");
  await assert.rejects(standIn.pay("T9"), RangeError);
  assert.equal(standIn.calls["alipay.trade.query"], 3);
});

test("a notice is refused when any field is changed, taken out or put in", async (t) => {
  const scene = await openScene(t);
  const { alipay, shop } = scene;
  await payFor(scene, "T1", 100n);
  const form = shop.forms[0]!;
  assert.ok(alipay.readNotice(form));
  for (const [name, value] of Object.entries(form)) {
    const last = value.at(-2) === "A" ? "B" : "A";
    const changed = value.slice(0, -2) + last + value.slice(-1);
    assert.equal(alipay.readNotice({ ...form, [name]: changed }), undefined, `${name} changed`);
    assert.equal(alipay.readNotice(without(form, name)), undefined, `${name} taken out`);
  }
  assert.equal(alipay.readNotice({ ...form, refund_fee: "0.01" }), undefined);
  assert.equal(alipay.readNotice({ ...form, sign_type: "RSA" }), undefined);
  assert.equal(alipay.readNotice({ ...form, sign_type: "MD5" }), undefined);
  assert.equal(alipay.readNotice({}), undefined);
  const { gmt_create: created, gmt_payment: payment, ...others } = form;
  const hidden = { ...others, gmt_create: `${created}&gmt_payment=${payment}` };
  assert.equal(alipay.readNotice(hidden), undefined, "a field hidden in another");
});

test("a notice of another key or another app is refused", async (t) => {
  const scene = await openScene(t);
  const { alipay, shop } = scene;
  await payFor(scene, "T1", 100n);
  const bare = without(shop.forms[0]!, "sign", "sign_type");
  assert.ok(alipay.readNotice(signForm(bare, alipays.privateKey)));
  assert.equal(alipay.readNotice(signForm(bare, stranger.privateKey)), undefined);
  assert.equal(alipay.readNotice(signForm(bare, app.privateKey)), undefined);
  const foreign = signForm({ ...bare, app_id: "2021000000000002" }, alipays.privateKey);
  assert.equal(alipay.readNotice(foreign), undefined);
});

test("each status of Alipay has its meaning, and an unknown one is no notice", async (t) => {
  const scene = await openScene(t);
  await payFor(scene, "T1", 100n);
  const paid = without(scene.shop.forms[0]!, "sign", "sign_type");
  const unpaid = without(paid, "gmt_payment");
  const read = (form: Form, status: string) =>
    scene.alipay.readNotice(signForm({ ...form, trade_status: status }, alipays.privateKey));
  assert.equal(read(paid, "TRADE_SUCCESS")?.status, "paid");
  assert.equal(read(paid, "TRADE_FINISHED")?.status, "paid");
  assert.equal(read(paid, "TRADE_CLOSED")?.status, "refunded");
  assert.equal(read(unpaid, "TRADE_CLOSED")?.status, "closed");
  assert.equal(read(unpaid, "WAIT_BUYER_PAY")?.status, "waiting");
  assert.equal(read(paid, "TRADE_ELSEWISE"), undefined);
  const open = { ...without(paid, "buyer_id"), buyer_open_id: "074a" };
  assert.equal(read(open, "TRADE_SUCCESS")?.payerAccount, "074a");
});

test("a notice is sent again until the shop says success", async (t) => {
  const scene = await openScene(t);
  const { alipay, shop } = scene;
  shop.replies.push("fail", "<p>success</p>");
  await payFor(scene, "T1", 100n);
  assert.equal(shop.forms.length, 3);
  assert.ok(shop.forms.every((form) => form["notify_id"] === shop.forms[0]!["notify_id"]));
  assert.ok(shop.forms.every((form) => alipay.readNotice(form)?.status === "paid"));
});

test("a request signed with another app's key is refused", async (t) => {
  const scene = await openScene(t, { options: { privateKey: stranger.privateKey } });
  const { alipay, standIn } = scene;
  const url = alipay.beginPayment({ tradeId: "T1", amountMinor: 100n, subject: "tea" });
  const page = await fetch(url);
  assert.equal(page.status, 400);
  assert.match(await page.text(), /isv\.invalid-signature/);
  assert.deepEqual(standIn.trades(), []);
  const refusal = await alipay.closePayment("T1");
  assert.ok(!refusal.ok && refusal.code === "isv.invalid-signature");
  await assert.rejects(alipay.queryPayment("T1"), (error) => {
    return error instanceof AlipayRefusedError && error.code === "isv.invalid-signature";
  });
});

test("a payment URL that was changed on its way is refused", async (t) => {
  const { alipay, standIn } = await openScene(t);
  const url = alipay.beginPayment({ tradeId: "T1", amountMinor: 10_000n, subject: "tea" });
  const cheaper = await fetch(url.replace("100.00", "1.00"));
  assert.equal(cheaper.status, 400);
  assert.deepEqual(standIn.trades(), []);
});

test("an answer that Alipay has not signed is no answer", async (t) => {
  const { alipay } = await openScene(t, { standIn: { standInPrivateKey: stranger.privateKey } });
  await assert.rejects(alipay.queryPayment("T1"), AlipayUnsureError);
  const other = await openScene(t, { options: { appId: "2021000000000002" } });
  await assert.rejects(other.alipay.closePayment("T1"), AlipayUnsureError);
});

test("a refund whose answer was dropped is made once, however often it is asked for", async (t) => {
  const scene = await openScene(t);
  const { alipay, standIn } = scene;
  await payFor(scene, "T1", 10_000n);
  const request = { tradeId: "T1", refundId: "R-1", amountMinor: 2_500n, reason: "退货" };
  standIn.failNext(REFUND, "after", 2);
  await assert.rejects(alipay.refund(request), AlipayUnsureError);
  assert.equal(standIn.calls[REFUND], 2, "the SDK sends a dropped request twice");
  const name = { tradeId: "T1", refundId: "R-1" };
  assert.deepEqual(await alipay.queryRefund(name), { ...name, amountMinor: 2_500n });
  const repeated = { ok: true, fundChanged: false, refundedMinor: 2_500n };
  assert.deepEqual(await alipay.refund(request), repeated);
  assert.deepEqual(await alipay.refund(request), repeated);
  assert.equal(standIn.trades()[0]!.refunds.length, 1);
  const other = await alipay.refund({ ...request, amountMinor: 2_501n });
  assert.ok(!other.ok && other.code === "ACQ.DISCORDANT_REPEAT_REQUEST");
});

test("a refund that Alipay did not get to is made by the next call", async (t) => {
  const scene = await openScene(t, { options: { timeoutMilliseconds: 200 } });
  const { alipay, standIn } = scene;
  await payFor(scene, "T1", 10_000n);
  const request = { tradeId: "T1", refundId: "R1", amountMinor: 100n, reason: "late" };
  standIn.failNext(REFUND, "timeout");
  standIn.failNext(REFUND, "error");
  await assert.rejects(alipay.refund(request), AlipayUnsureError);
  await assert.rejects(alipay.refund(request), AlipayUnsureError);
  assert.equal(await alipay.queryRefund({ tradeId: "T1", refundId: "R1" }), "unknown");
  const made = { ok: true, fundChanged: true, refundedMinor: 100n };
  assert.deepEqual(await alipay.refund(request), made);
});

test("a signed answer that settles nothing is an open question, not a yes", async (t) => {
  const gateway = await openShop(t);
  const alipay = openAlipay({
    appId: APP_ID,
    privateKey: app.privateKey,
    alipayPublicKey: alipays.publicKey,
    gateway: gateway.url,
    notifyUrl: gateway.url,
  });
  const reply = (method: string, body: Form) =>
    gateway.replies.push(signedAnswer(method, body, alipays.privateKey));
  const request = { tradeId: "T1", refundId: "R1", amountMinor: 100n, reason: "" };
  const made = { code: "10000", out_trade_no: "T1", refund_fee: "1.00", fund_change: "N" };
  const found = { ...made, out_request_no: "R1", refund_status: "REFUND_SUCCESS" };
  reply(REFUND, { ...made, out_trade_no: "T2", fund_change: "Y" });
  await assert.rejects(alipay.refund(request), AlipayUnsureError, "the answer for another payment");
  reply(REFUND, { code: "40004", sub_code: "ACQ.SYSTEM_ERROR" });
  await assert.rejects(alipay.refund(request), AlipayUnsureError, "Alipay in trouble");
  reply(REFUND, { ...made, fund_change: "Y", refund_fee: "one" });
  await assert.rejects(alipay.refund(request), AlipayUnsureError, "no amount");
  reply(REFUND, made);
  reply("alipay.trade.fastpay.refund.query", { code: "10000", out_trade_no: "T1" });
  await assert.rejects(alipay.refund(request), AlipayUnsureError, "a refund that is not made yet");
  reply(REFUND, made);
  reply("alipay.trade.fastpay.refund.query", { ...found, refund_amount: "0.50" });
  const other = await alipay.refund(request);
  assert.ok(!other.ok && other.code === "ACQ.DISCORDANT_REPEAT_REQUEST");
  reply("alipay.trade.query", { code: "10000", out_trade_no: "T1", trade_status: "ELSEWISE" });
  await assert.rejects(alipay.queryPayment("T1"), AlipayUnsureError, "a status nobody knows");
  reply("alipay.trade.close", { code: "40004", msg: "Business Failed" });
  const bare = { ok: false, code: "40004", message: "Business Failed" };
  assert.deepEqual(await alipay.closePayment("T1"), bare);
});

test("partial refunds sum, and what is over the payment is refused", async (t) => {
  const scene = await openScene(t);
  const { alipay, standIn, shop } = scene;
  await payFor(scene, "T1", 1_000n);
  const refund = (refundId: string, amountMinor: bigint) =>
    alipay.refund({ tradeId: "T1", refundId, amountMinor, reason: "" });
  assert.deepEqual(await refund("R1", 333n), { ok: true, fundChanged: true, refundedMinor: 333n });
  const over = await refund("R2", 668n);
  assert.ok(!over.ok && over.code === "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL" && over.message !== "");
  const paid = await alipay.queryPayment("T1");
  assert.ok(paid !== "unknown" && paid.status === "paid");
  const rest = await refund("R2", 667n);
  assert.deepEqual(rest, { ok: true, fundChanged: true, refundedMinor: 1_000n });
  const refunded = await alipay.queryPayment("T1");
  assert.ok(refunded !== "unknown" && refunded.status === "refunded");
  const more = await refund("R3", 1n);
  assert.ok(!more.ok && more.code === "ACQ.TRADE_STATUS_ERROR");
  assert.equal((await refund("R1", 333n)).ok, true, "a repeat stays harmless");
  await waitFor(() => shop.forms.length === 3);
  const told = shop.forms.map((form) => alipay.readNotice(form));
  assert.deepEqual(
    told.map((notice) => [notice?.status, notice?.refundedMinor]),
    [
      ["paid", 0n],
      ["paid", 333n],
      ["refunded", 1_000n],
    ],
  );
  assert.equal(standIn.trades()[0]!.refunds.length, 2);
});

test("a payment that was not made is neither refunded nor, once closed, paid", async (t) => {
  const scene = await openScene(t);
  const { alipay, standIn } = scene;
  const missing = await alipay.closePayment("T1");
  assert.ok(!missing.ok && missing.code === "ACQ.TRADE_NOT_EXIST");
  const name = { tradeId: "T1", refundId: "R1" };
  assert.equal(await alipay.queryRefund(name), "unknown");
  await openPage(scene, "T1", 100n);
  const refused = await alipay.refund({ ...name, amountMinor: 100n, reason: "none" });
  assert.ok(!refused.ok && refused.code === "ACQ.TRADE_STATUS_ERROR");
  assert.deepEqual(await alipay.closePayment("T1"), { ok: true });
  await assert.rejects(standIn.pay("T1"), RangeError);
  const closed = await alipay.queryPayment("T1");
  assert.ok(closed !== "unknown" && closed.status === "closed");
  await payFor(scene, "T2", 100n);
  const tooLate = await alipay.closePayment("T2");
  assert.ok(!tooLate.ok && tooLate.code === "ACQ.TRADE_STATUS_ERROR");
});

test("a payment ends at its instant, in Beijing's time", async (t) => {
  const scene = await openScene(t);
  t.mock.timers.enable({ apis: ["Date"], now: Date.parse("2026-11-23T18:00:00Z") });
  const ask = { tradeId: "T1", amountMinor: 100n, subject: "tea", expiresMinutes: 15 };
  const url = scene.alipay.beginPayment(ask);
  const biz = JSON.parse(new URL(url).searchParams.get("biz_content")!) as Form;
  assert.equal(biz["time_expire"], "2026-11-24 02:15:00");
  assert.equal((await fetch(url)).status, 200);
  t.mock.timers.tick(15 * 60_000);
  assert.equal(scene.standIn.trades()[0]!.status, "TRADE_CLOSED");
  await assert.rejects(scene.standIn.pay("T1"), RangeError);
  const late = scene.alipay.beginPayment({ ...ask, tradeId: "T2" });
  t.mock.timers.tick(15 * 60_000);
  assert.equal((await fetch(late)).status, 400);
});

function formOf(page: string): URLSearchParams {
  const form = new URLSearchParams();
  for (const [, name, value] of page.matchAll(/<input[^>]*?name="([^"]+)"\s+value="([^"]*)"/g)) {
    form.set(name!, value!.replaceAll("&amp;", "&"));
  }
  return form;
}

test("the page shows what is paid, in two languages, and sends its shopper back", async (t) => {
  const scene = await openScene(t, { options: { returnUrl: "https://mall.example/back?o=1" } });
  const { alipay, standIn, shop } = scene;
  const chinese = await openPage(scene, "T1", 12_345n);
  assert.match(
    chinese,
    /lang="zh-CN"[^]*不会产生真实扣款[^]*蜂蜜 茶 100% \+1[^]*123\.45[^]*确认付款/,
  );
  const again = alipay.beginPayment({ tradeId: "T1", amountMinor: 12_345n, subject: "<b>" });
  const english = await (await fetch(`${again}&lang=en&account=2088-bob`)).text();
  assert.match(english, /lang="en"[^]*no money moves[^]*2088-bob[^]*Pay[^]*Cancel/);
  const body = formOf(english);
  assert.equal(body.get("account"), "2088-bob");
  const press = (action: string) => {
    body.set("action", action);
    return fetch(new URL("pay", standIn.gateway), { method: "POST", body, redirect: "manual" });
  };
  const left = await press("cancel");
  assert.equal(left.headers.get("location"), "https://mall.example/back?o=1");
  const back = new URL((await press("pay")).headers.get("location")!);
  assert.equal(back.searchParams.get("o"), "1");
  assert.equal(back.searchParams.get("out_trade_no"), "T1");
  const returned = Object.fromEntries(back.searchParams);
  assert.equal(alipay.readNotice(returned), undefined, "to come back is not to have paid");
  assert.equal(alipay.readNotice(shop.forms[0]!)?.payerAccount, "2088-bob");
  assert.match(await (await press("pay")).text(), /Paid/);
  const other = alipay.beginPayment({ tradeId: "T1", amountMinor: 1n, subject: "tea" });
  assert.match(await (await fetch(other)).text(), /ACQ\.CONTEXT_INCONSISTENT/);
});

test("without a page to go back to, the shopper is told how it stands", async (t) => {
  const scene = await openScene(t);
  const page = await openPage(scene, "T1", 100n);
  const body = formOf(page);
  const url = new URL("pay", scene.standIn.gateway);
  body.set("action", "cancel");
  const left = await (await fetch(url, { method: "POST", body })).text();
  assert.match(left, /已取消付款[^]*href="gateway\.do\?[^"]*"[^]*继续付款/);
  const resumed = /href="(gateway\.do\?[^"]*)"/.exec(left)![1]!.replaceAll("&amp;", "&");
  assert.equal((await fetch(new URL(resumed, scene.standIn.gateway))).status, 200);
  body.set("resume", "https://elsewhere.example/");
  assert.doesNotMatch(await (await fetch(url, { method: "POST", body })).text(), /elsewhere/);
  body.set("action", "pay");
  assert.match(await (await fetch(url, { method: "POST", body })).text(), /支付成功/);
  body.set("trade_no", "0");
  assert.equal((await fetch(url, { method: "POST", body })).status, 404);
});

test("a stand-in that is started again finds its trades, and tells what it had not told", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "alipay-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "trades.json");
  const scene = await openScene(t, { standIn: { file } });
  const { alipay, standIn, shop } = scene;
  await payFor(scene, "T1", 10_000n);
  const refund = { tradeId: "T1", refundId: "R1", amountMinor: 1n, reason: "tea" };
  shop.replies.push(...Array.from({ length: 9 }, () => "fail"));
  assert.equal((await alipay.refund(refund)).ok, true);
  const before = standIn.trades();
  await standIn.close();
  shop.replies.length = 0;
  const count = shop.forms.length;
  const again = await openScene(t, { standIn: { file, port: standIn.port } });
  assert.deepEqual(again.standIn.trades(), before);
  await waitFor(() => shop.forms.length > count);
  assert.equal(alipay.readNotice(shop.forms.at(-1)!)?.refundedMinor, 1n);
  const repeated = { ok: true, fundChanged: false, refundedMinor: 1n };
  assert.deepEqual(await alipay.refund(refund), repeated);
  await waitFor(() => again.standIn.trades().every(({ isNoticeDue }) => !isNoticeDue));
});

test("fen and yuan turn into one another exactly", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 30n }), (amountMinor) => {
      const decimal = decimalOf(amountMinor);
      assert.match(decimal, /^(0|[1-9]\d*)\.\d\d$/);
      assert.equal(minorOf(decimal), amountMinor);
    }),
  );
  assert.deepEqual(["7", "7.5", "7.05", "0.01"].map(minorOf), [700n, 750n, 705n, 1n]);
  for (const text of ["", ".5", "1.", "1.234", "-1.00", "1e3", "１.00", " 1.00", "1,000.00"]) {
    assert.throws(() => minorOf(text), RangeError);
  }
  assert.throws(() => decimalOf(-1n), RangeError);
});

test("amounts arrive at the stand-in and come back to the fen", async (t) => {
  const scene = await openScene(t);
  let count = 0;
  const amounts = fc.bigInt({ min: 1n, max: 10_000_000_000n });
  await fc.assert(
    fc.asyncProperty(amounts, async (amountMinor) => {
      count += 1;
      await openPage(scene, `T${count}`, amountMinor);
      const payment = await scene.alipay.queryPayment(`T${count}`);
      assert.ok(payment !== "unknown" && payment.amountMinor === amountMinor);
    }),
    { numRuns: 50 },
  );
});

test("what Alipay would not take is not sent", async (t) => {
  const { alipay, standIn } = await openScene(t);
  const ask = { tradeId: "T1", amountMinor: 1n, subject: "tea" };
  for (const wrong of [
    { amountMinor: 0n },
    { amountMinor: 10_000_000_001n },
    { tradeId: "" },
    { tradeId: "a-b" },
    { tradeId: "T".repeat(65) },
    { subject: " &/= " },
    { expiresMinutes: 0 },
    { expiresMinutes: Number.NaN },
  ]) {
    assert.throws(() => alipay.beginPayment({ ...ask, ...wrong }), RangeError);
  }
  const refund = { tradeId: "T1", refundId: "R 1", amountMinor: 1n, reason: "" };
  await assert.rejects(alipay.refund(refund), RangeError);
  await assert.rejects(alipay.refund({ ...refund, refundId: "R1", amountMinor: 0n }), RangeError);
  await assert.rejects(alipay.queryPayment(""), RangeError);
  await assert.rejects(alipay.closePayment(""), RangeError);
  assert.deepEqual(standIn.calls, {});
});

test("a key is read in every form that Alipay hands out, and a wrong one at once refused", () => {
  const options = { appId: APP_ID, gateway: "http://127.0.0.1:1/", notifyUrl: "http://a.example/" };
  const bare = (pem: string) => pem.replace(/-----[^-]+-----|\n/g, "");
  const ask = { tradeId: "T1", amountMinor: 1n, subject: "tea" };
  for (const privateKey of [app.privateKey, bare(app.privateKey), `\n${app.privateKey}\n\n`]) {
    for (const alipayPublicKey of [alipays.publicKey, bare(alipays.publicKey)]) {
      const alipay = openAlipay({ ...options, privateKey, alipayPublicKey });
      assert.match(alipay.beginPayment(ask), /sign=/);
    }
  }
  const open = (privateKey: string, alipayPublicKey: string) => () =>
    openAlipay({ ...options, privateKey, alipayPublicKey });
  assert.throws(open("nonsense", alipays.publicKey), TypeError);
  assert.throws(open(app.privateKey, ""), TypeError);
  assert.throws(open(app.privateKey, app.publicKey), /the app's own/);
});
