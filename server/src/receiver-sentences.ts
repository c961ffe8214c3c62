/**
 * Sentences about receivers, in both languages: what is wrong with a mapping, and why a delivery cannot be
 * read. Both are codes with their places until somebody is told of them.
 */
import { oneLine, type Lang } from "@patronage/words";
import type { Issue } from "./problems.ts";
import type { ReadingFault } from "./receiver-reading.ts";

type Both = { readonly [Name in Lang]: string };
type Say = (place: string, fact: (name: string) => string) => string;
type Sentence = { readonly [Name in Lang]: Say };

export type MappingFault =
  | ("missing" | "unknown" | "choice" | "type" | "pattern" | "range" | "rule_test")
  | ("digits" | "choice_of_shop" | "currency" | "category_unknown" | "field_untold");

/** What is wrong with a mapping, and where. */
export type MappingIssue = {
  readonly code: MappingFault;
  readonly where: string;
  readonly facts: { readonly [name: string]: string | readonly string[] };
};

const MAPPING: { readonly [Code in MappingFault]: Sentence } = {
  missing: {
    en: (place) => `${place} is missing.`,
    zh: (place) => `缺少${place}。`,
  },
  unknown: {
    en: (place) => `${place} is not known here.`,
    zh: (place) => `${place}不是映射文件的字段。`,
  },
  choice: {
    en: (place, fact) => `${place} must be ${fact("choices")}.`,
    zh: (place, fact) => `${place}必须是 ${fact("choices")}。`,
  },
  type: {
    en: (place, fact) => `${place} must be of the type ${fact("type")}.`,
    zh: (place, fact) => `${place}的类型必须是 ${fact("type")}。`,
  },
  pattern: {
    en: (place) => `${place} must be three capital letters, like "CNY".`,
    zh: (place) => `${place}必须是三个大写字母，例如 "CNY"。`,
  },
  range: {
    en: (place) => `${place} is too small, too large, too short or too long.`,
    zh: (place) => `${place}过小、过大、过短或过长。`,
  },
  rule_test: {
    en: (place) => `${place} needs exactly one of equals, in, startsWith.`,
    zh: (place) => `${place}必须且只能有 equals、in、startsWith 之一。`,
  },
  digits: {
    en: (place, fact) => `${place} is missing: ${fact("currency")} has ${fact("digits")} digits.`,
    zh: (place, fact) => `缺少${place}：${fact("currency")} 有 ${fact("digits")} 位小数。`,
  },
  choice_of_shop: {
    en: (place, fact) => `${place} must be ${fact("choices")} for ${fact("shop")}.`,
    zh: (place, fact) => `对 ${fact("shop")}，${place}必须是 ${fact("choices")}。`,
  },
  currency: {
    en: (place, fact) => `${place} must be the programme's, ${fact("choices")}.`,
    zh: (place, fact) => `${place}必须是本项目的币种 ${fact("choices")}。`,
  },
  category_unknown: {
    en: (place, fact) => `${place}: the plan has no category ${fact("category")}.`,
    zh: (place, fact) => `${place}：模式中没有类别 ${fact("category")}。`,
  },
  field_untold: {
    en: (place, fact) => `${place}: ${fact("shop")} does not tell ${fact("field")}.`,
    zh: (place, fact) => `${place}：${fact("shop")} 不提供 ${fact("field")}。`,
  },
};

const OR: Both = { en: " or ", zh: " 或 " };
const WHOLE: Both = { en: "The mapping", zh: "映射文件" };

const quoted = (place: string, lang: Lang): string => (lang === "en" ? `"${place}"` : `“${place}”`);

/** An issue with its sentence. */
export function mappingIssueShown({ code, where, facts }: MappingIssue, lang: Lang): Issue {
  const fact = (name: string): string => {
    const found = facts[name] ?? "";
    return typeof found === "string"
      ? oneLine(found, 100)
      : found.map((one) => `"${oneLine(one, 100)}"`).join(OR[lang]);
  };
  const place = where === "" ? WHOLE[lang] : quoted(where, lang);
  return { code, where, sentence: MAPPING[code][lang](place, fact) };
}

const READING: { readonly [Fault in ReadingFault]: Sentence } = {
  not_json: { en: () => "it is no JSON", zh: () => "不是 JSON" },
  missing: { en: (place) => `${place} is missing`, zh: (place) => `缺少${place}` },
  not_list: { en: (place) => `${place} is no list`, zh: (place) => `${place}不是列表` },
  not_decimal: {
    en: (place) => `${place} is no decimal number`,
    zh: (place) => `${place}不是十进制数`,
  },
  not_keepable: {
    en: (place) => `${place} holds a character that nobody can keep`,
    zh: (place) => `${place}含有无法保存的字符`,
  },
};

/** Why a delivery cannot be read, by its reason: a word, and the place. */
export function unreadableSentence(reason: string, lang: Lang): string {
  const [fault = "", ...place] = reason.split(" ");
  const sentence = Object.hasOwn(READING, fault) ? READING[fault as ReadingFault] : undefined;
  return sentence?.[lang](quoted(place.join(" "), lang), () => "") ?? reason;
}
