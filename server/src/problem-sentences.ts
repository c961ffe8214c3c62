/** Sentences for the server's own problems, in both languages; those of refusals are in words. */
import type { Facts } from "@patronage/engine";
import { oneLine, refusalSentence, type Lang } from "@patronage/words";
import { isRefusalCode, type OwnCode, type ProblemCode } from "./problem-codes.ts";
import { unreadableSentence } from "./receiver-sentences.ts";

type Say = (fact: (name: string) => string) => string;
type Sentence = { readonly en: Say; readonly zh: Say };

const say = (en: Say | string, zh: Say | string): Sentence => ({
  en: typeof en === "string" ? () => en : en,
  zh: typeof zh === "string" ? () => zh : zh,
});

/** What may be wrong with the address of an endpoint. */
const TARGET_WORDS: { readonly [why: string]: readonly [english: string, chinese: string] } = {
  not_url: ["it is no address", "地址格式不对"],
  not_https: ["it is not https", "不是 https"],
  has_credentials: ["it holds a password", "地址中含有密码"],
  not_public: ["it leads into a private network", "指向内部网络"],
  name_unknown: ["its name leads nowhere", "域名无法解析"],
};

const SENTENCES: { readonly [Code in OwnCode]: Sentence } = {
  json_invalid: say("The body cannot be read as JSON.", "请求体无法作为 JSON 读取。"),
  body_missing: say(
    "This request needs a body of JSON, with Content-Type: application/json.",
    "此请求需要 JSON 请求体，并带 Content-Type: application/json。",
  ),
  amount_too_large: say(
    (fact) => `${fact("field")} is larger than ${fact("most")}, the most that is taken here.`,
    (fact) => `${fact("field")} 大于此处的上限 ${fact("most")}。`,
  ),
  too_many: say(
    (fact) => `${fact("field")} holds more than ${fact("most")}; send several requests.`,
    (fact) => `${fact("field")} 多于 ${fact("most")} 项；请分几次发送。`,
  ),
  parameter_invalid: say(
    (fact) => `The parameter ${fact("field")} is not as the reference describes it.`,
    (fact) => `参数 ${fact("field")} 与接口说明不符。`,
  ),
  cursor_invalid: say(
    "This cursor is of another list, or was cut. Begin again without `after`.",
    "此游标属于另一个列表或不完整；请不带 after 重新开始。",
  ),
  request_invalid: say("This cannot be read as HTTP.", "这不是可读的 HTTP 请求。"),
  url_invalid: say("The address cannot be decoded.", "地址无法解码。"),
  idempotency_key_missing: say(
    "Send an Idempotency-Key with every command, so that it can be sent again without harm.",
    "每条命令都要带 Idempotency-Key，重发才不会重复生效。",
  ),
  idempotency_key_invalid: say(
    "An Idempotency-Key is 1 to 128 visible ASCII characters without spaces.",
    "Idempotency-Key 为 1 至 128 个可见 ASCII 字符，不含空格。",
  ),
  result_invalid: say((fact) => fact("why"), "这不是本模式的准入检验结果。"),
  key_missing: say(
    "Send your key as Authorization: Bearer KEY.",
    "请以 Authorization: Bearer KEY 发送密钥。",
  ),
  key_unknown: say(
    "No such key is in force. Look it up with `patronage keys list`.",
    "没有这个生效的密钥。请用 patronage keys list 查看。",
  ),
  signature_missing: say(
    "This key asks for signed commands: send Patronage-Timestamp and Patronage-Signature.",
    "此密钥要求命令带签名：请发送 Patronage-Timestamp 和 Patronage-Signature。",
  ),
  signature_invalid: say(
    "The signature does not fit the method, the address, the Idempotency-Key and the body.",
    "签名与方法、地址、Idempotency-Key 和请求体不符。",
  ),
  signature_outdated: say(
    "The timestamp is more than five minutes from the server's clock.",
    "时间戳与服务器时钟相差超过五分钟。",
  ),
  signature_used: say(
    "This very request was here before. To ask for the same again, sign it with a later timestamp.",
    "这个请求已经来过一次。要再做一次，请用更晚的时间戳重新签名。",
  ),
  scope_missing: say(
    (fact) => `This needs a key with the scope "${fact("scope")}".`,
    (fact) => `此操作需要带 ${fact("scope")} 权限的密钥。`,
  ),
  route_unknown: say("Nothing is at this address; see /docs.", "此地址没有内容；请看 /docs。"),
  gate_run_unknown: say(
    "No run of the gate for this plan is remembered; ask for one.",
    "没有记录此模式的准入检验；请先发起。",
  ),
  gate_runs_waiting: say(
    (fact) => `${fact("most")} runs of the gate wait already; ask again when one has ended.`,
    (fact) => `已有 ${fact("most")} 次准入检验在等待；请在其中一次结束后再发起。`,
  ),
  endpoint_unknown: say(
    (fact) => `There is no endpoint "${fact("endpoint")}".`,
    (fact) => `没有端点“${fact("endpoint")}”。`,
  ),
  receiver_unknown: say(
    (fact) => `There is no receiver "${fact("receiver")}".`,
    (fact) => `没有接收端“${fact("receiver")}”。`,
  ),
  person_unknown: say(
    (fact) => `There are no contacts of "${fact("holder")}".`,
    (fact) => `没有“${fact("holder")}”的联系方式。`,
  ),
  target_refused: say(
    (fact) => `Events cannot be sent there: ${TARGET_WORDS[fact("why")]?.[0] ?? fact("why")}.`,
    (fact) => `无法向该地址发送：${TARGET_WORDS[fact("why")]?.[1] ?? fact("why")}。`,
  ),
  mapping_invalid: say(
    "The mapping is not as described; `issues` says what is wrong with it.",
    "映射文件不合要求；详见 issues。",
  ),
  delivery_unsigned: say(
    "There is no such receiver, or the signature is missing or not by its secret.",
    "没有此接收端，或缺少签名，或签名与其密钥不符。",
  ),
  delivery_unreadable: say(
    (fact) => `This is not what the shop documents: ${unreadableSentence(fact("why"), "en")}.`,
    (fact) => `内容与商店文档不符：${unreadableSentence(fact("why"), "zh")}。`,
  ),
  programme_exists: say(
    (fact) => `The programme "${fact("programme")}" has begun already.`,
    (fact) => `项目“${fact("programme")}”已经开始。`,
  ),
  method_not_allowed: say(
    (fact) => `At this address there is ${fact("allow")} alone.`,
    (fact) => `此地址只支持 ${fact("allow")}。`,
  ),
  too_slow: say("The request did not arrive in time.", "请求未在时限内到达。"),
  body_too_large: say(
    (fact) => `A body holds at most ${fact("most")} bytes; send several requests.`,
    (fact) => `请求体最多 ${fact("most")} 字节；请分几次发送。`,
  ),
  url_too_long: say("The address is too long.", "地址过长。"),
  media_type_unsupported: say(
    "Send the body as application/json.",
    "请以 application/json 发送请求体。",
  ),
  header_too_large: say("The headers are too large.", "请求头过大。"),
  rate_limited: say(
    (fact) => `At most ${fact("most")} requests a minute; try again in ${fact("seconds")} s.`,
    (fact) => `每分钟最多 ${fact("most")} 次请求；请在 ${fact("seconds")} 秒后重试。`,
  ),
  fault: say(
    "This is a fault of ours, and stands in the log by the name in `instance`. A command may or may not " +
      "have been applied: send it again with the same Idempotency-Key.",
    "系统故障，已按 instance 记录。命令可能已生效也可能没有：请用同一个 Idempotency-Key 重发。",
  ),
  exports_busy: say(
    "A file of this programme, or too many of others, are being made. Ask again when they are done.",
    "本项目的另一个文件（或过多其他项目的文件）正在生成。请在完成后再试。",
  ),
  busy: say(
    "Too many commands wait already. Send it again in a moment with the same Idempotency-Key.",
    "等待的命令过多。请稍后用同一个 Idempotency-Key 重发。",
  ),
  unreachable: say(
    "The database is away. Whether a command was applied is not known: send it again with the same " +
      "Idempotency-Key.",
    "数据库暂不可用。命令是否生效未知：请用同一个 Idempotency-Key 重发。",
  ),
  unanswered: say(
    "There was no answer in time. A command stays and is applied later: send it again with the same " +
      "Idempotency-Key to hear the answer.",
    "未及时得到答复。命令会保留并稍后生效：请用同一个 Idempotency-Key 重发以得到答复。",
  ),
  stopping: say("The server is stopping; try again in a moment.", "服务正在停止；请稍后重试。"),
};

/** What is wrong, in one sentence. Money is of `currency`. */
export function problemSentence(
  code: ProblemCode,
  facts: Facts,
  lang: Lang,
  currency?: string,
): string {
  if (isRefusalCode(code)) return refusalSentence({ code, facts }, lang, currency);
  return SENTENCES[code][lang]((name) => oneLine(String(facts[name] ?? name), 200));
}
