/** Every mail is made in both languages, with every value its template asks for, and says what it has to. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { before, test } from "node:test";
import {
  AccountRegistrationEvent,
  Channel,
  IdentifierChangeRequestEvent,
  LanguageCode,
  NativeAuthenticationMethod,
  PasswordResetEvent,
  RequestContext,
  User,
  type Injector,
} from "@vendure/core";
import { MailGenerator, MailSender, mailText } from "./mail-text.ts";
import { MAIL_WORDS } from "./mail-words.ts";
import { MAILS, MailTemplates, orderValues, type PaidOrder } from "./mails.ts";

const PLACES = { fromAddress: "Mall <noreply@mall.example>", origin: "https://mall.example" };
const LANGS = ["zh", "en"] as const;
const CODES = { zh: LanguageCode.zh_Hans, en: LanguageCode.en } as const;
const FOLDER = join(import.meta.dirname, "../mails");

/** What no mail may have: a hole, a tag that was left, anything that its reader's mailer would fetch. */
const UNMADE = /undefined|\{\{|<mj-|<img|<link|@import/;

const contextIn = (lang: keyof typeof CODES): RequestContext =>
  new RequestContext({
    apiType: "shop",
    channel: new Channel({ code: "shop", defaultLanguageCode: LanguageCode.zh_Hans }),
    languageCode: CODES[lang],
    isAuthorized: true,
    authorizedAsOwnerOnly: false,
  });

const userWith = (token: Partial<NativeAuthenticationMethod>): User =>
  new User({
    identifier: "old@mall.example",
    authenticationMethods: [
      new NativeAuthenticationMethod({ identifier: "old@mall.example", ...token }),
    ],
  });

/** The mails around a link: what raises them, to whom they go, and where they lead. */
const LINKS = [
  {
    type: "email-verification",
    event: (ctx: RequestContext) =>
      new AccountRegistrationEvent(ctx, userWith({ verificationToken: "T_1" })),
    to: "old@mall.example",
    path: "/verify?token=T_1",
  },
  {
    type: "password-reset",
    event: (ctx: RequestContext) =>
      new PasswordResetEvent(ctx, userWith({ passwordResetToken: "T_1" })),
    to: "old@mall.example",
    path: "/password-reset?token=T_1",
  },
  {
    type: "email-address-change",
    event: (ctx: RequestContext) =>
      new IdentifierChangeRequestEvent(
        ctx,
        userWith({ pendingIdentifier: "new@mall.example", identifierChangeToken: "T_1" }),
      ),
    to: "new@mall.example",
    path: "/verify-email-address-change?token=T_1",
  },
] as const;

const ORDER: PaidOrder = {
  ...{ lang: "en", code: "ABC123", currency: "CNY", hasAccount: true, isAtOnce: false },
  lines: [{ name: "Tea <fine> & strong", quantity: 2, minor: 13_800n }],
  ...{ goodsMinor: 13_800n, shippingMinor: 1_000n, totalMinor: 14_800n, sharesMinor: 500n },
  address: ["林晚晴 13900001001", "浙江省 杭州市 西湖区文三路 1 号"],
  grant: {
    ...{ paid: "11769", shares: "13300000", value: "2471", payout: "2223", quota: "23538" },
    returnDays: 7,
  },
  quotaPaidPercent: "12.34",
};

const generator = new MailGenerator();
const templates = new MailTemplates();
const injector = {} as Injector;

before(() => generator.onInit({ templateLoader: templates } as never));

type Made = Awaited<ReturnType<MailGenerator["generate"]>>;

/** The page of a mail of a type with these values. */
const make = (type: string, values: object): Promise<string> =>
  makeWhole(type, values).then(({ body }) => body);

async function makeWhole(type: string, values: object): Promise<Made> {
  const source = await templates.loadTemplate(injector, contextIn("zh"), {
    type,
    templateName: "body.hbs",
    templateVars: values,
  });
  for (const text of [source, readFileSync(join(FOLDER, "layout.mjml"), "utf8")]) {
    requireValues(text, values as Values);
  }
  return generator.generate("from@mall.example", "subject", source, values as never);
}

type Values = { readonly [name: string]: unknown };

/** Every value that a template names is there; within a list, with each of its items. */
function requireValues(text: string, values: Values): void {
  const lists = /\{\{#each (\w+)\}\}((?:(?!\{\{#each)[\s\S])*?)\{\{\/each\}\}/;
  for (let rest = text; ;) {
    const found = lists.exec(rest);
    if (found === null) {
      for (const [, name] of rest.matchAll(/\{\{\{?\s*(\w+)\s*\}\}/g)) {
        assert.equal(typeof values[name!], "string", `{{${name}}} has no value`);
      }
      return;
    }
    const [whole, name, inner] = found;
    // A list within a list is one of the outer list's items.
    const items = (values[name!] ??
      (values["programme"] as Values[]).flatMap((item) => item[name!])) as Values[];
    for (const item of items) requireValues(inner!, item);
    rest = rest.replace(whole, "");
  }
}

/** A text has these words as they are, and no sign of a page. */
function requireWords(text: string, values: Values, names: readonly string[]): void {
  for (const name of names) assert.ok(text.includes(values[name] as string), `${name} in ${text}`);
  assert.doesNotMatch(text, /undefined|\{\{|<\/|<(a|br|td|mj)\b|&\w+;/);
  assert.doesNotMatch(text, /按钮|\bbutton\b/i, "there is none to press");
}

for (const lang of LANGS) {
  for (const { type, event, to, path } of LINKS) {
    test(`${type} in ${lang} leads to its page`, async () => {
      const mail = MAILS.find((one) => one.type === type)!;
      const made = (await mail.handle(event(contextIn(lang)), PLACES, injector))!;
      assert.equal(made.recipient, to);
      assert.equal(made.subject, made.templateVars["title"]);
      const body = await make(type, made.templateVars);
      assert.equal(body.split(`href="${PLACES.origin}${path}"`).length, 3, body);
      assert.ok(body.includes(MAIL_WORDS[lang].footer), body);
      assert.ok(!UNMADE.test(body), body);
      const { text } = await makeWhole(type, made.templateVars);
      assert.ok(text.includes(`\n${PLACES.origin}${path}\n`), text);
      requireWords(text, made.templateVars, ["title", "text", "button", "note", "mall", "footer"]);
    });
  }

  test(`order-confirmation in ${lang} tells what was paid and what will count when`, async () => {
    const body = await make("order-confirmation", orderValues({ ...ORDER, lang }, PLACES.origin));
    const { programme } = MAIL_WORDS[lang];
    for (const part of [
      ...["ABC123", "148.00", "5.00", "117.69", "13.3", "22.23", "235.38", "12.34%"],
      ...[programme.later(7), programme.note.replaceAll("'", "&#x27;")],
      ...["Tea &lt;fine&gt; &amp; strong", `${PLACES.origin}/orders/ABC123`],
    ]) {
      assert.ok(body.includes(part), `${part} is missing in ${body}`);
    }
    assert.ok(!UNMADE.test(body), body);
  });

  test(`order-confirmation in ${lang} promises nothing where nothing is granted`, async () => {
    const bare = { ...ORDER, lang, grant: null, sharesMinor: 0n, address: ["", ""] };
    const body = await make("order-confirmation", orderValues(bare, PLACES.origin));
    const { programme, order } = MAIL_WORDS[lang];
    for (const part of [programme.heading, programme.quota, order.paidInShares, order.address]) {
      assert.ok(!body.includes(part), `${part} stands in ${body}`);
    }
  });
}

for (const lang of LANGS) {
  test(`the text of an order-confirmation in ${lang} tells all that its page does`, () => {
    const values = orderValues({ ...ORDER, lang }, PLACES.origin);
    const text = mailText(values);
    requireWords(text, values, ["title", "text", "mall", "footer"]);
    const [programme] = values.programme;
    const figures = [...values.sums, ...programme!.figures];
    for (const part of [
      ...figures.flatMap(({ label, amount }) => [label, amount]),
      ...[programme!.text, programme!.note, values.address[0]!.text],
      `\n${PLACES.origin}/orders/ABC123\n`,
    ]) {
      assert.ok(text.includes(part), `${part} is missing in ${text}`);
    }
    assert.match(text, /^Tea <fine> & strong × 2(：|: )138\.00 /m, "names stand as they are");
    assert.ok(!mailText({ ...values, programme: [], address: [] }).includes(programme!.heading));
  });
}

/** What a mail server is handed of one mail, as it travels. */
async function receive(send: (port: number) => Promise<void>): Promise<string> {
  let handed = "";
  const server = createServer((socket) => {
    let isMail = false;
    const say = (line: string): void => void socket.write(`${line}\r\n`);
    say("220 mall.example");
    socket.on("data", (bytes) => {
      const said = bytes.toString("utf8");
      if (isMail) {
        handed += said;
        if (!handed.endsWith("\r\n.\r\n")) return;
        isMail = false;
        say("250 taken");
      } else if (said.startsWith("DATA")) {
        isMail = true;
        say("354 go on");
      } else if (said.startsWith("QUIT")) socket.end("221 bye\r\n");
      else say("250 well");
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  try {
    await send((server.address() as AddressInfo).port);
  } finally {
    server.close();
  }
  return handed;
}

test("a mail is sent with its text before its page, and its reader's program shows the one it can", async () => {
  const made = await makeWhole(
    "order-confirmation",
    orderValues({ ...ORDER, lang: "zh" }, PLACES.origin),
  );
  const whole = { ...made, recipient: "anna@example.com", attachments: [] };
  const sent = await receive((port) =>
    new MailSender().send(whole, { type: "smtp", host: "127.0.0.1", port, secure: false }),
  );
  assert.match(sent, /^Content-Type: multipart\/alternative;/m);
  const kinds = Array.from(sent.matchAll(/^Content-Type: (text\/\w+)/gm), ([, kind]) => kind);
  assert.deepEqual(kinds, ["text/plain", "text/html"]);
  const [, encoding, coded] =
    /text\/plain[\s\S]*?Transfer-Encoding: (\S+)\s+([\s\S]*?)\r?\n--/.exec(sent)!;
  assert.equal(encoding, "base64");
  const plain = Buffer.from(coded!, "base64").toString("utf8").replaceAll("\r\n", "\n");
  assert.equal(plain.trimEnd(), made.text.trimEnd());
});

test("whoever ordered without an account is told that it counts once it registers", () => {
  const [told] = orderValues({ ...ORDER, hasAccount: false }, PLACES.origin).programme;
  assert.ok(told?.text.endsWith(MAIL_WORDS.en.programme.guest));
});

test("the plan decides when an order counts", () => {
  const textOf = (paid: Partial<PaidOrder>): string | undefined =>
    orderValues({ ...ORDER, ...paid }, PLACES.origin).programme[0]?.text;
  assert.equal(textOf({ isAtOnce: true }), MAIL_WORDS.en.programme.atOnce);
  const cannotReturn = { grant: { ...ORDER.grant!, returnDays: 0 } };
  assert.equal(textOf(cannotReturn), MAIL_WORDS.en.programme.onDelivery);
});
