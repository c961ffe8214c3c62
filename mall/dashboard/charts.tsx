/**
 * Charts of the closes. Only heights are floats: every figure that can be read is written from the
 * exact amount. The x-axis is the day closed.
 */
import { useNavigate } from "@vendure/dashboard";
import { useMemo, type ReactNode } from "react";
import {
  Area,
  AreaChart,
  Bar,
  BarChart,
  CartesianGrid,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import type { NavPoint } from "./answers.ts";
import { useDesk } from "./desk.ts";
import { heightOf, sumOf } from "./format.ts";

const MINOR_DIGITS = 2;
const MICRO_DIGITS = 6;
const NAV_COLOUR = "var(--color-brand)";
const RESERVE_COLOUR = "var(--chart-2)";
const SHARES_COLOUR = "var(--chart-4)";
const TIER_COLOUR = "var(--chart-5)";
const MARGIN = { top: 8, right: 8, bottom: 0, left: 0 };

type Drawn = { readonly point: NavPoint; readonly day: string } & {
  readonly [height: string]: number | string | NavPoint;
};

function Frame({ children }: { readonly children: ReactNode }) {
  return (
    <div className="h-64 w-full min-w-0 text-xs">
      <ResponsiveContainer width="100%" height="100%">
        {children as never}
      </ResponsiveContainer>
    </div>
  );
}

type Told = readonly [label: string, value: string, colour: string];

/** What is written when somebody points at a day. */
function Pointed(props: {
  readonly payload?: readonly { readonly payload?: Drawn }[];
  readonly lines: (point: NavPoint) => readonly Told[];
}) {
  const { day, t } = useDesk();
  const point = props.payload?.[0]?.payload?.point;
  if (point === undefined) return null;
  return (
    <div className="bg-popover text-popover-foreground rounded-md border p-2 text-xs shadow-md">
      <div className="mb-1 font-medium">{day(point.date)}</div>
      {props.lines(point).map(([label, value, colour]) => (
        <div key={label} className="flex items-center gap-2">
          <span className="inline-block size-2 rounded-full" style={{ background: colour }} />
          <span className="text-muted-foreground">{label}</span>
          <span className="ml-auto pl-3 tabular-nums">{value}</span>
        </div>
      ))}
      <div className="text-muted-foreground mt-1">{t("page.entry", { seq: point.seq })}</div>
    </div>
  );
}

function Legend({ lines }: { readonly lines: readonly (readonly [string, string])[] }) {
  return (
    <div className="text-muted-foreground mb-2 flex flex-wrap gap-4 text-xs">
      {lines.map(([label, colour]) => (
        <span key={label} className="flex items-center gap-2">
          <span className="inline-block size-2 rounded-full" style={{ background: colour }} />
          {label}
        </span>
      ))}
    </div>
  );
}

const axis = {
  axisLine: false,
  tickLine: false,
  stroke: "var(--color-muted-foreground)",
  fontSize: 11,
};
const grid = <CartesianGrid strokeDasharray="4 4" vertical={false} stroke="var(--color-border)" />;
const short = (height: number): string =>
  new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 4 }).format(height);

/** Opens the journal entry of the close that somebody clicked on. */
function useOpening() {
  const navigate = useNavigate();
  return (clicked: { readonly activePayload?: readonly { readonly payload: Drawn }[] } | null) => {
    const seq = clicked?.activePayload?.[0]?.payload.point.seq;
    if (seq !== undefined) void navigate({ to: `/patronage/journal/${seq}` } as never);
  };
}

type Points = { readonly points: readonly NavPoint[] };

function useDrawn(
  points: readonly NavPoint[],
  heights: (point: NavPoint) => { readonly [height: string]: number },
): Drawn[] {
  const { shortDay } = useDesk();
  return useMemo(
    () => points.map((point) => ({ point, day: shortDay(point.date), ...heights(point) })),
    [points, shortDay],
  );
}

/** The NAV at each close. */
export function NavCurve({ points }: Points) {
  const { t, nav } = useDesk();
  const open = useOpening();
  const data = useDrawn(points, (point) => ({ nav: Number(point.nav) }));
  const lines = (point: NavPoint): Told[] => [[t("overview.nav"), nav(point.nav), NAV_COLOUR]];
  return (
    <Frame>
      <LineChart data={data} margin={MARGIN} onClick={open as never}>
        {grid}
        <XAxis dataKey="day" minTickGap={24} {...axis} />
        <YAxis width={48} domain={["auto", "auto"]} tickFormatter={short} {...axis} />
        <Tooltip content={<Pointed lines={lines} />} />
        <Line
          dataKey="nav"
          stroke={NAV_COLOUR}
          strokeWidth={2}
          dot={data.length < 3}
          isAnimationActive={false}
        />
      </LineChart>
    </Frame>
  );
}

/** What each close paid, pro rata and to the tiers. */
export function PaidBars({ points }: Points) {
  const { t, money } = useDesk();
  const open = useOpening();
  const data = useDrawn(points, ({ proRataPaid, tierPaid }) => ({
    proRata: heightOf(proRataPaid, MINOR_DIGITS),
    tier: heightOf(tierPaid, MINOR_DIGITS),
  }));
  const lines = ({ proRataPaid, tierPaid }: NavPoint): Told[] => [
    [t("closes.proRata"), money(proRataPaid), NAV_COLOUR],
    [t("closes.tier"), money(tierPaid), TIER_COLOUR],
    [t("page.total"), money(sumOf([proRataPaid, tierPaid])), "transparent"],
  ];
  return (
    <>
      <Legend
        lines={[
          [t("closes.proRata"), NAV_COLOUR],
          [t("closes.tier"), TIER_COLOUR],
        ]}
      />
      <Frame>
        <BarChart data={data} margin={MARGIN} onClick={open as never}>
          {grid}
          <XAxis dataKey="day" minTickGap={24} {...axis} />
          <YAxis width={48} tickFormatter={short} {...axis} />
          <Tooltip content={<Pointed lines={lines} />} cursor={{ fill: "var(--color-muted)" }} />
          <Bar dataKey="proRata" stackId="paid" fill={NAV_COLOUR} isAnimationActive={false} />
          <Bar dataKey="tier" stackId="paid" fill={TIER_COLOUR} isAnimationActive={false} />
        </BarChart>
      </Frame>
    </>
  );
}

/** Reserve, on the left, against outstanding shares, on the right. */
export function ReserveCurve({ points }: Points) {
  const { t, money, shares } = useDesk();
  const open = useOpening();
  const data = useDrawn(points, ({ reserve, outstanding }) => ({
    reserve: heightOf(reserve, MINOR_DIGITS),
    outstanding: heightOf(outstanding, MICRO_DIGITS),
  }));
  const lines = ({ reserve, outstanding }: NavPoint): Told[] => [
    [t("closes.reserve"), money(reserve), RESERVE_COLOUR],
    [t("closes.outstanding"), shares(outstanding), SHARES_COLOUR],
  ];
  return (
    <>
      <Legend
        lines={[
          [t("closes.reserve"), RESERVE_COLOUR],
          [t("closes.outstanding"), SHARES_COLOUR],
        ]}
      />
      <Frame>
        <AreaChart data={data} margin={MARGIN} onClick={open as never}>
          {grid}
          <XAxis dataKey="day" minTickGap={24} {...axis} />
          <YAxis yAxisId="money" width={48} tickFormatter={short} {...axis} />
          <YAxis yAxisId="shares" orientation="right" width={48} tickFormatter={short} {...axis} />
          <Tooltip content={<Pointed lines={lines} />} />
          <Area
            yAxisId="money"
            dataKey="reserve"
            stroke={RESERVE_COLOUR}
            fill={RESERVE_COLOUR}
            fillOpacity={0.12}
            strokeWidth={2}
            isAnimationActive={false}
          />
          <Area
            yAxisId="shares"
            dataKey="outstanding"
            stroke={SHARES_COLOUR}
            fill="transparent"
            strokeWidth={2}
            isAnimationActive={false}
          />
        </AreaChart>
      </Frame>
    </>
  );
}
