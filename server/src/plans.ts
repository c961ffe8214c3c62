/**
 * Plans: check one, take it through the gate, and see which were in force. To put one in force is a
 * command like the others.
 */
import {
  canonicalJson,
  checkPlan,
  promiseCoverage,
  type Json,
  type PlanIssue,
} from "@patronage/engine";
import { readPlanHistory, recordGate, type Gate, type House } from "@patronage/ledger";
import {
  gateResultJson,
  GateResultError,
  judgeResult,
  planHashOf,
  readGateResult,
  type Verdict,
} from "@patronage/simulator";
import { decimalText, gateSentence, planIssueSentence, type Lang } from "@patronage/words";
import type { FastifyRequest } from "fastify";
import { Type } from "typebox";
import { deskOf, heldBy } from "./access.ts";
import type { App } from "./app.ts";
import { planIn } from "./command-schemas.ts";
import { answer, BODY, described, IF_NONE_MATCH, NOT_MODIFIED, READS, SIGNED } from "./describe.ts";
import { GATE_STATES, type GateFailure, type GateRun, type GateState } from "./gate-run-store.ts";
import { HOUSE, type GateRuns } from "./gate-runs.ts";
import { langOf, problemError, ProblemError, type Issue } from "./problems.ts";
import type { Reads } from "./reads.ts";
import { count, named, planJson, strict, text } from "./schemas.ts";
import { poolFor } from "./tracing.ts";

const issue = strict({ code: text(), where: text("The place in the plan."), sentence: text() });
const reason = strict({ code: text(), where: text(), sentence: text() });

const checked = named(
  "PlanCheck",
  strict({
    accepted: Type.Boolean(),
    reasons: Type.Array(issue, { description: "Why it is refused; all at once." }),
    warnings: Type.Array(issue),
    coverage: Type.Record(Type.String(), Type.String(), {
      description: "Of each category, what of the quota granted a steady turnover would pay.",
    }),
  }),
);

const gateResult = Type.Unsafe<{ [key: string]: unknown }>({
  type: "object",
  additionalProperties: true,
  description: "The result, with which anyone can judge again.",
});

const gateRun = named(
  "GateRun",
  strict({
    planHash: text("The plan's SHA-256; the run is found by it."),
    state: Type.Unsafe<GateState>({
      ...Type.Enum([...GATE_STATES]),
      description: "`failed` and `cancelled` ones begin anew when they are asked for again.",
    }),
    doneCount: count("How many futures have run."),
    totalCount: count("Of how many; 0 while it waits."),
    failure: Type.Optional(
      Type.Unsafe<GateFailure>({
        ...Type.Enum(["interrupted", "fault"]),
        description:
          "Why it failed: `interrupted`, for the server ended each time while it ran; `fault`, by a fault of ours.",
      }),
    ),
    passes: Type.Optional(Type.Boolean({ description: "The verdict." })),
    reasons: Type.Optional(Type.Array(reason, { description: "Why it does not pass." })),
    madeAt: Type.Optional(text("When the result was made; it may be used for 30 days.")),
    result: Type.Optional(gateResult),
  }),
);

const planVersion = named(
  "PlanVersion",
  strict({
    sinceSeq: Type.Integer({ description: "From which place in the journal on it is in force." }),
    since: Type.Optional(text("From which instant on; missing for the first.")),
    plan: planJson,
  }),
);

export function addPlans(app: App, reads: Reads, gates: GateRuns, house: House): void {
  addHistory(app, reads);
  addCheck(app);
  addGates(app, gates, house);
}

function addHistory(app: App, reads: Reads): void {
  const { schema, config } = described({
    ...{ tag: "Plans", name: "listPlans", scope: "read" },
    summary: "The plans the programme has had, the one in force last",
    codes: READS,
    answers: {
      200: answer("All of them.", strict({ items: Type.Array(planVersion) })),
      304: NOT_MODIFIED,
    },
  });
  app.get(
    "/v1/plans",
    { config: { ...config, hasEtag: true }, schema: { ...schema, headers: IF_NONE_MATCH } },
    async (request) => {
      const plans = await reads.in(deskOf(request), readPlanHistory);
      const items = plans.map(({ sinceSeq, since, text: plan }) => ({
        ...{ sinceSeq: Number(sinceSeq), since, plan: JSON.parse(plan) as unknown },
      }));
      return { items };
    },
  );
}

const issueOf =
  (lang: Lang) =>
  (found: PlanIssue): Issue => ({
    code: found.code,
    where: found.path,
    sentence: planIssueSentence(found, lang),
  });

const PLACES = 4;

function addCheck(app: App): void {
  const { schema, config } = described({
    ...{ tag: "Plans", name: "checkPlan", scope: "read" },
    summary: "Check a plan, and change nothing",
    codes: [...SIGNED, ...BODY],
    answers: { 200: answer("Every reason and every warning.", checked) },
  });
  app.post("/v1/plans/check", { config, schema: { ...schema, body: planIn } }, (request) => {
    const check = checkPlan(request.body.plan as Json);
    const shown = issueOf(langOf(request));
    if (!check.ok) {
      return { accepted: false, reasons: check.reasons.map(shown), warnings: [], coverage: {} };
    }
    const { plan, warnings } = check;
    const coverage = Array.from(plan.categories, ([name, category]) => {
      const { paidOut, granted } = promiseCoverage(plan, category);
      const num = paidOut.num * granted.den * 10n ** BigInt(PLACES);
      const den = paidOut.den * granted.num;
      const ratio =
        den === 0n ? "" : decimalText({ num: num / den, den: 10n ** BigInt(PLACES) }, 0);
      return [name, ratio] as const;
    });
    return {
      ...{ accepted: true, reasons: [], warnings: warnings.map(shown) },
      coverage: Object.fromEntries(coverage),
    };
  });
}

/** A plan that passes its check, or a problem with every reason. */
export function checkedPlan(request: FastifyRequest, plan: Json): Json {
  const check = checkPlan(plan);
  if (check.ok) return plan;
  const issues = check.reasons.map(issueOf(langOf(request)));
  const codes = check.reasons.map(({ code, path }) => `${code} ${path}`.trim());
  const facts = { reasons: codes.join("; ") };
  throw new ProblemError({ code: "plan_refused", facts, issues, pointer: "#/plan" });
}

/** The result of the gate that somebody hands in for a plan. */
export function gateFrom(plan: Json, result: Json): Gate {
  try {
    const read = readGateResult(result);
    if (read.planHash === planHashOf(plan)) {
      return { madeAt: new Date().toISOString(), result: read };
    }
    throw problemError("result_invalid", { why: "This is the result of another plan." });
  } catch (error) {
    if (!(error instanceof GateResultError)) throw error;
    throw problemError("result_invalid", { why: error.message }, { pointer: "#/result" });
  }
}

export const gateIn = named(
  "GateAsked",
  strict({ plan: planJson, result: Type.Optional(gateResult) }),
);

/** Where runs of the gate are asked for: by a programme for its next plan, by the operator for a new one. */
type GatePlace = {
  readonly url: string;
  readonly tag: "Plans" | "House";
  readonly scope: "plans" | "house";
  /** What its routes are called: to ask, to look, to cancel. */
  readonly names: readonly [string, string, string];
};
const GATE_PLACES: readonly GatePlace[] = [
  {
    ...{ url: "/v1/plans/gate", tag: "Plans", scope: "plans" },
    names: ["gatePlan", "readGate", "cancelGate"],
  },
  {
    ...{ url: "/v1/programmes/gate", tag: "House", scope: "house" },
    names: ["gateNewProgramme", "readGateOfNewProgramme", "cancelGateOfNewProgramme"],
  },
];

function addGates(app: App, gates: GateRuns, house: House): void {
  for (const place of GATE_PLACES) {
    addGate(app, gates, house, place);
    addGateRun(app, gates, place);
  }
}

/** Whose run it is: that of the key's programme. Nobody else finds it. */
const ownerOf = (request: FastifyRequest): string => heldBy(request).key?.schema ?? HOUSE;

/** The plan check comes first; then the futures are run, or a result is handed in and kept. */
function addGate(app: App, gates: GateRuns, house: House, { url, tag, scope, names }: GatePlace) {
  const keep = async (request: FastifyRequest, plan: Json, gate: Gate): Promise<void> => {
    if (scope === HOUSE) return;
    const pool = poolFor(request, house.pool);
    await recordGate(pool, deskOf(request).programme, plan, gate);
  };
  const { config, schema } = described({
    ...{ tag, scope, name: names[0] },
    summary: "Run a plan's futures, or hand in the result of a run",
    description:
      "A run takes minutes: ask for it by the `planHash` until its state is `done`. The result is kept, " +
      "and the plan may be activated for 30 days when it passes. A run outlives the server's restart: it " +
      "is begun again then.",
    codes: [...SIGNED, ...BODY, "plan_refused", "result_invalid", "gate_runs_waiting"],
    answers: {
      200: answer("The result that was handed in, judged.", gateRun),
      202: answer("It waits, runs, or has run.", gateRun),
    },
  });
  app.post(url, { config, schema: { ...schema, body: gateIn } }, async (request, reply) => {
    const plan = checkedPlan(request, request.body.plan as Json);
    const { result } = request.body;
    if (result !== undefined) {
      const gate = gateFrom(plan, result as Json);
      await keep(request, plan, gate);
      return runShown(request, handedIn(plan, gate));
    }
    const run = await gates.ask(ownerOf(request), plan);
    reply.code(202).header("location", `${url}/${run.planHash}`);
    return runShown(request, run);
  });
}

const PLAN_HASH = {
  params: Type.Object({ planHash: Type.String({ pattern: "^[0-9a-f]{64}$" }) }),
};

function addGateRun(app: App, gates: GateRuns, { url, tag, scope, names }: GatePlace): void {
  const known = (run: GateRun | undefined): GateRun => {
    if (run === undefined) throw problemError("gate_run_unknown");
    return run;
  };
  const one = `${url}/:planHash`;
  const look = described({
    ...{ tag, scope, name: names[1] },
    summary: "How far a run of the gate is, and what it came to",
    description: "Runs are remembered for 30 days after they ended, the last hundred of them.",
    codes: [...READS, "gate_run_unknown"],
    answers: { 200: answer("The run.", gateRun) },
  });
  app.get(one, { config: look.config, schema: { ...look.schema, ...PLAN_HASH } }, async (request) =>
    runShown(request, known(await gates.find(ownerOf(request), request.params.planHash))),
  );
  const end = described({
    ...{ tag, scope, name: names[2] },
    summary: "Cancel a run of the gate",
    description: "One that is over stays as it is.",
    codes: [...READS, ...SIGNED, "gate_run_unknown"],
    answers: { 200: answer("The run as it is now.", gateRun) },
  });
  app.delete(
    one,
    { config: end.config, schema: { ...end.schema, ...PLAN_HASH } },
    async (request) =>
      runShown(request, known(await gates.cancel(ownerOf(request), request.params.planHash))),
  );
}

function handedIn(plan: Json, gate: Gate): GateRun {
  const verdict = judgeResult(plan, gate.result);
  const { planHash, futures } = gate.result;
  const [state, count] = ["done", futures.length] as const;
  return {
    ...{ planHash, state, doneCount: count, totalCount: count },
    ...{ failure: undefined, gate, verdict },
  };
}

function runShown(request: FastifyRequest, run: GateRun) {
  const { planHash, state, doneCount, totalCount, failure, gate, verdict } = run;
  const shown = { planHash, state, doneCount, totalCount, failure };
  if (gate === undefined || verdict === undefined) return shown;
  return { ...shown, ...verdictShown(request, verdict), ...gateShown(gate) };
}

const gateShown = ({ madeAt, result }: Gate) => ({
  madeAt,
  // Counts stay numbers there, so that it can be handed in again as it is.
  result: JSON.parse(canonicalJson(gateResultJson(result))) as unknown,
});

function verdictShown(request: FastifyRequest, { passes, reasons }: Verdict) {
  const lang = langOf(request);
  const shown = reasons.map(({ code, where, facts }) => ({
    ...{ code, where, sentence: gateSentence(code, { where, facts }, lang) },
  }));
  return { passes, reasons: shown };
}
