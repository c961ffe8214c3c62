/**
 * The gate's policy as the back office may set it. Limits can be tightened by whoever drafts plans; only
 * the owner may lower the floor of the coverage, to a tenth at the least, and says why: the reason goes
 * into the journal with the plan, and is published.
 */
import type { Json } from "@patronage/engine";
import {
  isFloorLowered,
  POLICY,
  readPolicy,
  type Policy,
  type PolicyProblem,
} from "@patronage/simulator";
import type { Lang } from "@patronage/words";
import { MallError } from "./mall.ts";

/** What of a policy differs from the usual one; what is left out, or null, is as usual. */
export type PolicyInput = { readonly [field in keyof Policy]?: Policy[field] | null };

const NAMES: { readonly [lang in Lang]: { readonly [field: string]: string } } = {
  en: {
    coverageFloor: "the floor of the coverage",
    attackMost: "the most an attack may get out",
    costMost: "the most the plan may cost",
    seedsLeast: "the fewest futures",
    daysLeast: "the fewest days",
    reason: "the reason",
  },
  zh: {
    coverageFloor: "额度覆盖率下限",
    attackMost: "攻击所得上限",
    costMost: "模式成本上限",
    seedsLeast: "最少推演次数",
    daysLeast: "最少天数",
    reason: "理由",
  },
};
const LIMITS: { readonly [field: string]: unknown } = POLICY;

function sentenceOf({ field, rule }: PolicyProblem, lang: Lang): string {
  const name = NAMES[lang][field] ?? field;
  const usual = String(LIMITS[field]);
  const isCount = typeof LIMITS[field] === "number";
  const [en, zh] = {
    object: ["a policy is a JSON object", "准入规则须为 JSON 对象"],
    unknown: [`there is no limit ${name}`, `没有 ${name} 这一项`],
    decimal: [`${name} is a decimal such as 0.5`, `${name}须为 0.5 这样的小数`],
    whole: [`${name} is a whole number`, `${name}须为整数`],
    too_low: [`${name} is at least 0.1`, `${name}最低为 0.1`],
    too_lax: [
      `${name} is ${usual} or ${isCount ? "more" : "less"}: limits are only tightened`,
      `${name}须为 ${usual} 或更${isCount ? "大" : "小"}：只能收紧`,
    ],
    reason: [
      `say why the floor is below ${POLICY.coverageFloor}: the reason is published`,
      `下限低于 ${POLICY.coverageFloor} 时须说明理由，理由将公示`,
    ],
  }[rule] as [string, string];
  return lang === "zh" ? zh : en;
}

/** Reads a policy. Refuses: policy_refused, policy_owner_only. */
export function policyFrom(input: PolicyInput | null | undefined, isOwner: boolean): Policy {
  const given = Object.entries(input ?? {}).flatMap(([field, value]): [string, Json][] => {
    if (value === null || value === undefined || value === "") return [];
    // The reader expects whole numbers as the engine reads them.
    return [[field, Number.isSafeInteger(value) ? BigInt(value) : String(value)]];
  });
  const read = readPolicy(Object.fromEntries(given));
  if (!read.ok) {
    const told = (lang: Lang, between: string): string =>
      read.problems.map((problem) => sentenceOf(problem, lang)).join(between);
    throw new MallError("policy_refused", { en: told("en", "; "), zh: told("zh", "；") });
  }
  if (isFloorLowered(read.policy) && !isOwner) throw new MallError("policy_owner_only");
  return read.policy;
}
