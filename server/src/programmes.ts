/** Programmes, for the operator of the house: which there are, and how one begins. */
import type { Json } from "@patronage/engine";
import {
  createProgramme,
  GateRefusedError,
  HouseError,
  listProgrammes,
  type House,
} from "@patronage/ledger";
import { Type } from "typebox";
import type { App } from "./app.ts";
import { answer, BODY, described, SIGNED } from "./describe.ts";
import type { Desks } from "./desks.ts";
import { checkedPlan, gateFrom } from "./plans.ts";
import { problemError, ProblemError } from "./problems.ts";
import { named, planJson, strict, text } from "./schemas.ts";

const programme = named("Programme", strict({ programme: text("Its name, as its plan has it.") }));

const programmeIn = named(
  "NewProgramme",
  strict({
    plan: planJson,
    result: Type.Unsafe<{ [key: string]: unknown }>({
      type: "object",
      additionalProperties: true,
      description: "The result of the gate for this very plan.",
    }),
  }),
);

export function addProgrammes(app: App, house: House, desks: Desks): void {
  const list = described({
    ...{ tag: "House", name: "listProgrammes", scope: "house" },
    summary: "The programmes of the house, in the order in which they began",
    answers: { 200: answer("All of them.", strict({ items: Type.Array(programme) })) },
  });
  app.get("/v1/programmes", list, async () => ({
    items: (await listProgrammes(house)).map((name) => ({ programme: name })),
  }));
  const begin = described({
    ...{ tag: "House", name: "beginProgramme", scope: "house" },
    summary: "Begin a programme with a plan that passes the gate",
    description: "It is begun once. Keys to it are made with `patronage keys make`.",
    codes: [
      ...[...SIGNED, ...BODY, "plan_refused" as const, "result_invalid" as const],
      ...(["gate_failed", "programme_exists"] as const),
    ],
    answers: { 201: answer("It has begun.", programme) },
  });
  app.post(
    "/v1/programmes",
    { config: begin.config, schema: { ...begin.schema, body: programmeIn } },
    async (request, reply) => {
      const plan = checkedPlan(request, request.body.plan as Json);
      const gate = gateFrom(plan, request.body.result as Json);
      const name = (plan as { programme: string }).programme;
      try {
        await createProgramme(house, plan, gate);
      } catch (error) {
        throw told(error, name);
      }
      await desks.refresh();
      return reply.code(201).send({ programme: name });
    },
  );
}

function told(error: unknown, programme: string): unknown {
  if (error instanceof GateRefusedError) {
    return new ProblemError({ code: "gate_failed", facts: { reasons: error.message } });
  }
  return error instanceof HouseError ? problemError("programme_exists", { programme }) : error;
}
