/** One run of futures: what was asked, how far it is, and what it came to, with the report itself. */
import { Alert, AlertDescription, type AnyRoute } from "@vendure/dashboard";
import type { FuturesResults, FuturesRun } from "../answers.ts";
import { paramsOf, useAnswer, useDesk } from "../desk.ts";
import { Answered, Block, Faint, Figure, Figures, Nothing, Sheet, State } from "../parts.tsx";
import { FUTURES_ONE, FUTURES_RESULTS } from "../questions.ts";
import type { Word } from "../words.ts";
import { CancelRun, isOpen, plansText, Progress } from "./futures-progress.tsx";
import { Advised, KeyFigures, Report, Verdicts } from "./futures-results.tsx";
import { scenariosText } from "./futures.tsx";

type Asked = { readonly patronageFuturesRun: FuturesRun | null };

export function FuturesRunPage(route: AnyRoute) {
  const { t } = useDesk();
  const { run: id } = paramsOf<{ run: string }>(route);
  const answer = useAnswer<Asked>(
    FUTURES_ONE,
    { id },
    {
      isKept: false,
      isLive: ({ patronageFuturesRun: run }) => run !== null && isOpen(run),
    },
  );
  return (
    <Sheet title={t("futures.run", { id })}>
      <Answered answer={answer}>
        {({ patronageFuturesRun: run }) =>
          run === null ? (
            <Nothing>{t("futures.missing", { id })}</Nothing>
          ) : (
            <div className="grid min-w-0 grid-cols-1 gap-4">
              <What run={run} />
              {run.state === "done" ? <Results run={run} /> : null}
            </div>
          )
        }
      </Answered>
    </Sheet>
  );
}

function What({ run }: { readonly run: FuturesRun }) {
  const desk = useDesk();
  const { t, at } = desk;
  const { id, seeds, years, behaviour, policy, madeBy, madeAt, endedAt, state } = run;
  return (
    <Block
      id="patronage-futures-run"
      title={plansText(desk, run)}
      deeds={isOpen(run) ? <CancelRun run={run} /> : undefined}
    >
      <Figures>
        <Figure
          label={t("futures.state")}
          value={<State group="run" state={state} />}
          note={isOpen(run) ? <Progress run={run} /> : endedAt === null ? undefined : at(endedAt)}
        />
        <Figure label={t("futures.scenarios")} value={<Text>{scenariosText(desk, run)}</Text>} />
        <Figure
          label={t("futures.size")}
          value={<Text>{t("futures.sizeOf", { seeds, years })}</Text>}
        />
        <Figure
          label={t("futures.behaviour")}
          value={<Text>{t(`futures.behaviour.${behaviour}` as Word)}</Text>}
        />
        <Figure
          label={t("futures.policy")}
          value={<Text>{t("futures.policy.told", { ...policy, reason: "" })}</Text>}
          note={policy.reason ?? undefined}
        />
        <Figure label={t("futures.asked")} value={<Text>{madeBy}</Text>} note={at(madeAt)} />
      </Figures>
      {state === "failed" ? <Trouble key={id} run={run} /> : null}
    </Block>
  );
}

/** Words among figures are written smaller. */
const Text = ({ children }: { readonly children: string }) => (
  <span className="block text-sm leading-snug font-medium">{children}</span>
);

function Trouble({ run: { trouble } }: { readonly run: FuturesRun }) {
  const { t } = useDesk();
  return (
    <Alert variant="destructive" className="mt-4">
      <AlertDescription>
        <p className="font-medium">{t("futures.failed")}</p>
        <p className="[overflow-wrap:anywhere]">
          {trouble === "interrupted" ? t("futures.interrupted") : trouble}
        </p>
      </AlertDescription>
    </Alert>
  );
}

type Kept = {
  readonly patronageFuturesRun: {
    readonly report: string | null;
    readonly results: FuturesResults | null;
  } | null;
};

function Results({ run }: { readonly run: FuturesRun }) {
  const { t, lang } = useDesk();
  const answer = useAnswer<Kept>(FUTURES_RESULTS, { id: run.id, language: lang });
  return (
    <Answered answer={answer}>
      {({ patronageFuturesRun: kept }) => {
        const { results = null, report = null } = kept ?? {};
        if (results === null || report === null) return null;
        return (
          <div className="grid min-w-0 grid-cols-1 gap-4">
            <Block id="patronage-futures-verdict" title={t("futures.verdict")}>
              <Verdicts run={run} verdicts={results.verdicts} />
              <p className="mt-3">
                <Faint>{behavedText(t, run, results)}</Faint>
              </p>
            </Block>
            {results.isAdvised ? <Advised advice={results.advice} /> : null}
            <KeyFigures figures={results.figures} scenarios={run.scenarios.length} />
            <Report id={run.id} html={report} />
          </div>
        );
      }}
    </Answered>
  );
}

type Tell = ReturnType<typeof useDesk>["t"];

/** By what people behaved in the end. */
function behavedText(t: Tell, { behaviour }: FuturesRun, { shop }: FuturesResults): string {
  if (shop !== null) return t("futures.behaved.shop", shop);
  return t(behaviour === "SHOP" ? "futures.behaved.few" : "futures.behaved.usual");
}
