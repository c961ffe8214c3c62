/** The closes, each with its figures; what the next would pay; and closing it. */
import type { ClosePreview, NavPoint, Overview } from "../answers.ts";
import { NavCurve, PaidBars } from "../charts.tsx";
import { Confirm } from "../confirm.tsx";
import { useAnswer, useDeed, useDesk, usePlace, type Desk } from "../desk.ts";
import { countText, decimalText } from "../format.ts";
import {
  Answered,
  Block,
  Entry,
  Faint,
  Figure,
  Figures,
  Nothing,
  Pager,
  Rows,
  Sheet,
  type Column,
} from "../parts.tsx";
import { CLOSE_DAY, CLOSE_PREVIEW, CLOSES, MOVE_CLOCK, PROGRAMME } from "../questions.ts";

const PAGE = 31;

function columnsOf({ t, money, nav, shares, day }: Desk): Column<NavPoint>[] {
  return [
    { head: t("closes.date"), cell: ({ date }) => day(date) },
    { head: t("closes.nav"), isNumber: true, cell: (point) => nav(point.nav) },
    { head: t("closes.proRata"), isNumber: true, cell: (point) => money(point.proRataPaid) },
    { head: t("closes.tier"), isNumber: true, cell: ({ tierPaid }) => money(tierPaid) },
    { head: t("closes.carried"), isNumber: true, cell: ({ carried }) => money(carried) },
    { head: t("closes.capped"), isNumber: true, cell: ({ capped }) => countText(capped) },
    { head: t("closes.forced"), isNumber: true, cell: ({ forced }) => countText(forced) },
    { head: t("closes.reserve"), isNumber: true, cell: ({ reserve }) => money(reserve) },
    {
      head: t("closes.outstanding"),
      isNumber: true,
      cell: ({ outstanding }) => shares(outstanding),
    },
    { head: t("holder.entry"), isNumber: true, cell: ({ seq }) => <Entry seq={seq} /> },
  ];
}

export function ClosesPage() {
  const desk = useDesk();
  const { t } = desk;
  const [place, move] = usePlace();
  const skip = Number(place["skip"] ?? 0) || 0;
  const answer = useAnswer<{ patronageCloses: NavPoint[] }>(CLOSES, { skip, take: PAGE });
  return (
    <Sheet title={t("closes.title")}>
      <Next />
      <Answered answer={answer}>
        {({ patronageCloses: rows }) => (
          <div className="grid min-w-0 grid-cols-1 gap-4">
            {rows.length === 0 ? null : <Charts rows={rows} />}
            <Block id="patronage-closes" title={t("closes.title")}>
              <Rows
                rows={rows}
                idOf={({ seq }) => seq}
                empty={t("closes.empty")}
                columns={columnsOf(desk)}
              />
              <Pager
                {...{ skip, take: PAGE, shown: rows.length }}
                onMove={(next) => move({ skip: next === 0 ? undefined : String(next) })}
              />
            </Block>
          </div>
        )}
      </Answered>
    </Sheet>
  );
}

function Charts({ rows }: { readonly rows: readonly NavPoint[] }) {
  const { t } = useDesk();
  const points = [...rows].reverse();
  return (
    <div className="grid min-w-0 grid-cols-1 gap-4 xl:grid-cols-2">
      <Block id="patronage-closes-paid" title={t("overview.paidBars")}>
        <PaidBars points={points} />
      </Block>
      <Block id="patronage-closes-nav" title={t("overview.navCurve")}>
        <NavCurve points={points} />
      </Block>
    </div>
  );
}

function Next() {
  const { t } = useDesk();
  const answer = useAnswer<{ patronageClosePreview: ClosePreview | null }>(CLOSE_PREVIEW);
  return (
    <Block
      id="patronage-next-close"
      title={t("closes.next")}
      note={t("closes.next.note")}
      deeds={<NextDeeds preview={answer.data?.patronageClosePreview ?? undefined} />}
    >
      <Answered answer={answer}>
        {({ patronageClosePreview: preview }) =>
          preview === null ? (
            <Nothing>{t("closes.next.empty")}</Nothing>
          ) : (
            <Preview preview={preview} />
          )
        }
      </Answered>
      <SampleNote />
    </Block>
  );
}

function NextDeeds({ preview }: { readonly preview: ClosePreview | undefined }) {
  const { t, day, money } = useDesk();
  const close = useDeed(CLOSE_DAY, "closes.done");
  if (preview === undefined) return <MoveClock />;
  const { date, hasEnded, proRataPaid, tierPaid } = preview;
  return (
    <>
      <MoveClock />
      <Confirm
        isMain
        label={t("closes.do", { date: day(date) })}
        title={t("closes.do.title", { date: day(date) })}
        text={t("closes.do.text", { proRata: money(proRataPaid), tier: money(tierPaid) })}
        may={["PatronageClose"]}
        isDisabled={!hasEnded}
        deed={close}
        variables={{}}
      />
    </>
  );
}

function useIsSample(): boolean {
  const { data } = useAnswer<{ patronageOverview: Overview }>(PROGRAMME);
  return data?.patronageOverview.isSample ?? false;
}

function SampleNote() {
  const { t } = useDesk();
  if (!useIsSample()) return null;
  return (
    <p className="mt-4">
      <Faint>{t("closes.move.note")}</Faint>
    </p>
  );
}

function MoveClock() {
  const { t } = useDesk();
  const move = useDeed(MOVE_CLOCK, "closes.moved");
  if (!useIsSample()) return null;
  return (
    <Confirm
      label={t("closes.move")}
      title={t("closes.move.title")}
      text={t("closes.move.text")}
      may={["PatronageClose"]}
      deed={move}
      variables={{}}
    />
  );
}

function Preview({ preview }: { readonly preview: ClosePreview }) {
  const { t, day, money, timezone } = useDesk();
  const { date, hasEnded, perShare } = preview;
  return (
    <Figures>
      <Figure
        label={t("closes.date")}
        value={day(date)}
        note={hasEnded ? t("closes.ended") : t("closes.running", { timezone })}
      />
      <Figure label={t("closes.proRata")} value={money(preview.proRataPaid)} />
      <Figure label={t("closes.tier")} value={money(preview.tierPaid)} />
      <Figure label={t("closes.carried")} value={money(preview.carried)} />
      <Figure
        label={t("closes.perShare")}
        value={decimalText(perShare, 4)}
        note={t("closes.perShare.note")}
      />
      <Figure label={t("closes.capped")} value={countText(preview.capped)} />
      <Figure label={t("closes.risen")} value={countText(preview.risen)} />
      <Figure label={t("closes.forced")} value={countText(preview.forced)} />
    </Figures>
  );
}
