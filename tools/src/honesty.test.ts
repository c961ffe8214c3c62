import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { compiled, findPromises, type Finding } from "./honesty.ts";
import { CLAIMS, EXCEPTIONS, TRADITIONAL } from "./honesty-words.ts";
import type { Tree } from "./tidy.ts";

/** What the check finds in a text that a shopper reads. */
function foundIn(text: string): Finding[] {
  return findPromises({ "mall/mails/a.txt": text }, []);
}
const phrases = (tree: Tree): string[] => findPromises(tree, []).map(({ phrase }) => phrase);
const places = (tree: Tree): string[] =>
  findPromises(tree, []).map(({ file, line, phrase }) => `${file}:${line}: ${phrase}`);

/** Sentences with exactly one phrase each, of the claim. */
const CAUGHT: { readonly [claim: string]: readonly string[] } = {
  guarantee: [
    "We guarantee you a daily return.",
    "Returns are fully guaranteed.",
    "Your principal is protected!",
    "A fixed daily dividend for everyone.",
    "Shop here for high returns.",
    "The mall promises you a return.",
    "Dividends for life.",
    "平台承诺每日分红。",
    "分红有保障。",
    "人人都有稳定收入。",
    "保本购物",
    "保息购物",
    "平台兜底",
  ],
  rises: [
    "The NAV only ever rises.",
    "It never falls.",
    "The price cannot go down.",
    "Your shares are sure to grow.",
    "The price will double soon.",
    "It keeps rising.",
    "Buy before the price rises.",
    "Up only!",
    "Appreciation on every purchase.",
    "股权价格只涨不跌",
    "净值永不下跌",
    "股价只升不降",
    "股权必涨",
    "单边上扬",
    "股权持续上涨",
    "股权增值",
  ],
  risk: [
    "A risk-free mall.",
    "It is free of any risk.",
    "There is no risk.",
    "Nobody can lose.",
    "You never lose.",
    "There is no downside.",
    "It is 100% safe.",
    "A sure thing.",
    "零风险购物",
    "没有任何风险",
    "怎么买都不亏",
    "百分百安全",
  ],
  free: [
    "Free tea for members.",
    "Goods are free of charge.",
    "Shipping is charge-free.",
    "Take it home at no cost!",
    "It costs you nothing.",
    "The goods pay for themselves.",
    "Tax-free dividends.",
    "商品免费领",
    "全场免单",
    "天天白嫖",
    "一起白漂",
    "零元购",
    "不花一分钱",
  ],
  back: [
    "Earn all of it back.",
    "Earn {amount} back.",
    "Get all your money back.",
    "Get back what you spend.",
    "Cashback on every order.",
    "Cash back on every order.",
    "What you spend comes back.",
    "Half of what was spent has come back.",
    "Recoup the price in a year.",
    "A return on your spending.",
    "Spend 2000 and get 4000.",
    "下单返现",
    "消费全返",
    "消费后每天返",
    "返还您的消费",
    "三个月回本",
    "花的钱都能拿回来",
    "越买越值",
    "收回您的成本",
    "买2000送4000",
  ],
  income: [
    "Earn while you sleep.",
    "Shop & earn.",
    "See your earnings.",
    "Make money here.",
    "A passive income.",
    "Your way to financial freedom.",
    "Get rich with us.",
    "See your profits.",
    "Get paid to shop.",
    "Let your money work.",
    "边逛边赚",
    "躺赚",
    "被动收入",
    "睡后收入",
    "实现财富自由",
    "让您获利",
    "我的收入",
    "月入3万",
  ],
  multiply: [
    "Double your money.",
    "Ten times the money.",
    "A 10x gain.",
    "资产翻倍",
    "积分倍增",
    "十倍增长",
  ],
  yield: [
    "12% APR",
    "See the annual return.",
    "It pays 2% a day.",
    "What interest rate?",
    "See your expected payout.",
    "我的收益",
    "年化 8%",
    "回报率高",
  ],
  investment: [
    "Shopping is investing.",
    "No investment needed!",
    "Pre-IPO shares.",
    "Airdrop today.",
    "消费即投资",
    "原始股",
    "公司即将上市",
    "空投来了",
  ],
  recruiting: [
    "Recruit your friends.",
    "A team bonus.",
    "Unlimited levels!",
    "Invite your friends and earn.",
    "拉人头",
    "静态收益",
    "直推奖励",
    "发展下线",
  ],
  hurry: [
    "Only limited places.",
    "Act now!",
    "Don't miss out.",
    "名额有限",
    "机不可失",
    "早买早得",
  ],
  endorsed: [
    "A government-backed mall.",
    "Approved by the central bank.",
    "It is 100% legal.",
    "国家扶持项目",
    "合法合规",
  ],
  owed: [
    "We owe you 40.00.",
    "Quota is payable each day.",
    "Of your quota you will receive all.",
    "You will receive the whole quota.",
    "The quota will be paid.",
    "Your quota balance.",
    "我们欠您 40 元",
    "额度是应得的",
    "待发放的额度",
    "额度余额",
  ],
};

/** What a dishonest marketer writes; each is caught, whatever for. */
const MARKETING = [
  "买2000 赚4000",
  "几乎所有用户都能免费消费还赚钱",
  "花钱越多,回来越多",
  "消费多少返多少",
  "消费满额全部返给您",
  "每天分红直到返完为止",
  "买多少送多少",
  "消费就是存钱",
  "把花掉的钱拿回来",
  "购物不花钱",
  "买东西等于没花钱",
  "钱花出去还会回来",
  "一次消费终身受益",
  "股权价格每天都在涨",
  "价格只会上涨",
  "股价天天涨",
  "价格永远上升",
  "净值只会越来越高",
  "股权会越来越贵",
  "早进早得利",
  "现在上车还来得及",
  "躺着分钱",
  "您的钱会变多",
  "让钱为您工作",
  "额度就是您的钱",
  "您还有4000元额度没有领取",
  "4000元额度将陆续发放给您",
  "额度将全部返给您",
  "剩余4000元等您领取",
  "平台欠您的分红",
  "安全可靠,绝无风险",
  "绝对不会亏损",
  "没风险",
  "毫无风险可言",
  "百分百回款",
  "保证退本",
  "本息全还",
  "年回报20%",
  "日息千分之一",
  "收益稳定",
  "零门槛赚钱",
  "成为股东,坐享红利",
  "上市后股权翻十倍",
  "对标原始股50%",
  "国家级项目",
  "中央支持的消费模式",
  "推荐三人免单",
  "推荐越多赚越多",
  "发展团队拿奖励",
  "仅限前100名",
  "Shop for nothing",
  "Your groceries could be free",
  "Everything you buy is paid back to you",
  "All you spend is returned to you",
  "We give you back what you spend",
  "We pay you back everything",
  "Spend today, get it all back tomorrow",
  "Your money comes back to you",
  "Never lose a cent",
  "You can't go wrong",
  "There's zero downside",
  "The price has never fallen",
  "Prices go only one way: up",
  "The NAV can't drop",
  "Shares that only gain value",
  "Buy early, gain more",
  "The earlier you join, the more you make",
  "Your quota is waiting to be paid out",
  "You have 4000 of quota to collect",
  "We'll pay your quota in full",
  "Quota due: 4000",
  "Your 4000 quota is on its way",
  "A sure-fire way to profit",
  "Profit from every purchase",
  "Turn spending into wealth",
  "Turn your shopping into income",
  "Earn 5% daily",
  "5% every day",
  "Make your shopping pay",
  "Live off your dividends",
  "Set for life",
  "Money-making mall",
  "Guaranteed!",
  "Zero-cost shopping",
  "Costs nothing",
  "100% refund of your spending as dividends",
  "Get your entire purchase back",
  "Retire on your shopping",
  "The state supports us",
  "A once-in-a-lifetime chance",
  "Bring three friends and shop free",
  "Become a shareholder",
  "This is better than a bank",
  "No-lose",
  "Your capital is safe",
  "Income every day",
];

for (const { name, why, instead, en, zh } of CLAIMS) {
  test(`${name}: what suggests it is found, in both languages`, () => {
    const caught = CAUGHT[name] ?? [];
    for (const text of caught) {
      const found = foundIn(text);
      assert.deepEqual(
        found.map(({ sentence }) => sentence),
        [`${why}; write ${instead} instead`],
        `${text}: ${found.map(({ phrase }) => phrase).join(" / ")}`,
      );
    }
    for (const [language, patterns] of [["en", en] as const, ["zh", zh] as const]) {
      for (const pattern of patterns) {
        const matches = compiled(pattern, language);
        assert.ok(
          [...caught, ...MARKETING].some((text) => text.search(matches) >= 0),
          `no example of ${pattern.source}`,
        );
      }
    }
  });
}

test("what a dishonest marketer writes is found", () => {
  for (const text of MARKETING) assert.ok(foundIn(text).length > 0, text);
});

const DENIED = [
  "This is no guarantee of a return.",
  "The NAV is no promise of a return.",
  "It is arithmetic, not a promise of gain.",
  "Nothing here is guaranteed to rise.",
  "Shopping here is not an investment.",
  "This isn't investing.",
  "The mall never promises a return.",
  "Shares are not risk-free.",
  "It is not without risk.",
  "No return, income or interest is promised: it is not “risk-free”, and you don't earn back what you spend.",
  "It is not risk-free or an investment.",
  "A quota is a cap: nobody is owed it, it is never money owed.",
  "不保证收益。",
  "不承诺回本",
  "不承诺保本、保息或收益",
  "不保本保息，也不保证收益",
  "不保证任何形式的收益",
  "不构成投资建议",
  "这不是投资，也不是理财",
  "并非没有风险",
  "股权价格不是收益承诺",
  "任何人不得承诺“保本”",
  "额度是上限，不是欠款",
  "多出的额度永远不会兑现",
];
const NOT_DENIED: readonly (readonly [text: string, phrase: string])[] = [
  ["Not just a mall: guaranteed returns!", "guaranteed returns"],
  ["Not only risk-free.", "risk-free"],
  ["Why not earn back what you spend?", "earn back"],
  ["No waiting, no fee: risk-free.", "risk-free"],
  ["Nothing beats a guaranteed return.", "guaranteed return"],
  ["No promise? A guaranteed return.", "guaranteed return"],
  ["You will not regret this investment.", "investment"],
  ["It is not risk-free. It is risk-free.", "risk-free"],
  ["Not risk-free, guaranteed returns.", "guaranteed returns"],
  ["Nobody offers such guaranteed returns.", "guaranteed returns"],
  ["不仅保本", "保本"],
  ["不只是投资", "投资"],
  ["没有理由不相信它保本", "保本"],
  ["除非保本", "保本"],
  ["不得不保本", "保本"],
  ["不用担心，保本", "保本"],
  ["不承诺保本，承诺收益", "承诺收益"],
];

test("a phrase that is plainly denied may stand", () => {
  for (const text of DENIED) assert.deepEqual(foundIn(text), [], text);
});

test("what only looks like a denial denies nothing", () => {
  for (const [text, phrase] of NOT_DENIED) {
    assert.deepEqual(
      foundIn(text).map((finding) => finding.phrase),
      [phrase],
      text,
    );
  }
});

const ORDINARY = [
  "Feel free to ask. Sugar-free, lead-free, free-range, free from nuts.",
  "A rejection gives the money back. Your refund of 12.50 was paid.",
  "A return costs nothing more. Get back to the shop, or go back to the cart.",
  "Of this tea there are only 3 left. Returns within 7 days.",
  "Tiers only rise. The NAV does not fall under the rules.",
  "Costs and profit of the merchant. What one share has earned so far.",
  "The NAV a share, net of the fee. Dividends really paid: 12.50.",
  "Nothing was paid, and your money is safe.",
  "The value of your shares is their part of the reserve.",
  "退款将原路返回。退货退款，7 天无理由。",
  "包邮，运费已含。不收手续费。免运费。",
  "净含量 50 克，含增值税。请确保本人签收。",
  "等级只升不降。仅剩 3 件。毛利率 65%。",
  "至今已付分红，最多还能收到。提现额度每日上限。",
  "推荐人，推荐码，返回首页，新茶上市。",
  "惠顾返还，环保本色纸。分红在额度以内每日付给会员，提现预计两日到账。",
  "This tea only grows in Yunnan, and yields a clear cup. No need to hurry. Freshness guaranteed.",
  "适合白领的燕麦白拿铁。日化用品。平台新品上市。躺着看书的靠枕，坐享舒适。",
];

test("ordinary words of a shop may stand", () => {
  for (const text of ORDINARY) assert.deepEqual(foundIn(text), [], text);
});

test("another writing of the same words is found", () => {
  const writings = [
    "ＦＲＥＥ tea",
    "Ri\u00adsk\u2011free",
    "Risk\nfree",
    "免 费",
    "免\u200b费",
    "免·费",
    "免\n费",
    "免費",
    "保證收益",
    "穩賺",
    "Earn <b>back</b>",
    "Earn&nbsp;back",
    "&#20813;费",
    "<!-- no --> Free",
  ];
  for (const text of writings) assert.equal(foundIn(text).length, 1, text);
  const characters = [...TRADITIONAL];
  const read = characters.filter((_, index) => index % 2 === 0);
  assert.equal(characters.length, 2 * new Set(read).size);
});

const TSX = `import { free } from "free";
/** Risk-free: a comment. */
type Kind = "free" | "paid";
const free = words["free"] + table.free;
const text = {
  "holder.free": "not on hold",
  a: "This is no promise " + "of a return, " +
    "it is risk-free.",
  b: \`You
earn \${amount}
back, never a \${kind} investment\`,
  c: \`\${isSure ? "guaranteed returns" : ""}\`,
  d: 'free \\n free\\u0020of charge',
};
const query = \`query Free { free }\`;
const page = (
  <main title="Shop for free">
    <p>
      It does
      <b>not</b> earn <i>back</i> {count}; it is{" "}
      {"risk"}-<b>free</b>.
    </p>
    <li>No</li><li>guaranteed return</li>
    <Card note={<b>Free gift</b>} label="Get rich" />
    {list.map((one) => <p>{one} is an investment</p>)}
  </main>
);
`;

test("in TypeScript strings, templates and JSX are read, and nothing else", () => {
  assert.deepEqual(places({ "shop/src/page.tsx": TSX }), [
    "shop/src/page.tsx:8: risk-free",
    "shop/src/page.tsx:10: earn … back",
    "shop/src/page.tsx:11: investment",
    "shop/src/page.tsx:12: guaranteed returns",
    "shop/src/page.tsx:13: free",
    "shop/src/page.tsx:13: free",
    "shop/src/page.tsx:17: free",
    "shop/src/page.tsx:21: risk-free",
    "shop/src/page.tsx:23: guaranteed return",
    "shop/src/page.tsx:24: Free",
    "shop/src/page.tsx:24: Get rich",
    "shop/src/page.tsx:25: investment",
  ]);
});

const MARKDOWN = `# No

Guaranteed returns: not \`risk-free\`.

\`\`\`sh
free -m
\`\`\`

* It is **not**
  risk-free, and [cashback](free.md) is
* _free_
| never | free |
| ----- | ---- |
`;

test("in Markdown prose is read: no code, no address, and across no list, table or heading", () => {
  assert.deepEqual(places({ "docs/a.md": MARKDOWN }), [
    "docs/a.md:3: Guaranteed returns",
    "docs/a.md:10: cashback",
    "docs/a.md:11: free",
    "docs/a.md:12: free",
  ]);
});

const MAIL = `<mjml>
  <!-- free -->
  <mj-style>.free { color: red }</mj-style>
  <style>.free { color: red }</style>
  <mj-text>Not</mj-text>
  <mj-text>{{name}}, shop for {{#if x}}free{{/if}}</mj-text>
  <mj-image alt="Get rich"
    src="free.png" title="是免费的" />
</mjml>
`;
const PICTURE = `<svg aria-label="Cashback" class="free">
<title>只涨不跌</title>
<desc>
  Ten times the money
</desc>
<text>Risk<tspan>-free</tspan></text>
</svg>
`;

test("in pages, mails and pictures the text is read, and what is read aloud", () => {
  assert.deepEqual(places({ "mall/mails/a.mjml": MAIL }), [
    "mall/mails/a.mjml:3: free",
    "mall/mails/a.mjml:6: free",
    "mall/mails/a.mjml:7: Get rich",
    "mall/mails/a.mjml:8: 免费",
  ]);
  assert.deepEqual(places({ "shop/public/a.svg": PICTURE }), [
    "shop/public/a.svg:1: Cashback",
    "shop/public/a.svg:2: 只涨",
    "shop/public/a.svg:4: Ten times the money",
    "shop/public/a.svg:6: Risk-free",
  ]);
});

test("every text that people see is read, and no other file", () => {
  const read = [
    "README.md",
    "CHANGELOG.md",
    "docs/guides/a.md",
    "docs/images/a.svg",
    "shop/index.html",
    "shop/public/manifest.webmanifest",
    "shop/src/words-zh.ts",
    "shop/src/page.tsx",
    "mall/dashboard/words-en.ts",
    "mall/src/messages-en.ts",
    "mall/src/alipay-stand-in-page.ts",
    "mall/sample/catalogue.ts",
    "mall/sample/pictures/a.svg",
    "mall/mails/a.hbs",
    "words/src/plain-words.ts",
    "cli/src/report-page.ts",
    "cli/assets/report.js",
  ];
  const text = (path: string): string => {
    if (/\.[tj]sx?$/.test(path)) return 'f("Free");';
    return /manifest$/.test(path) ? '{ "free": "Free" }' : "<text>Free</text>";
  };
  for (const path of read) assert.deepEqual(phrases({ [path]: text(path) }), ["Free"], path);
  const others = [
    "shop/src/a.test.ts",
    "mall/src/mall-kit.ts",
    "tools/src/a.ts",
    "engine/src/a.ts",
  ];
  for (const path of others) assert.deepEqual(phrases({ [path]: text(path) }), [], path);
});

const QUOTAS: readonly (readonly [text: string, isFound: boolean])[] = [
  ["剩余额度 {amount}", true],
  ["剩余额度（上限） {amount}", false],
  ["额度：最多还能收到 {amount}", false],
  ["{amount} of quota is left", true],
  ["At most {amount} of quota is left", false],
  ["Quota left", false],
  ["{email} 注册后，股权和额度归您", false],
  ["{amount} was paid", false],
];

test("where shoppers look, quota as an amount is called a cap in the same text", () => {
  for (const [text, isFound] of QUOTAS) {
    const table = (path: string): Tree => ({ [path]: `f({ "quota.left": "${text}" });\n` });
    assert.equal(phrases(table("shop/src/words-en.ts")).length, isFound ? 1 : 0, text);
    assert.equal(phrases(table("mall/src/messages-en.ts")).length, isFound ? 1 : 0, text);
    assert.deepEqual(phrases(table("mall/dashboard/words-en.ts")), []);
  }
  const template = { "shop/src/a.ts": "f((amount) => `${amount} of quota`);\n" };
  assert.deepEqual(phrases(template), ["… of quota"]);
  const cells = { "mall/mails/a.hbs": "<p>A cap.</p><p>Quota: {{amount}}</p>\n" };
  assert.deepEqual(phrases(cells), ["Quota: …"]);
});

test("an exception covers its own words in its own file, and nothing else", () => {
  const file = "docs/law.md";
  const tree = { [file]: "The law names\n“risk-free” shopping.\n\nIt is risk-free.\n" };
  const exception = { file, words: "names “risk-free” shopping", reason: "it quotes the law" };
  const lines = findPromises(tree, [exception]).map(({ line }) => line);
  assert.deepEqual(lines, [4]);
  const elsewhere = findPromises({ "docs/other.md": tree[file] }, [exception]);
  assert.equal(elsewhere.length, 3);
});

test("an exception that covers nothing is found, at its place in the table", () => {
  const dead = { file: "docs/law.md", words: "long gone", reason: "none" };
  const tree = {
    "docs/law.md": "Risk is named.\n",
    "tools/src/honesty-words.ts": 'const a = [\n  { words: "long gone" },\n];\n',
  };
  assert.deepEqual(findPromises(tree, [dead]), [
    {
      file: "tools/src/honesty-words.ts",
      line: 2,
      phrase: "long gone",
      sentence: "this exception for docs/law.md covers nothing; take it out",
    },
  ]);
});

test("every exception says why", () => {
  for (const { words, reason } of EXCEPTIONS) assert.notEqual(reason.trim(), "", words);
});

test("honesty --help says what it does", () => {
  const script = join(import.meta.dirname, "honesty.ts");
  const text = execFileSync(process.execPath, [script, "--help"], { encoding: "utf8" });
  assert.match(text, /^Usage: node tools\/src\/honesty\.ts/m);
});
