/**
 * Which problems there are: the code, the status it is answered with, and its title in both languages.
 *
 * The ledger's refusals come first, in their own order. What is written wrongly is 400, what is not there
 * 404, what is there already or comes too early or too late 409, and what the rules do not allow 422.
 */
import { LIVE_REFUSAL_CODES, REFUSAL_CODES, type RefusalCode } from "@patronage/engine";

type Kind = readonly [status: number, english: string, chinese: string];

const REFUSALS: { readonly [Code in RefusalCode]: Kind } = {
  command_not_object: [400, "Not an object", "不是对象"],
  type_unknown: [400, "Unknown type", "类型不存在"],
  field_unknown: [400, "Unknown field", "字段不存在"],
  field_missing: [400, "Missing field", "缺少字段"],
  field_wrong_type: [400, "Wrong type of field", "字段类型不对"],
  id_empty: [400, "Empty id", "编号为空"],
  id_too_long: [400, "Id too long", "编号过长"],
  amount_not_whole: [400, "Amount not written as a whole number above 0", "数额不是大于 0 的整数"],
  instant_invalid: [400, "No such instant", "时刻不存在"],
  date_invalid: [400, "No such date", "日期不存在"],
  lines_empty: [400, "No lines", "没有明细行"],
  line_repeated: [400, "Line given twice", "明细行重复"],
  id_conflict: [422, "Idempotency key used for something else", "幂等键已用于其他内容"],
  at_backwards: [409, "Earlier than the last command", "早于上一条命令"],
  holder_unknown: [404, "Unknown holder", "会员不存在"],
  holder_exists: [409, "Holder exists", "会员已存在"],
  referrer_unknown: [404, "Unknown referrer", "推荐人不存在"],
  order_exists: [409, "Order exists", "订单已存在"],
  order_unknown: [404, "Unknown order", "订单不存在"],
  order_not_waiting: [409, "Order does not wait", "订单不在等待中"],
  category_unknown: [422, "Unknown category", "类别不存在"],
  line_unknown: [404, "Unknown line", "明细行不存在"],
  hold_exists: [409, "Hold exists", "预留已存在"],
  hold_unknown: [404, "Unknown hold", "预留不存在"],
  hold_ended: [409, "Hold has ended", "预留已结束"],
  spend_unknown: [404, "Nothing was paid with shares", "没有股权支付记录"],
  transfer_off: [422, "Shares cannot be transferred", "股权不可转让"],
  transfer_to_self: [422, "Transfer to oneself", "转让给自己"],
  expiry_not_after: [422, "Expires too early", "到期时间过早"],
  expiry_too_far: [422, "Expires too late", "到期时间过晚"],
  quota_reached: [422, "Quota reached", "额度已用完"],
  refund_exceeds_paid: [422, "Refund above what was paid", "退款超过已付"],
  return_exceeds_spent: [422, "Return above what was spent", "退货超过已兑换"],
  shares_insufficient: [422, "Too few shares", "股权不足"],
  outstanding_below_one: [422, "Less than one share would be left", "剩余股权不足一股"],
  payout_zero: [422, "Nothing would be paid", "所得为零"],
  wallet_insufficient: [422, "Too little in the wallet", "余额不足"],
  date_not_ascending: [409, "Day closed already", "该日已结算"],
  plan_refused: [422, "Plan refused", "模式未通过检查"],
  plan_worsens: [422, "Plan worse for holders", "模式损害会员"],
  day_before_first: [409, "Day is before the first", "早于第一个业务日"],
  day_not_ended: [409, "Day has not ended", "该日尚未结束"],
  gate_missing: [409, "Plan without a result of the gate", "模式尚未准入检验"],
  gate_outdated: [409, "Result of the gate too old", "准入检验结果已过期"],
  gate_failed: [409, "Plan did not pass the gate", "模式未通过准入检验"],
};

const OTHERS = {
  json_invalid: [400, "Body is no JSON", "请求体不是 JSON"],
  body_missing: [400, "Body missing", "缺少请求体"],
  amount_too_large: [400, "Amount too large", "数额过大"],
  too_many: [400, "Too many at once", "一次数量过多"],
  parameter_invalid: [400, "Parameter not as described", "参数不合要求"],
  cursor_invalid: [400, "Cursor of another list, or none", "游标无效"],
  request_invalid: [400, "No HTTP", "不是 HTTP 请求"],
  url_invalid: [400, "Address cannot be read", "地址无法识别"],
  idempotency_key_missing: [400, "Idempotency-Key missing", "缺少 Idempotency-Key"],
  idempotency_key_invalid: [400, "Idempotency-Key not as described", "Idempotency-Key 不合要求"],
  result_invalid: [400, "No result of the gate", "不是准入检验结果"],
  key_missing: [401, "Key missing", "缺少密钥"],
  key_unknown: [401, "Key not known", "密钥无效"],
  signature_missing: [401, "Signature missing", "缺少签名"],
  signature_invalid: [401, "Signature does not fit", "签名不符"],
  signature_outdated: [401, "Signature too old", "签名已过期"],
  signature_used: [401, "Signature was used", "签名已用过"],
  scope_missing: [403, "Key may not do this", "密钥无此权限"],
  route_unknown: [404, "Nothing is here", "地址不存在"],
  gate_run_unknown: [404, "No such run of the gate", "没有这次准入检验"],
  endpoint_unknown: [404, "Unknown endpoint", "端点不存在"],
  receiver_unknown: [404, "Unknown receiver", "接收端不存在"],
  person_unknown: [404, "No contacts", "没有联系方式"],
  target_refused: [422, "Address cannot be sent to", "地址不可发送"],
  mapping_invalid: [422, "Mapping not as described", "映射文件不合要求"],
  delivery_unsigned: [401, "Not signed by the shop", "缺少商店签名"],
  delivery_unreadable: [422, "Not what the shop documents", "内容与商店文档不符"],
  gate_runs_waiting: [409, "Too many runs of the gate wait", "等待的准入检验过多"],
  programme_exists: [409, "Programme exists", "项目已存在"],
  method_not_allowed: [405, "Method not allowed", "方法不允许"],
  too_slow: [408, "Request came too slowly", "请求过慢"],
  body_too_large: [413, "Body too large", "请求体过大"],
  url_too_long: [414, "Address too long", "地址过长"],
  media_type_unsupported: [415, "Body is not application/json", "请求体不是 application/json"],
  header_too_large: [431, "Headers too large", "请求头过大"],
  rate_limited: [429, "Too many requests", "请求过于频繁"],
  fault: [500, "A fault of ours", "系统故障"],
  exports_busy: [503, "Another file is being made", "正在生成另一个文件"],
  busy: [503, "Too much is waiting", "系统繁忙"],
  unreachable: [503, "Database away", "数据库暂不可用"],
  unanswered: [503, "No answer in time", "未及时答复"],
  stopping: [503, "Server is stopping", "服务正在停止"],
} as const satisfies { readonly [code: string]: Kind };

export type OwnCode = keyof typeof OTHERS;
export type ProblemCode = RefusalCode | OwnCode;

const PROBLEMS: { readonly [Code in ProblemCode]: Kind } = { ...REFUSALS, ...OTHERS };

export const PROBLEM_CODES: readonly ProblemCode[] = [
  ...REFUSAL_CODES,
  ...LIVE_REFUSAL_CODES,
  ...(Object.keys(OTHERS) as OwnCode[]),
];

export const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(PROBLEMS, code);
export const isRefusalCode = (code: ProblemCode): code is RefusalCode =>
  Object.hasOwn(REFUSALS, code);

export const statusOf = (code: ProblemCode): number => PROBLEMS[code][0];
export const titleOf = (code: ProblemCode, lang: "en" | "zh"): string =>
  PROBLEMS[code][lang === "en" ? 1 : 2];
