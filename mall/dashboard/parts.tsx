/** The parts that the pages are put together of, out of the Dashboard's own components. */
import {
  Alert,
  AlertDescription,
  AlertTitle,
  Badge,
  Button,
  Link,
  Page,
  PageBlock,
  PageTitle,
  Skeleton,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
  useIsMobile,
} from "@vendure/dashboard";
import type { ReactNode } from "react";
import { useDesk, type Answer } from "./desk.ts";
import { countText } from "./format.ts";

/** A page with its title. */
export function Sheet(props: { readonly title: ReactNode; readonly children: ReactNode }) {
  return (
    <Page>
      <PageTitle>{props.title}</PageTitle>
      <div className="grid min-w-0 grid-cols-1 gap-4">{props.children}</div>
    </Page>
  );
}

type BlockProps = {
  readonly id: string;
  readonly title?: ReactNode;
  readonly note?: ReactNode;
  /** What can be done here, beside the title. */
  readonly deeds?: ReactNode;
  readonly children: ReactNode;
};

/** A part of a page. */
export function Block({ id, title, note, deeds, children }: BlockProps) {
  const head =
    deeds === undefined ? (
      title
    ) : (
      <div className="flex flex-wrap items-center justify-between gap-2">
        <span>{title}</span>
        <span className="flex flex-wrap gap-2">{deeds}</span>
      </div>
    );
  return (
    <PageBlock column="main" blockId={id} title={head} description={note} className="min-w-0">
      {children}
    </PageBlock>
  );
}

type AnsweredProps<Data> = {
  readonly answer: Answer<Data>;
  readonly children: (data: Data) => ReactNode;
};

/** What was answered; until then a sketch, and in trouble what the trouble is and a way out. */
export function Answered<Data>({ answer, children }: AnsweredProps<Data>) {
  const { t } = useDesk();
  const { data, error, isAsking, again } = answer;
  if (error !== null) {
    return (
      <Alert variant="destructive">
        <AlertTitle>{t("page.error")}</AlertTitle>
        <AlertDescription>
          <p>{error.message}</p>
          <Button variant="outline" size="sm" className="mt-2" onClick={again}>
            {t("page.retry")}
          </Button>
        </AlertDescription>
      </Alert>
    );
  }
  if (data === undefined) {
    return (
      <div className="space-y-3" aria-busy="true">
        <Skeleton className="h-6 w-1/3" />
        <Skeleton className="h-24 w-full" />
      </div>
    );
  }
  return (
    <div aria-busy={isAsking} className="min-w-0">
      {children(data)}
    </div>
  );
}

export function Nothing({ children }: { readonly children: ReactNode }) {
  return <p className="text-muted-foreground py-6 text-center text-sm">{children}</p>;
}

export function Faint({ children }: { readonly children: ReactNode }) {
  return <span className="text-muted-foreground text-xs">{children}</span>;
}

type FigureProps = {
  readonly label: ReactNode;
  readonly value: ReactNode;
  readonly note?: ReactNode;
  /** Makes it stand out: somebody has to look at it. */
  readonly isCalling?: boolean;
};

/** One figure with what it is. */
export function Figure({ label, value, note, isCalling = false }: FigureProps) {
  return (
    <div className="min-w-0">
      <div className="text-muted-foreground text-sm">{label}</div>
      <div
        className={`text-lg font-semibold @2xl:text-xl break-words tabular-nums ${isCalling ? "text-destructive" : ""}`}
      >
        {value}
      </div>
      {note === undefined ? null : <Faint>{note}</Faint>}
    </div>
  );
}

/** Figures beside each other, as many as there is room for. */
export function Figures({ children }: { readonly children: ReactNode }) {
  return (
    <div className="grid grid-cols-1 gap-x-6 gap-y-5 @2xs:grid-cols-2 @2xl:grid-cols-3 @5xl:grid-cols-4">
      {children}
    </div>
  );
}

const LINK = "text-primary underline decoration-dotted underline-offset-4 hover:decoration-solid";

/** To a page of ours, or of the Dashboard. */
export function To({ path, children }: { readonly path: string; readonly children: ReactNode }) {
  return (
    <Link to={path} className={LINK}>
      {children}
    </Link>
  );
}

/** To the journal entry that a figure comes from. */
export function Entry({ seq, children }: { readonly seq: string; readonly children?: ReactNode }) {
  return <To path={`/patronage/journal/${seq}`}>{children ?? `#${seq}`}</To>;
}

export function Person(props: { readonly holder: string; readonly name: string }) {
  const { holder, name } = props;
  return (
    <To path={`/patronage/holders/${encodeURIComponent(holder)}`}>{name === "" ? holder : name}</To>
  );
}

const GOOD = [
  ...["paid", "done", "joined", "sent", "released", "activated", "mended", "gone", "passed"],
];
const BAD = ["rejected", "declined", "stuck", "withheld", "dropped", "failed"];
const CALLING = [
  ...["requested", "reviewed", "approved", "open", "review", "waiting", "held", "outdated"],
  "running",
];

/** A state, in colour. */
export function State(props: { readonly state: string; readonly group?: string }) {
  const { code } = useDesk();
  const { state, group = "state" } = props;
  const variant = GOOD.includes(state)
    ? "success"
    : BAD.includes(state)
      ? "destructive"
      : CALLING.includes(state)
        ? "warning"
        : "secondary";
  return <Badge variant={variant}>{code(group, state)}</Badge>;
}

export type Column<Row> = {
  readonly head: ReactNode;
  readonly cell: (row: Row) => ReactNode;
  readonly isNumber?: boolean;
  /** Longer texts, which may go over several lines. */
  readonly isText?: boolean;
  /** Whole sentences, which on a narrow screen stand below their heading. */
  readonly isLong?: boolean;
};

type RowsProps<Row> = {
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly idOf: (row: Row) => string;
  readonly empty: ReactNode;
};

/** Rows of figures. On a narrow screen each row is a small list of its own. */
export function Rows<Row>(props: RowsProps<Row>) {
  const isMobile = useIsMobile();
  if (props.rows.length === 0) return <Nothing>{props.empty}</Nothing>;
  return isMobile ? <Cards {...props} /> : <Grid {...props} />;
}

function Cards<Row>({ rows, columns, idOf }: RowsProps<Row>) {
  return (
    <div className="divide-y text-sm">
      {rows.map((row) => (
        <dl key={idOf(row)} className="space-y-1 py-3">
          {columns
            .map((column) => ({ ...column, cell: column.cell(row) }))
            .filter(({ cell }) => cell !== "" && cell !== null)
            .map(({ head, cell, isLong }, index) => (
              <div key={index} className={isLong === true ? "" : "flex justify-between gap-4"}>
                <dt
                  className={`text-muted-foreground ${isLong === true ? "" : "max-w-1/2 shrink-0"}`}
                >
                  {head}
                </dt>
                <dd
                  className={`min-w-0 break-words tabular-nums ${isLong === true ? "" : "text-right"} ${index === 0 ? "font-medium" : ""}`}
                >
                  {cell}
                </dd>
              </div>
            ))}
        </dl>
      ))}
    </div>
  );
}

function Grid<Row>({ rows, columns, idOf }: RowsProps<Row>) {
  const place = (column: Column<Row>): string =>
    `${column.isNumber === true ? "text-right tabular-nums" : ""} ${
      column.isText === true ? "min-w-40 whitespace-normal" : ""
    }`;
  return (
    <Table>
      <TableHeader>
        <TableRow>
          {columns.map((column, index) => (
            <TableHead key={index} className={place(column)}>
              {column.head}
            </TableHead>
          ))}
        </TableRow>
      </TableHeader>
      <TableBody>
        {rows.map((row) => (
          <TableRow key={idOf(row)}>
            {columns.map((column, index) => (
              <TableCell key={index} className={`align-top ${place(column)}`}>
                {column.cell(row)}
              </TableCell>
            ))}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

type PagerProps = {
  readonly skip: number;
  readonly take: number;
  /** How many there are; left out where nobody counts them, and `shown` is how many came. */
  readonly total?: number;
  readonly shown: number;
  readonly onMove: (skip: number) => void;
};

/** From page to page of a list. */
export function Pager({ skip, take, total, shown, onMove }: PagerProps) {
  const { t } = useDesk();
  const hasMore = total === undefined ? shown === take : skip + shown < total;
  if (skip === 0 && !hasMore) return null;
  return (
    <div className="mt-4 flex flex-wrap items-center justify-between gap-2">
      <Faint>
        {total === undefined
          ? `${countText(skip + 1)}–${countText(skip + shown)}`
          : t("page.range", {
              from: countText(shown === 0 ? skip : skip + 1),
              to: countText(skip + shown),
              total: countText(total),
            })}
      </Faint>
      <div className="flex gap-2">
        <Button
          variant="outline"
          size="sm"
          disabled={skip === 0}
          onClick={() => onMove(Math.max(skip - take, 0))}
        >
          {t("page.previous")}
        </Button>
        <Button variant="outline" size="sm" disabled={!hasMore} onClick={() => onMove(skip + take)}>
          {t("page.next")}
        </Button>
      </div>
    </div>
  );
}

/** One choice of several, as buttons beside each other. */
export function Choice(props: {
  readonly options: readonly (readonly [value: string, label: string])[];
  readonly value: string;
  readonly onChoose: (value: string) => void;
}) {
  return (
    <div className="flex flex-wrap gap-1" role="group">
      {props.options.map(([value, label]) => (
        <Button
          key={value}
          size="sm"
          variant={value === props.value ? "secondary" : "ghost"}
          aria-pressed={value === props.value}
          onClick={() => props.onChoose(value)}
        >
          {label}
        </Button>
      ))}
    </div>
  );
}
