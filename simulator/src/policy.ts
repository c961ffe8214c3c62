/**
 * The policy of the gate: its limits, which an owner may tighten. Only the floor of the coverage may be
 * lowered, to 0.1 at the least and with a reason, which is then published in the shop.
 */
import { compareRatios, parseDecimal, type Json } from "@patronage/engine";

export type Policy = {
  /** The least part of the quota granted that must enter the funds, as a decimal. */
  readonly coverageFloor: string;
  /** Why the floor is lower than usual: it is published in the shop. */
  readonly reason?: string;
  /** The most that an attack may get out, of what it put in. */
  readonly attackMost: string;
  /** The most that the plan may cost, of the merchant's margin. */
  readonly costMost: string;
  /** The fewest futures of each scenario that a verdict may rest on. */
  readonly seedsLeast: number;
  /** The fewest days that each of them lasts. */
  readonly daysLeast: number;
};

export const POLICY: Policy = {
  coverageFloor: "0.5",
  attackMost: "1",
  costMost: "1",
  seedsLeast: 10,
  daysLeast: 3 * 365,
};
const FLOOR_LEAST = "0.1";
const SEEDS_MOST = 100_000;

const DECIMALS = ["coverageFloor", "attackMost", "costMost"] as const;
const COUNTS = ["seedsLeast", "daysLeast"] as const;

const isAbove = (a: string, b: string): boolean =>
  compareRatios(parseDecimal(a)!, parseDecimal(b)!) > 0;

/** Whether the floor is below the usual one, which the shop then says with its reason. */
export const isFloorLowered = ({ coverageFloor }: Policy): boolean =>
  isAbove(POLICY.coverageFloor, coverageFloor);

/** What is wrong with a policy: the field, and which rule it breaks. */
export type PolicyProblem = {
  readonly field: string;
  readonly rule: "object" | "unknown" | "decimal" | "whole" | "too_low" | "too_lax" | "reason";
};

export type PolicyRead =
  | { readonly ok: true; readonly policy: Policy }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

/** Reads a policy: what it does not say is as usual. Every problem is named at once. */
export function readPolicy(json: Json): PolicyRead {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    return { ok: false, problems: [{ field: "", rule: "object" }] };
  }
  const given = Object.entries(json).map(([field, value]) => [
    field,
    // Whole numbers are read as bigints.
    typeof value === "bigint" ? Number(value) : value,
  ]);
  const policy = { ...POLICY, ...Object.fromEntries(given) } as Policy;
  const problems = policyProblems(policy);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, policy };
}

/** What is wrong with a policy; nothing when it may be used. */
export function policyProblems(policy: Policy): PolicyProblem[] {
  const fields = policy as { readonly [name: string]: unknown };
  const known: readonly string[] = [...DECIMALS, ...COUNTS, "reason"];
  const unknown = Object.keys(fields).filter((field) => !known.includes(field));
  const decimals = DECIMALS.filter((field) => {
    const value = fields[field];
    return typeof value !== "string" || parseDecimal(value) === undefined;
  });
  const counts = COUNTS.filter((field) => {
    const value = fields[field];
    return !Number.isSafeInteger(value) || (value as number) > SEEDS_MOST;
  });
  const malformed: PolicyProblem[] = [
    ...unknown.map((field): PolicyProblem => ({ field, rule: "unknown" })),
    ...decimals.map((field): PolicyProblem => ({ field, rule: "decimal" })),
    ...counts.map((field): PolicyProblem => ({ field, rule: "whole" })),
  ];
  return malformed.length > 0 ? malformed : laxities(policy);
}

function laxities(policy: Policy): PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  const report = (field: string, rule: PolicyProblem["rule"]) => problems.push({ field, rule });
  if (isAbove(FLOOR_LEAST, policy.coverageFloor)) report("coverageFloor", "too_low");
  const isLowered = isFloorLowered(policy);
  const { reason = "" } = policy;
  if (typeof reason !== "string" || (isLowered && reason.trim() === "")) report("reason", "reason");
  for (const field of ["attackMost", "costMost"] as const) {
    if (isAbove(policy[field], POLICY[field])) report(field, "too_lax");
  }
  for (const field of COUNTS) if (policy[field] < POLICY[field]) report(field, "too_lax");
  return problems;
}
