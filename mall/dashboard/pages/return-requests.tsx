/** Returns that shoppers ask for: accepted at what was shown to them, or declined with a reason. */
import type { ReturnRequest } from "../answers.ts";
import { Confirm } from "../confirm.tsx";
import { useDeed, useDesk, type Desk } from "../desk.ts";
import { Faint, State, type Column } from "../parts.tsx";
import { ACCEPT_REQUEST, DECLINE_REQUEST, RETURN_REQUESTS } from "../questions.ts";
import { StateList } from "../state-list.tsx";
import { returningColumns } from "./return-columns.tsx";

const STATES = ["requested", "accepted", "declined", "cancelled", "all"] as const;

type Shown = { readonly request: ReturnRequest };

export function ReturnRequests() {
  const { t } = useDesk();
  return (
    <StateList
      id="patronage-return-requests"
      title={t("requests.title")}
      note={t("requests.note")}
      question={RETURN_REQUESTS}
      states={STATES}
      tab="requests"
      empty="requests.empty"
      columnsOf={columnsOf}
    />
  );
}

function columnsOf(desk: Desk): Column<ReturnRequest>[] {
  const { t, money, at } = desk;
  return [
    ...returningColumns<ReturnRequest>(desk),
    {
      head: t("requests.shown"),
      isNumber: true,
      cell: (request) => <Promised request={request} />,
    },
    { head: t("returns.short.pay"), isNumber: true, cell: ({ pay }) => money(pay) },
    { head: t("returns.asked"), cell: ({ requestedAt }) => at(requestedAt) },
    {
      head: t("holder.state"),
      isText: true,
      cell: ({ state, decidedAt, decidedBy, answer }) => (
        <div>
          <State state={state} />
          {decidedAt === null ? null : (
            <div>
              <Faint>
                {decidedBy === null
                  ? at(decidedAt)
                  : t("requests.decided", { who: decidedBy, at: at(decidedAt) })}
              </Faint>
            </div>
          )}
          {answer === null ? null : <Faint>{answer}</Faint>}
        </div>
      ),
    },
    { head: "", cell: (request) => <Deeds request={request} /> },
  ];
}

const isMoreNow = ({ withheld, withheldNow }: ReturnRequest): boolean =>
  withheldNow !== null && BigInt(withheldNow) > BigInt(withheld);

function Promised({ request }: Shown) {
  const { t, money } = useDesk();
  const { withheld, withheldNow } = request;
  return (
    <div>
      {money(withheld)}
      {isMoreNow(request) ? (
        <div className="text-destructive text-xs">
          {t("requests.now", { amount: money(withheldNow ?? "0") })}
        </div>
      ) : null}
    </div>
  );
}

/** Accepting, with or without the shipping, and declining. */
function Deeds({ request }: Shown) {
  const { t, money } = useDesk();
  const accept = useDeed(ACCEPT_REQUEST, "returns.done");
  const decline = useDeed(DECLINE_REQUEST);
  const { id, code, name, state, pay, withheld, withheldNow, shippingLeft } = request;
  if (state !== "requested") return null;
  const text = (shipping: string) => (
    <>
      {t("requests.accept.text", {
        name,
        pay: money(BigInt(pay) + BigInt(shipping)),
        withheld: money(withheld),
      })}
      {isMoreNow(request) ? (
        <>
          <br />
          {t("requests.accept.bears", { now: money(withheldNow ?? "0") })}
        </>
      ) : null}
    </>
  );
  const confirm = (label: string, shipping: string, isMain: boolean) => (
    <Confirm
      isMain={isMain}
      label={label}
      title={t("requests.accept.title", { code })}
      text={text(shipping)}
      may={["UpdateOrder"]}
      deed={accept}
      variables={{ id, shipping }}
    />
  );
  return (
    <div className="flex flex-wrap gap-2">
      {confirm(t("requests.accept"), "0", true)}
      {shippingLeft === "0" ? null : confirm(t("requests.acceptShipping"), shippingLeft, false)}
      <Confirm
        isHarsh
        label={t("requests.decline")}
        title={t("requests.decline.title", { code })}
        text={t("requests.decline.text", { name })}
        may={["UpdateOrder"]}
        deed={decline}
        variables={{ id }}
        asks={t("withdrawals.reason")}
      />
    </div>
  );
}
