/** Referrals that look like somebody's own, and what a person decides about them. */
import type { Review } from "../answers.ts";
import { Confirm } from "../confirm.tsx";
import { useDeed, useDesk, type Desk } from "../desk.ts";
import { Faint, Sheet, State, To, type Column } from "../parts.tsx";
import { DECIDE_REVIEW, REVIEWS } from "../questions.ts";
import { StateList } from "../state-list.tsx";

const STATES = ["open", "released", "rejected", "all"] as const;

type Shown = { readonly review: Review };

export function ReviewsPage() {
  const { t } = useDesk();
  return (
    <Sheet title={t("reviews.title")}>
      <StateList
        id="patronage-reviews"
        note={t("reviews.note")}
        question={REVIEWS}
        states={STATES}
        group="review"
        empty="reviews.empty"
        columnsOf={columnsOf}
      />
    </Sheet>
  );
}

function columnsOf({ t, code, at }: Desk): Column<Review>[] {
  return [
    {
      head: t("reviews.person"),
      cell: ({ customerId, name }) => (
        <To path={`/customers/${customerId}`}>{name === "" ? customerId : name}</To>
      ),
    },
    { head: t("reviews.referrer"), cell: ({ referrer }) => referrer ?? t("page.none") },
    {
      head: t("reviews.about"),
      cell: ({ orderId, orderCode }) =>
        orderId === null ? (
          t("reviews.joining")
        ) : (
          <To path={`/orders/${orderId}`}>{orderCode ?? orderId}</To>
        ),
    },
    {
      head: t("reviews.reasons"),
      isText: true,
      cell: ({ reasons }) => (
        <ul>
          {reasons.map((reason) => (
            <li key={reason}>{code("reason", reason)}</li>
          ))}
        </ul>
      ),
    },
    { head: t("reviews.made"), cell: ({ madeAt }) => at(madeAt) },
    {
      head: t("holder.state"),
      cell: ({ state, decidedAt, decidedBy }) => (
        <div>
          <State group="review" state={state} />
          {decidedAt === null ? null : (
            <div>
              <Faint>{t("reviews.decided", { who: decidedBy ?? "", at: at(decidedAt) })}</Faint>
            </div>
          )}
        </div>
      ),
    },
    { head: "", cell: (review) => <Deeds review={review} /> },
  ];
}

function Deeds({ review }: Shown) {
  const { t } = useDesk();
  const deed = useDeed(DECIDE_REVIEW);
  const { id, name, referrer, orderCode, state } = review;
  if (state !== "open") return null;
  const facts = { name, referrer: referrer ?? t("page.none"), order: orderCode ?? "" };
  const about = orderCode === null ? "join" : "order";
  return (
    <div className="flex gap-2">
      <Confirm
        isMain
        label={t("reviews.release")}
        title={t("reviews.release.title", facts)}
        text={t(`reviews.release.${about}`, facts)}
        may={["PatronageReview"]}
        deed={deed}
        variables={{ id, release: true }}
      />
      <Confirm
        isHarsh
        label={t("reviews.reject")}
        title={t("reviews.reject.title", facts)}
        text={t(`reviews.reject.${about}`, facts)}
        may={["PatronageReview"]}
        deed={deed}
        variables={{ id, release: false }}
      />
    </div>
  );
}
