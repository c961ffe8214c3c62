/**
 * A naive model of the economics (spec/economics.md): the oracle of the engine's tests.
 *
 * It reads the contract sentence by sentence and is as slow as it is plain: every close pays every
 * holder, every compulsory redemption looks at all of them. Where it and the engine differ in any
 * field, one of the two has misread the contract. Each command is first all checks, then effects.
 */

import { canonicalJson, isJsonObject, type Json, type JsonObject } from "./json.ts";
import { closeDay } from "./oracle-close.ts";
import { compareInstants, parseInstant, whyFieldsRefused, type Instant } from "./oracle-fields.ts";
import { ceilDivide, E18, MICRO_PER_SHARE, MINOR_PER_UNIT } from "./oracle-math.ts";
import { completeOrder, payOrder, refundOrder } from "./oracle-orders.ts";
import { forbiddenChanges, readOraclePlan } from "./oracle-plan.ts";
import {
  captureShares,
  holdShares,
  redeemShares,
  releaseShares,
  returnSpend,
  spendShares,
  transferShares,
  withdrawFromWallet,
} from "./oracle-shares.ts";
import { tierOf, walletMinor, type Oracle } from "./oracle-state.ts";

export { payEagerly } from "./oracle-close.ts";
export { oraclePlanProblems } from "./oracle-plan.ts";
export type { Oracle } from "./oracle-state.ts";

export type OracleVerdict = { verdict: "applied" | "duplicate" | "refused"; why?: string };

/** An empty ledger under a plan. Throws, listing the reasons, when section 3 refuses the plan. */
export function createOracle(plan: Json): Oracle {
  const { plan: read, problems } = readOraclePlan(plan);
  if (read === undefined) throw new Error(`the plan is refused: ${problems.join("; ")}`);
  const { numerator, denominator } = read.initialPrice;
  const foundedMinor = ceilDivide(
    read.foundingMicro * numerator * MINOR_PER_UNIT,
    denominator * MICRO_PER_SHARE,
  );
  return {
    plan: read,
    reserveE18: foundedMinor * E18,
    outstandingMicro: read.foundingMicro,
    issuedMicro: read.foundingMicro,
    proRataE18: 0n,
    tierE18: 0n,
    foundedMinor,
    contributedMinor: 0n,
    returnedMinor: 0n,
    refundLossMinor: 0n,
    deductedMinor: 0n,
    spentMinor: 0n,
    holders: new Map(),
    agents: new Map(),
    orders: new Map(),
    holds: new Map(),
    lastDate: undefined,
    lastAt: undefined,
    lastPrice: undefined,
    applied: new Map(),
    rejected: [],
  };
}

function joinHolder(oracle: Oracle, command: JsonObject): string | undefined {
  const holder = command["holder"] as string;
  const referrer = Object.hasOwn(command, "referrer") ? (command["referrer"] as string) : undefined;
  if (oracle.holders.has(holder)) return "holder_exists";
  if (referrer !== undefined && !oracle.holders.has(referrer)) return "referrer_unknown";
  oracle.holders.set(holder, {
    referrer,
    sharesMicro: 0n,
    heldMicro: 0n,
    quotaE18: 0n,
    dividendsE18: 0n,
    payoutsMinor: 0n,
    withdrawnMinor: 0n,
    owedSharesMicro: 0n,
    owedQuotaE18: 0n,
    grantedMicro: 0n,
    peakMicro: 0n,
    indexE18: 0n,
    givenBackMinor: 0n,
    spentMinor: new Map(),
  });
  return undefined;
}

function appointAgent(oracle: Oracle, command: JsonObject): string | undefined {
  const holder = command["holder"] as string;
  if (!oracle.holders.has(holder)) return "holder_unknown";
  oracle.agents.set(command["region"] as string, holder);
  return undefined;
}

function activatePlan(oracle: Oracle, command: JsonObject): string | undefined {
  const { plan } = readOraclePlan(command["plan"] as JsonObject);
  if (plan === undefined) return "plan_refused";
  const reasons = forbiddenChanges(oracle.plan, plan, oracle.issuedMicro);
  if (reasons.length > 0) return `plan_change: ${reasons.join("; ")}`;
  oracle.plan = plan;
  return undefined;
}

type Decide = (oracle: Oracle, command: JsonObject) => string | undefined;

const DECISIONS = new Map<string, Decide>([
  ["holder.join", joinHolder],
  ["agent.appoint", appointAgent],
  ["order.pay", payOrder],
  ["order.complete", completeOrder],
  ["order.refund", refundOrder],
  ["shares.redeem", redeemShares],
  ["shares.spend", spendShares],
  ["shares.hold", holdShares],
  ["shares.capture", captureShares],
  ["shares.release", releaseShares],
  ["spend.return", returnSpend],
  ["shares.transfer", transferShares],
  ["wallet.withdraw", withdrawFromWallet],
  ["day.close", closeDay],
  ["plan.activate", activatePlan],
]);

function whyRefused(oracle: Oracle, command: JsonObject): string | undefined {
  const malformed = whyFieldsRefused(command);
  if (malformed !== undefined) return malformed;
  const at = parseInstant(command["at"] as string) as Instant;
  if (oracle.lastAt !== undefined && compareInstants(at, oracle.lastAt) < 0) return "at_earlier";
  const decide = DECISIONS.get(command["type"] as string);
  if (decide === undefined) throw new Error("every type with a shape has a decision");
  const refusal = decide(oracle, command);
  if (refusal === undefined) oracle.lastAt = at;
  return refusal;
}

/** Applies one command. Throws when it is no JSON object with a string `id`, as the replay stops. */
export function applyToOracle(oracle: Oracle, command: Json): OracleVerdict {
  if (
    !isJsonObject(command) ||
    !Object.hasOwn(command, "id") ||
    typeof command["id"] !== "string"
  ) {
    throw new Error("a command is a JSON object with a string id");
  }
  const id = command["id"];
  const content = canonicalJson(command);
  const earlier = oracle.applied.get(id);
  if (earlier === content) return { verdict: "duplicate" };
  const why = earlier === undefined ? whyRefused(oracle, command) : "id_used";
  if (why !== undefined) {
    oracle.rejected.push(id);
    return { verdict: "refused", why };
  }
  oracle.applied.set(id, content);
  const { reserveE18, outstandingMicro } = oracle;
  if (outstandingMicro > 0n) oracle.lastPrice = { reserveE18, outstandingMicro };
  return { verdict: "applied" };
}

/** The state as section 11 prints it: money and tiers are whole numbers, the rest are strings. */
export function oracleState(oracle: Oracle): Json {
  const holders = [...oracle.holders].map(([id, holder]): [string, Json] => [
    id,
    {
      shares: `${holder.sharesMicro}`,
      held: `${holder.heldMicro}`,
      quotaE18: `${holder.quotaE18}`,
      dividendsE18: `${holder.dividendsE18}`,
      wallet: walletMinor(holder),
      tier: BigInt(tierOf(oracle, holder)),
      owedShares: `${holder.owedSharesMicro}`,
      owedQuotaE18: `${holder.owedQuotaE18}`,
    },
  ]);
  return {
    reserveE18: `${oracle.reserveE18}`,
    outstanding: `${oracle.outstandingMicro}`,
    issued: `${oracle.issuedMicro}`,
    funds: { proRataE18: `${oracle.proRataE18}`, tierE18: `${oracle.tierE18}` },
    merchant: {
      founded: oracle.foundedMinor,
      contributed: oracle.contributedMinor,
      returned: oracle.returnedMinor,
      refundLoss: oracle.refundLossMinor,
      deducted: oracle.deductedMinor,
      spent: oracle.spentMinor,
    },
    // From entries, so that a holder called "__proto__" is a member like any other.
    holders: Object.fromEntries(holders),
    rejected: [...oracle.rejected],
  };
}
