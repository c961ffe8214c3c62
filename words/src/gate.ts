/**
 * Sentences for what the gate says of a plan: one for each of its reasons, in both languages.
 *
 * The gate answers codes and facts, all of them texts: amounts in fen, rates as decimals.
 */
import { amountText } from "./figures.ts";
import type { Lang } from "./sentences.ts";
import { FUTURES_WORDS } from "./futures.ts";

/** Where something is wrong, and the facts of it. */
export type GateFacts = {
  /** A scenario, or a place in the plan or the policy. */
  readonly where: string;
  readonly facts: { readonly [name: string]: string };
};

type Sentence = (reason: GateFacts) => string;
export type GateReasonCode =
  | "policy_invalid"
  | "plan_refused"
  | "scenario_missing"
  | "too_short"
  | "coverage_below_floor"
  | "coverage_not_reached"
  | "attack_gains"
  | "cost_above_margin"
  | "invariant_broken";

const money = (minor: string | undefined): string => amountText(BigInt(minor ?? "0"));

const ENGLISH: { readonly [code in GateReasonCode]: Sentence } = {
  policy_invalid: ({ where }) => `the policy's ${where} is none that the gate takes`,
  plan_refused: ({ where, facts }) => `${where}: the plan check refuses it (${facts["code"]})`,
  scenario_missing: ({ where, facts }) =>
    `${where}: a verdict needs ${facts["seedsLeast"]} futures, and there are ${facts["seeds"]}`,
  too_short: ({ where, facts }) =>
    `${where}: a verdict needs futures of ${facts["daysLeast"]} days, and they last ${facts["days"]}`,
  coverage_below_floor: ({ where, facts }) =>
    `${where}: ${facts["coverage"]} of the quota granted enters the funds, and the floor is ${facts["floor"]}`,
  coverage_not_reached: ({ where, facts }) =>
    `${where}: ${facts["coverage"]} of the quota granted was paid, and the floor is ${facts["floor"]}`,
  attack_gains: ({ where, facts }) =>
    `${where}: in ${facts["futures"]} of ${facts["of"]} futures attackers ` +
    `(${attackName(facts["attack"], "en")}) got out more than they put in, at worst ` +
    `${money(facts["gotOutMinor"])} for ${money(facts["putInMinor"])} with seed ${facts["seed"]}`,
  cost_above_margin: ({ where, facts }) =>
    `${where}: in ${facts["futures"]} of ${facts["of"]} futures the plan cost more than the margin, at ` +
    `worst ${money(facts["costMinor"])} of ${money(facts["marginMinor"])} with seed ${facts["seed"]}`,
  invariant_broken: ({ where, facts }) => `${where}: a fault of ours: ${facts["invariant"]}`,
};

const CHINESE: { readonly [code in GateReasonCode]: Sentence } = {
  policy_invalid: ({ where }) => `准入规则的 ${where} 不可用`,
  plan_refused: ({ where, facts }) => `${where}：模式检查未通过（${facts["code"]}）`,
  scenario_missing: ({ where, facts }) =>
    `${where}：结论至少需要推演 ${facts["seedsLeast"]} 次，现有 ${facts["seeds"]} 次`,
  too_short: ({ where, facts }) =>
    `${where}：结论至少需要推演 ${facts["daysLeast"]} 天，现为 ${facts["days"]} 天`,
  coverage_below_floor: ({ where, facts }) =>
    `${where}：所发额度中有 ${facts["coverage"]} 进入基金，下限为 ${facts["floor"]}`,
  coverage_not_reached: ({ where, facts }) =>
    `${where}：所发额度中实付 ${facts["coverage"]}，下限为 ${facts["floor"]}`,
  attack_gains: ({ where, facts }) =>
    `${where}：${facts["of"]} 次推演中有 ${facts["futures"]} 次攻击者` +
    `（${attackName(facts["attack"], "zh")}）所得超过所投，最严重的是种子 ${facts["seed"]}：` +
    `投入 ${money(facts["putInMinor"])}，拿走 ${money(facts["gotOutMinor"])}`,
  cost_above_margin: ({ where, facts }) =>
    `${where}：${facts["of"]} 次推演中有 ${facts["futures"]} 次模式支出超过毛利，最严重的是种子 ` +
    `${facts["seed"]}：支出 ${money(facts["costMinor"])}，毛利 ${money(facts["marginMinor"])}`,
  invariant_broken: ({ where, facts }) => `${where}：我们的程序有错：${facts["invariant"]}`,
};

const attackName = (attack: string | undefined, lang: Lang): string =>
  FUTURES_WORDS[lang].attacks[attack ?? ""] ?? attack ?? "";

/** One reason of the gate's as one sentence, without a full stop. */
export function gateSentence(code: GateReasonCode, reason: GateFacts, lang: Lang): string {
  return (lang === "zh" ? CHINESE : ENGLISH)[code](reason);
}
