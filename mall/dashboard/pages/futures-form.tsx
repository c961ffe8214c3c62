/** Asks for a run of futures: of which plan or plans, in what, how many, and by which limits. */
import { Button, Checkbox, Input, Label, useNavigate } from "@vendure/dashboard";
import { useEffect, useState, type ReactNode } from "react";
import type { Plans, Scenario } from "../answers.ts";
import { useDeed, useDesk } from "../desk.ts";
import { handed, received } from "../handed.ts";
import { Choice, Faint } from "../parts.tsx";
import { RUN_FUTURES } from "../questions.ts";
import { PlanChoice, planOf, toldApart, type Chosen } from "./futures-plan.tsx";
import { PolicyFields, USUAL_POLICY, type TypedPolicy } from "./futures-policy.tsx";
import { pretty } from "./plan-words.tsx";

const SEEDS = { least: 1, most: 200, usual: 10, gate: 10 };
const YEARS = { least: 1, most: 10, usual: 3 };

type FuturesFormProps = {
  readonly plans: Plans;
  readonly scenarios: readonly Scenario[];
  /** The draft to begin with. */
  readonly draft: string | undefined;
};

function firstChoice(draft: string | undefined): Chosen {
  const plan = handed("futures");
  if (plan !== undefined) return { choice: "text", text: pretty(plan) };
  return { choice: draft ?? "inForce", text: "" };
}

/** What the form holds. */
type Typed = {
  readonly first: Chosen;
  readonly second: Chosen;
  /** The scenarios that were named; undefined for all that the gate asks for. */
  readonly some: readonly string[] | undefined;
  readonly seeds: string;
  readonly years: string;
  readonly behaviour: string;
  readonly policy: TypedPolicy;
  readonly advice: boolean;
};

const blank = (draft: string | undefined): Typed => ({
  first: firstChoice(draft),
  second: { choice: "", text: "" },
  some: undefined,
  ...{ seeds: String(SEEDS.usual), years: String(YEARS.usual) },
  ...{ behaviour: "SHOP", policy: USUAL_POLICY, advice: false },
});

/** The plans that are meant; undefined while one of them is not there. */
function plansAsked({ first, second }: Typed, plans: Plans) {
  const one = planOf(first, plans);
  if (one === undefined) return undefined;
  if (second.choice === "") return [one];
  const other = planOf(second, plans);
  return other === undefined ? undefined : [one, toldApart(other, one)];
}

export function FuturesForm({ plans, scenarios, draft }: FuturesFormProps) {
  const { t } = useDesk();
  const navigate = useNavigate();
  const [typed, setTyped] = useState(() => blank(draft));
  const put = (change: Partial<Typed>): void => setTyped({ ...typed, ...change });
  const start = useDeed(RUN_FUTURES, "futures.started");
  useEffect(received, []);
  const { some, seeds, years, behaviour, policy, advice } = typed;
  const asked = plansAsked(typed, plans);
  const isReady = asked !== undefined && isSound(typed) && !start.isDoing;
  const go = async (): Promise<void> => {
    const input = {
      ...{ plans: asked, scenarios: some ?? [], seeds: Number(seeds), years: Number(years) },
      ...{ policy, behaviour, advice },
    };
    const answer = await start.ask({ input });
    if (answer === undefined) return;
    const { patronageRunFutures: id } = answer as { readonly patronageRunFutures: string };
    void navigate({ to: `/patronage/futures/${id}` } as never);
  };
  return (
    <div className="grid min-w-0 grid-cols-1 gap-6 @4xl:grid-cols-2">
      <div className="min-w-0 space-y-5">
        <Subject typed={typed} put={put} plans={plans} />
        <Size typed={typed} put={put} />
      </div>
      <div className="min-w-0 space-y-5">
        <Scenarios scenarios={scenarios} some={some} onChoose={(named) => put({ some: named })} />
        <PolicyFields policy={policy} onType={(limits) => put({ policy: limits })} />
        <Ticked
          {...{ id: "patronage-advice", label: t("futures.advice"), isTicked: advice }}
          {...{ note: t("futures.advice.note"), onTick: (isTicked) => put({ advice: isTicked }) }}
        />
        <Button disabled={!isReady} onClick={() => void go()}>
          {t("futures.start")}
        </Button>
      </div>
    </div>
  );
}

const isSound = ({ some, seeds, years }: Typed): boolean =>
  (some === undefined || some.length > 0) && isWithin(seeds, SEEDS) && isWithin(years, YEARS);

type PartProps = { readonly typed: Typed; readonly put: (change: Partial<Typed>) => void };

/** Which plans, and how people behave. */
function Subject({ typed, put, plans }: PartProps & { readonly plans: Plans }) {
  const { t } = useDesk();
  return (
    <>
      <PlanChoice
        {...{ id: "patronage-first", label: t("futures.first"), plans, chosen: typed.first }}
        onChoose={(first) => put({ first })}
      />
      <PlanChoice
        {...{ id: "patronage-second", label: t("futures.second"), plans, chosen: typed.second }}
        isOptional
        onChoose={(second) => put({ second })}
      />
      <Group label={t("futures.behaviour")} note={t("futures.behaviour.note")}>
        <Choice
          value={typed.behaviour}
          onChoose={(behaviour) => put({ behaviour })}
          options={[
            ["SHOP", t("futures.behaviour.SHOP")],
            ["USUAL", t("futures.behaviour.USUAL")],
          ]}
        />
      </Group>
    </>
  );
}

/** How many futures, and how long. */
function Size({ typed: { seeds, years }, put }: PartProps) {
  const { t } = useDesk();
  return (
    <div className="grid grid-cols-1 gap-4 @xl:grid-cols-2">
      <Count
        {...{ id: "patronage-seeds", label: t("futures.seeds"), value: seeds, ...SEEDS }}
        note={t("futures.seeds.note", { least: SEEDS.gate })}
        onType={(text) => put({ seeds: text })}
      />
      <Count
        {...{ id: "patronage-years", label: t("futures.years"), value: years, ...YEARS }}
        note={t("futures.years.note")}
        onType={(text) => put({ years: text })}
      />
    </div>
  );
}

type Limits = { readonly least: number; readonly most: number };

const isWithin = (typed: string, { least, most }: Limits): boolean =>
  /^[0-9]{1,3}$/.test(typed) && Number(typed) >= least && Number(typed) <= most;

function Group(props: {
  readonly label: string;
  readonly note?: string;
  readonly children: ReactNode;
}) {
  return (
    <fieldset className="min-w-0 space-y-2">
      <legend className="text-sm font-medium">{props.label}</legend>
      {props.children}
      {props.note === undefined ? null : (
        <p>
          <Faint>{props.note}</Faint>
        </p>
      )}
    </fieldset>
  );
}

type CountProps = Limits & {
  readonly id: string;
  readonly label: string;
  readonly note: string;
  readonly value: string;
  readonly onType: (typed: string) => void;
};

function Count({ id, label, note, value, onType, least, most }: CountProps) {
  return (
    <div className="space-y-2">
      <Label htmlFor={id}>{label}</Label>
      <Input
        {...{ id, value, type: "number", inputMode: "numeric", min: least, max: most }}
        aria-invalid={!isWithin(value, { least, most })}
        onChange={(event) => onType(event.target.value.trim())}
      />
      <Faint>{note}</Faint>
    </div>
  );
}

type TickedProps = {
  readonly id: string;
  readonly label: ReactNode;
  readonly note?: ReactNode;
  readonly isTicked: boolean;
  readonly onTick: (isTicked: boolean) => void;
};

function Ticked({ id, label, note, isTicked, onTick }: TickedProps) {
  return (
    <div className="flex items-start gap-2">
      <Checkbox
        id={id}
        className="mt-0.5"
        checked={isTicked}
        onCheckedChange={(checked: unknown) => onTick(checked === true)}
      />
      <Label htmlFor={id} className="block min-w-0 leading-snug font-normal">
        {label}
        {note === undefined ? null : (
          <span className="block">
            <Faint>{note}</Faint>
          </span>
        )}
      </Label>
    </div>
  );
}

type ScenariosProps = {
  readonly scenarios: readonly Scenario[];
  /** Those that were named; undefined for all that the gate asks for. */
  readonly some: readonly string[] | undefined;
  readonly onChoose: (some: readonly string[] | undefined) => void;
};

function Scenarios({ scenarios, some, onChoose }: ScenariosProps) {
  const { t, lang } = useDesk();
  const [steady] = scenarios;
  return (
    <Group label={t("futures.which")}>
      <Choice
        value={some === undefined ? "gate" : "some"}
        onChoose={(which) => onChoose(which === "gate" ? undefined : [steady!.name])}
        options={[
          ["gate", t("futures.gate")],
          ["some", t("futures.some")],
        ]}
      />
      {some === undefined ? null : (
        <div className="max-h-96 space-y-3 overflow-y-auto rounded-md border p-3">
          {scenarios.map((scenario) => (
            <Ticked
              key={scenario.name}
              id={`patronage-scenario-${scenario.name}`}
              label={
                <>
                  <span className="font-mono text-xs">{scenario.name}</span>{" "}
                  {scenario.isOfGate ? <Faint>{t("futures.isOfGate")}</Faint> : null}
                </>
              }
              note={scenario[lang]}
              isTicked={some.includes(scenario.name)}
              onTick={(isTicked) =>
                onChoose(
                  isTicked
                    ? [...some, scenario.name]
                    : some.filter((name) => name !== scenario.name),
                )
              }
            />
          ))}
        </div>
      )}
    </Group>
  );
}
