/** Shop and ledger compared: when, how much of each, and what was found. */
import { Button, PermissionGuard } from "@vendure/dashboard";
import type { Finding, Overview, Reconciliation } from "../answers.ts";
import { useAnswer, useDeed, useDesk, usePlace, type Desk } from "../desk.ts";
import { countText } from "../format.ts";
import {
  Answered,
  Block,
  Choice,
  Figure,
  Figures,
  Nothing,
  Rows,
  Sheet,
  State,
  type Column,
} from "../parts.tsx";
import { FINDINGS, RECONCILE } from "../questions.ts";

type Asked = {
  readonly patronageFindings: Finding[];
  readonly patronageOverview: Pick<Overview, "reconciliation">;
};

export function ReconciliationPage() {
  const desk = useDesk();
  const { t } = desk;
  const [place, move] = usePlace();
  const isAll = place["findings"] === "all";
  const answer = useAnswer<Asked>(FINDINGS, { open: !isAll });
  return (
    <Sheet title={t("reconciliation.title")}>
      <Answered answer={answer}>
        {({ patronageFindings, patronageOverview: { reconciliation } }) => (
          <div className="grid min-w-0 grid-cols-1 gap-4">
            <Last reconciliation={reconciliation} />
            <Block id="patronage-findings" title={t("reconciliation.findings")}>
              <div className="mb-4">
                <Choice
                  value={isAll ? "all" : "open"}
                  onChoose={(chosen) => move({ findings: chosen === "all" ? "all" : undefined })}
                  options={[
                    ["open", t("reconciliation.onlyOpen")],
                    ["all", t("page.all")],
                  ]}
                />
              </div>
              <Rows
                rows={patronageFindings}
                idOf={({ id }) => id}
                empty={t("reconciliation.empty")}
                columns={columnsOf(desk)}
              />
            </Block>
          </div>
        )}
      </Answered>
    </Sheet>
  );
}

function Last({ reconciliation }: { readonly reconciliation: Reconciliation | null }) {
  const { t, at } = useDesk();
  const compare = useDeed(RECONCILE, "reconciliation.done");
  const deed = (
    <PermissionGuard requires={["PatronageMake", "PatronageClose", "PatronageReview"]}>
      <Button size="sm" disabled={compare.isDoing} onClick={() => void compare.do({})}>
        {t("reconciliation.now")}
      </Button>
    </PermissionGuard>
  );
  return (
    <Block
      id="patronage-reconciliation"
      title={t("reconciliation.last")}
      note={t("reconciliation.note")}
      deeds={deed}
    >
      {reconciliation === null ? (
        <Nothing>{t("reconciliation.never")}</Nothing>
      ) : (
        <Figures>
          <Figure
            label={t("reconciliation.last")}
            value={at(reconciliation.endedAt ?? reconciliation.beganAt)}
          />
          {(["orders", "returns", "holds", "withdrawals", "mended"] as const).map((kind) => (
            <Figure
              key={kind}
              label={t(`reconciliation.${kind}`)}
              value={countText(reconciliation[kind])}
            />
          ))}
          <Figure
            label={t("reconciliation.open")}
            value={countText(reconciliation.open)}
            isCalling={reconciliation.open > 0}
          />
        </Figures>
      )}
    </Block>
  );
}

const stateOf = ({ mendedAt, goneAt }: Finding): string =>
  goneAt !== null ? "gone" : mendedAt !== null ? "mended" : "open";

/** The facts of a finding, a line each. */
function factsOf(facts: string): string[] {
  try {
    return Object.entries(JSON.parse(facts) as object).map(
      ([name, fact]) => `${name}: ${typeof fact === "string" ? fact : JSON.stringify(fact)}`,
    );
  } catch {
    return [facts];
  }
}

function columnsOf({ t, code, at }: Desk): Column<Finding>[] {
  return [
    { head: t("reconciliation.kind"), cell: ({ kind }) => code("finding", kind) },
    { head: t("reconciliation.subject"), isText: true, cell: ({ subject }) => subject },
    {
      head: t("reconciliation.facts"),
      isText: true,
      cell: ({ facts }) => (
        <ul className="font-mono text-xs break-all">
          {factsOf(facts).map((fact) => (
            <li key={fact}>{fact}</li>
          ))}
        </ul>
      ),
    },
    { head: t("reconciliation.found"), cell: ({ foundAt }) => at(foundAt) },
    { head: t("reconciliation.seen"), cell: ({ seenAt }) => at(seenAt) },
    {
      head: t("reconciliation.state"),
      cell: (finding) => <State state={stateOf(finding)} />,
    },
  ];
}
