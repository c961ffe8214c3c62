/** Asking for a return: which pieces, why, and exactly what it would come to. */
import { useQuery } from "@tanstack/react-query";
import { isUnsent, orderQuery, type PlacedOrder } from "../api/orders.ts";
import { useWords } from "../lang.ts";
import { ButtonLink } from "../parts/button.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Page } from "../parts/page.tsx";
import { ReturnForm } from "./return-form.tsx";
import { SignedIn } from "../parts/signed-in.tsx";
import { Empty } from "../parts/trouble.tsx";
import { Skeleton } from "../parts/waiting.tsx";
import { returnRoute } from "../routes.tsx";
import { RETURNS } from "../words/returns.ts";

export function ReturnPage() {
  const w = useWords(RETURNS);
  const { code } = returnRoute.useParams();
  const order = useQuery({ ...orderQuery(code), staleTime: 0 });
  const title = order.data !== undefined && isUnsent(order.data) ? w.cancelTitle : w.title;
  return (
    <Page title={title} up={`/orders/${code}`}>
      <SignedIn waiting={<ReturnWaiting />}>
        {() => (
          <Loaded query={order} waiting={<ReturnWaiting />}>
            {(placed) =>
              placed.patronage?.lines.some(({ returnable }) => returnable > 0) === true ? (
                <ReturnForm order={placed} isUnsent={isUnsent(placed)} />
              ) : (
                <Nothing order={placed} />
              )
            }
          </Loaded>
        )}
      </SignedIn>
    </Page>
  );
}

const ReturnWaiting = () => (
  <>
    <Skeleton height={220} />
    <Skeleton height={180} />
  </>
);

/** Why nothing of it can come back, and what can be done then. */
function Nothing({ order: { code, patronage } }: { readonly order: PlacedOrder }) {
  const w = useWords(RETURNS);
  const { lines = [], returnRequests = [] } = patronage ?? {};
  const isAsked = returnRequests.some(({ state }) => state === "requested");
  const isBack = lines.every(({ quantity, returnedQuantity }) => returnedQuantity >= quantity);
  const isOver = !isAsked && !isBack;
  const text = isAsked ? w.nothingAsked : isBack ? w.nothingBack : w.nothingOver;
  return (
    <Empty title={isOver ? w.overTitle : w.nothingTitle} text={text}>
      <ButtonLink to="/orders/$code" params={{ code }}>
        {w.toOrder}
      </ButtonLink>
      {isOver && (
        <ButtonLink to="/shares" look="second">
          {w.toShares}
        </ButtonLink>
      )}
    </Empty>
  );
}
