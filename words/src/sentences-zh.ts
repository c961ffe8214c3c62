/** The sentences in Chinese: what is wrong, where, and how to mend it. */
import type { FactReader, Sentences } from "./sentences.ts";

const EXPECTED_ZH: { readonly [expected: string]: string } = {
  text: "必须是带双引号的文字",
  boolean: "必须是 true 或 false，不带引号",
  decimal: "必须是带引号的十进制小数，例如 “0.30”；不带引号的数字不精确",
  object: "必须是对象 { … }",
  list: "必须是列表 [ … ]",
};

const expected = (facts: FactReader): string => {
  const kind = facts.plain("expected");
  return EXPECTED_ZH[kind] ?? `必须是另一种类型：${kind}`;
};

const REFUSALS: Sentences["refusals"] = {
  command_not_object: () => "一条命令必须是一个 JSON 对象；请用花括号书写。",
  type_unknown: (f) => `没有 ${f.quoted("type")} 这种命令；请更正 “type”。`,
  field_missing: (f) => `缺少字段 ${f.quoted("field")}；请补上。`,
  field_unknown: (f) => `此命令没有字段 ${f.quoted("field")}；请删去或更正名称。`,
  field_wrong_type: (f) =>
    `字段 ${f.quoted("field")} 的类型不对；金额写成不带引号的整数（分），其余写成带引号的文字。`,
  id_empty: (f) => `${f.quoted("field")} 中的编号为空；至少写一个字符。`,
  id_too_long: (f) => `${f.quoted("field")} 中的编号超过 128 个字符；请改短。`,
  amount_not_whole: (f) =>
    `${f.quoted("field")} 中的数额不是大于 0 的整数写法；` +
    "金额以分为单位，股权以百万分之一股为单位，不带小数点和指数。",
  instant_invalid: (f) =>
    `${f.quoted("field")} 不是存在的时刻；请写成 2026-01-31T23:59:59Z 的样子。`,
  date_invalid: (f) => `${f.quoted("field")} 不是存在的日期；请写成 2026-01-31 的样子。`,
  lines_empty: (f) => `${f.quoted("field")} 没有任何一行；至少写一行。`,
  line_repeated: (f) => `${f.quoted("field")} 在同一条命令中重复；每行只写一次，写全额。`,
  id_conflict: (f) => `编号 ${f.quoted("id")} 已用于内容不同的命令；新命令请用新编号。`,
  at_backwards: (f) =>
    `时刻 ${f.plain("at")} 早于上一条已执行命令的 ${f.plain("lastAt")}；请按时间顺序提交。`,
  holder_unknown: (f) => `没有会员 ${f.quoted("holder")}；请先提交 holder.join。`,
  holder_exists: (f) => `会员 ${f.quoted("holder")} 已经加入；每位会员只加入一次。`,
  referrer_unknown: (f) =>
    `推荐人 ${f.quoted("referrer")} 尚未加入；推荐人必须先于被推荐的人加入。`,
  order_exists: (f) => `订单 ${f.quoted("order")} 已经支付过；新订单请用新编号。`,
  order_unknown: (f) => `没有订单 ${f.quoted("order")}；请先支付，或更正编号。`,
  order_not_waiting: (f) => `订单 ${f.quoted("order")} 已经完成；每个订单只完成一次。`,
  category_unknown: (f) =>
    `模式中没有品类 ${f.quoted("category")}；请用已有的品类，或先在模式中加上。`,
  line_unknown: (f) =>
    `订单 ${f.quoted("order")} 没有 ${f.quoted("line")} 这一行；请写该订单支付过的行。`,
  hold_exists: (f) => `冻结编号 ${f.quoted("hold")} 已经用过；新的冻结请用新编号。`,
  hold_unknown: (f) => `没有冻结 ${f.quoted("hold")}；请先冻结股权。`,
  hold_ended: (f) => `冻结 ${f.quoted("hold")} 已经结束；请重新冻结。`,
  spend_unknown: (f) =>
    `会员 ${f.quoted("holder")} 没有用股权兑换过订单 ${f.quoted("order")}；` +
    "只有用股权付的货款才能以 spend.return 退回。",
  transfer_off: () => "本项目的股权不可转让；模式中 “transferable” 为 true 时才可以。",
  transfer_to_self: (f) => `会员 ${f.quoted("holder")} 不能转让给自己；请写另一位会员。`,
  expiry_not_after: (f) =>
    `冻结到期时刻 ${f.plain("expires")} 不晚于 ${f.plain("at")}；请选更晚的时刻。`,
  expiry_too_far: (f) =>
    `冻结到期时刻 ${f.plain("expires")} 距 ${f.plain("at")} 超过 30 天；请选更早的时刻。`,
  quota_reached: (f) =>
    `持股价值已达到剩余分红额度 ${f.moneyE18("quotaE18")}；` +
    "这些股权将在下次日结时回购，不能再冻结。",
  refund_exceeds_paid: (f) =>
    `订单 ${f.quoted("order")} 第 ${f.quoted("line")} 行退款 ${f.money("amountMinor")}，` +
    `超过还可以退的 ${f.money("leftMinor")}；请减少金额。`,
  return_exceeds_spent: (f) =>
    `退回 ${f.money("amountMinor")}，超过此订单兑换后尚未退回的 ${f.money("leftMinor")}；` +
    "请减少金额。",
  shares_insufficient: (f) =>
    `需要 ${f.shares("sharesMicro")} 股，未冻结的只有 ${f.shares("freeMicro")} 股；请减少股数。`,
  outstanding_below_one: (f) =>
    `这样整个项目只会剩下 ${f.shares("outstandingMicro")} 股；至少留一股，或一股不留。`,
  payout_zero: (f) =>
    `这些股权值 ${f.money("valueMinor")}，扣除手续费后没有剩余；请一次多回购一些。`,
  wallet_insufficient: (f) =>
    `要提现 ${f.money("amountMinor")}，余额只有 ${f.money("leftMinor")}；请减少金额。`,
  date_not_ascending: (f) =>
    `日期 ${f.plain("date")} 不晚于上次日结的 ${f.plain("lastCloseDate")}；` +
    "请按顺序日结，每天一次。",
  day_not_ended: (f) =>
    `${f.plain("timezone")} 时间的 ${f.plain("date")} 尚未结束；请在当日零点之后日结。`,
  day_before_first: (f) =>
    `${f.plain("date")} 早于第一笔业务的日期 ${f.plain("firstDate")}（${f.plain("timezone")} 时间）；` +
    "请从那一天起按顺序日结。",
  gate_missing: () =>
    "这个模式还没有做过准入检查；请先在后台或用 patronage ledger gate 推演它的未来。",
  gate_outdated: (f) =>
    `这个模式的准入检查结果是 ${f.plain("madeAt")} 的，只在 ${f.plain("daysCount")} 天内有效；请重新推演。`,
  gate_failed: (f) =>
    `这个模式没有通过准入检查（${f.plain("reasons")}）；请按报告指出的问题修改后再推演。`,
  plan_refused: (f) =>
    `新模式没有通过检查（${f.plain("reasons")}）；请按 patronage check 的提示修改。`,
  plan_worsens: (f) =>
    `新模式会收回已告知会员的条件（${f.plain("keys")}）；请保持不变，或只往好处改。`,
};

const PLAN_ISSUES: Sentences["planIssues"] = {
  key_missing: () => "缺少此项；请补上。",
  key_unknown: () => "这里没有此项参数；请删去或更正名称。",
  type_wrong: (f) => `${expected(f)}。`,
  choice_unknown: (f) => `${f.quoted("found")} 不在可选范围；请写其中之一：${f.plain("choices")}。`,
  decimal_malformed: (f) =>
    `${f.quoted("found")} 不是精确的十进制小数；只写数字和至多一个小数点，例如 “0.30”。`,
  rate_above_one: (f) => `${f.quoted("found")} 大于 1，而比例最多为 1；请调低。`,
  not_above_zero: () => "必须大于 0；请调高。",
  finer_than_micro: (f) => `${f.quoted("found")} 细于百万分之一股；最多写六位小数。`,
  timezone_unknown: (f) => `没有时区 ${f.quoted("found")}；请写例如 “Asia/Shanghai”。`,
  default_category_missing: () => "缺少此项；请加上名为 “default” 的品类，供未指明品类的商品使用。",
  levels_too_many: (f) =>
    `${f.plain("found")} 级推荐属于传销，任何设置都不允许超过两级；请删去多余的级。`,
  tiers_too_many: (f) => `${f.plain("found")} 个等级太多；最多十个。`,
  tiers_not_ascending: () => "不高于前一个等级；请从低到高书写。",
  founding_above_authorised: () => "多于 authorisedShares；请调低，或调高 authorisedShares。",
  category_overspent: (f) =>
    `每付 1.00 分出 ${f.plain("given")}，超过毛利率 grossMargin ${f.plain("grossMargin")}；` +
    "请调低 proRataRate、tierRate 或 reserveRate。",
  grant_dilutes: (f) =>
    `各方获得股权合计为托底金的 ${f.plain("granted")}，会稀释已有股权；` +
    "请把 grant.rate 与各 shareRate 之和降到 1 以内。",
  category_forced_out: () =>
    "quotaMultiple 不高于 reserveRate，在 “redeem” 下，发放的股权可能第一天就被强制回购；" +
    "请调高 quotaMultiple，或把 onQuotaReached 设为 “pause”。",
  place_forced_out: (f) =>
    `quotaMultiple 不高于 shareRate 乘以 ${f.plain("category")} 的 reserveRate，在 “redeem” 下，` +
    "发放的股权可能第一天就被强制回购；请调高 quotaMultiple，或把 onQuotaReached 设为 “pause”。",
  maturity_at_payment: () =>
    "订单在还能退货时就入账，每次退货都会让商家损失一部分托底金；" +
    "除非商品完全不能退，请设为 “completion”。",
  founding_low: () => "少于 100 时，最初的订单会让股权价格大幅跳动；商家可认购 100 股或更多。",
  merchant_funds_spend: () =>
    "用股权兑换的商品等于商家送给全体会员，因为资金池不付钱；若商家要收货款，请设为 “reserve”。",
  coverage_below_one: (f) =>
    `每付 1.00 发放额度 ${f.plain("granted")}，进入分红基金 ${f.plain("paidOut")}，` +
    "营业额平稳时有一部分额度永远不会兑现；请向买家说明，或调低各 quotaMultiple。",
};

export const CHINESE: Sentences = { refusals: REFUSALS, planIssues: PLAN_ISSUES };
