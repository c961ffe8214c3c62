/** What a run of futures came to: the gate's word, advice, the key figures, and the report itself. */
import { Alert, AlertDescription, Button, useNavigate } from "@vendure/dashboard";
import { useEffect, useRef, useState, type RefObject } from "react";
import type { Advice, FuturesResults, FuturesRun, Verdict } from "../answers.ts";
import { useDesk } from "../desk.ts";
import { handOver } from "../handed.ts";
import { Block, Faint, Nothing, Rows, type Column } from "../parts.tsx";
import type { Word } from "../words.ts";
import { labelText } from "./futures-plan.tsx";

type VerdictsProps = { readonly run: FuturesRun; readonly verdicts: readonly Verdict[] };

export function Verdicts({ run, verdicts }: VerdictsProps) {
  const desk = useDesk();
  const { t } = desk;
  if (verdicts.length === 0) return <Faint>{t("futures.verdict.none")}</Faint>;
  return (
    <div className="space-y-3">
      {verdicts.map((verdict) => (
        <Alert
          key={verdict.label}
          variant={verdict.standing === "refused" ? "destructive" : "default"}
        >
          <AlertDescription>
            {run.plans.length > 1 ? (
              <p className="font-medium">{labelText(desk, verdict.label)}</p>
            ) : null}
            <p
              className={verdict.standing === "passes" ? "text-success font-medium" : "font-medium"}
            >
              {t(`futures.verdict.${verdict.standing}` as Word)}
            </p>
            <Reasons verdict={verdict} />
          </AlertDescription>
        </Alert>
      ))}
    </div>
  );
}

function Reasons({ verdict: { reasons } }: { readonly verdict: Verdict }) {
  const { t } = useDesk();
  if (reasons.length === 0) return null;
  return (
    <ul className="list-disc space-y-2 pl-5">
      {reasons.map(({ sentence, breaks }) => (
        <li key={sentence} className="break-words">
          {sentence}
          {breaks === "" ? null : (
            <span className="block">
              <Faint>{t("futures.breaks", { names: breaks })}</Faint>
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

export function Advised({ advice }: { readonly advice: Advice | null }) {
  const { t } = useDesk();
  const navigate = useNavigate();
  if (advice === null) {
    return (
      <Block id="patronage-futures-advice" title={t("futures.advised")}>
        <Nothing>{t("futures.advised.none")}</Nothing>
      </Block>
    );
  }
  const draft = (): void => {
    handOver("plan", advice.plan);
    void navigate({ to: "/patronage/plan" } as never);
  };
  return (
    <Block
      id="patronage-futures-advice"
      title={t("futures.advised")}
      note={t("futures.advised.note")}
    >
      <ul className="space-y-1 font-mono text-xs">
        {advice.changes.map((change) => (
          <li key={change.path} className="break-words">
            {t("futures.advised.change", change)}
          </li>
        ))}
      </ul>
      <Button variant="outline" size="sm" className="mt-3" onClick={draft}>
        {t("futures.draftIt")}
      </Button>
    </Block>
  );
}

type Figures = FuturesResults["figures"];
type FigureRow = { readonly index: number; readonly cells: Figures["rows"][number]["cells"] };

type KeyFiguresProps = {
  readonly figures: Figures;
  /** How many scenarios were run: of each plan the rows stand one after the other. */
  readonly scenarios: number;
};

/** The first scenario of each plan; the others where somebody wants to see them. */
export function KeyFigures({ figures: { heads, rows }, scenarios }: KeyFiguresProps) {
  const { t } = useDesk();
  const [isWhole, setWhole] = useState(false);
  const numbered = rows.map(({ cells }, index): FigureRow => ({ index, cells }));
  const shown = numbered.filter(({ index }) => isWhole || index % scenarios === 0);
  return (
    <Block
      id="patronage-futures-figures"
      title={t("futures.figures")}
      note={t("futures.figures.note")}
    >
      <Rows
        rows={shown}
        idOf={({ index }) => String(index)}
        empty=""
        columns={heads.map((head, column) => columnOf(head, column, numbered))}
      />
      {scenarios === 1 ? null : (
        <Button variant="ghost" size="sm" onClick={() => setWhole(!isWhole)}>
          {isWhole ? t("futures.figures.first") : t("futures.figures.all", { count: scenarios })}
        </Button>
      )}
    </Block>
  );
}

function columnOf(head: string, column: number, rows: readonly FigureRow[]): Column<FigureRow> {
  const isNumber = rows.some(({ cells }) => /^[0-9]/.test(cells[column]?.text ?? ""));
  return {
    head: (
      <span className={`block whitespace-normal ${isNumber ? "ml-auto max-w-28" : ""}`}>
        {head}
      </span>
    ),
    isNumber,
    cell: ({ cells }) => {
      const { text = "", range = "" } = cells[column] ?? {};
      if (text === "") return "";
      return (
        <div>
          {text}
          {range === "" ? null : (
            <div>
              <Faint>{range}</Faint>
            </div>
          )}
        </div>
      );
    },
  };
}

/** The report as a file to keep. */
function useFile(html: string): string | undefined {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([html], { type: "text/html" }));
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [html]);
  return address;
}

const HEIGHT = 600;

/** As high as its page is at the width it has, so that it is read like the page around it. */
function useHeight(frame: RefObject<HTMLIFrameElement | null>, address: string | undefined) {
  const [height, setHeight] = useState(HEIGHT);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const measure = (): void => {
      const page = element.contentDocument?.querySelector("html")?.getBoundingClientRect();
      if (page !== undefined && page.height > 0) setHeight(Math.ceil(page.height));
    };
    const watched = new ResizeObserver(measure);
    watched.observe(element);
    element.addEventListener("load", measure);
    return () => {
      watched.disconnect();
      element.removeEventListener("load", measure);
    };
  }, [frame, address]);
  return height;
}

/**
 * The very report: a page of its own, in which nothing runs. It is given as a file of this origin, since
 * links to places in it lead nowhere in a `srcdoc`, and a page of no origin does not follow them either.
 */
export function Report({ id, html }: { readonly id: string; readonly html: string }) {
  const { t } = useDesk();
  const frame = useRef<HTMLIFrameElement>(null);
  const address = useFile(html);
  const height = useHeight(frame, address);
  return (
    <Block
      id="patronage-futures-report"
      title={t("futures.report")}
      note={t("futures.report.note")}
      deeds={
        <a
          className="text-primary text-sm underline underline-offset-4"
          href={address}
          download={`futures-${id}.html`}
        >
          {t("futures.download")}
        </a>
      }
    >
      <iframe
        ref={frame}
        title={t("futures.report")}
        sandbox="allow-same-origin"
        src={address}
        style={{ height }}
        className="-mx-4 w-[calc(100%+2rem)] rounded-md border bg-white md:mx-0 md:w-full"
      />
    </Block>
  );
}
