/** What the programme knows of an order: what it granted, or would grant once it counts. */
import { Link } from "@tanstack/react-router";
import type { OrderPatronage, PlacedOrder } from "../api/orders.ts";
import { useWords } from "../lang.ts";
import { CART } from "../words/cart.ts";
import { ORDER } from "../words/orders.ts";
import { ButtonLink } from "../parts/button.tsx";
import { Money, Shares } from "../parts/figures.tsx";
import { GrantRows } from "../parts/grant.tsx";
import { Notice } from "../parts/notice.tsx";
import { Card } from "../parts/page.tsx";
import { Row, Rows } from "../parts/rows.tsx";

export function OrderProgramme({
  order,
  isGuest,
}: {
  readonly order: PlacedOrder;
  readonly isGuest: boolean;
}) {
  const w = useWords(ORDER);
  const { patronage, grantQuote } = order;
  if (patronage === null) return null;
  const told: { readonly [state: string]: string } = {
    waiting: w.stateWaiting,
    review: w.stateReview,
    withheld: w.stateWithheld,
    nothing: w.stateNothing,
  };
  const isComing = patronage.grantedShares === null && grantQuote !== null;
  const sentence = told[patronage.state];
  return (
    <Card title={isComing ? w.willGrant : w.programme}>
      {sentence !== undefined && <Notice>{sentence}</Notice>}
      {isGuest && patronage.state === "waiting" && order.customer !== null && (
        <ButtonLink
          to="/register"
          search={{ email: order.customer.emailAddress, then: `/orders/${order.code}` }}
          look="second"
        >
          {w.register}
        </ButtonLink>
      )}
      {patronage.grantedShares !== null ? (
        <Granted patronage={patronage} />
      ) : (
        grantQuote !== null && <GrantRows grant={grantQuote} />
      )}
    </Card>
  );
}

function Granted({
  patronage: { grantedShares, grantedQuota },
}: {
  readonly patronage: OrderPatronage;
}) {
  const w = useWords(ORDER);
  const cart = useWords(CART);
  return (
    <>
      <Rows>
        <Row label={w.granted} hint={w.grantedHint}>
          <Shares micro={grantedShares ?? "0"} />
        </Row>
        <Row label={w.grantedQuota} hint={cart.grantQuotaHint}>
          {cart.atMost} <Money minor={grantedQuota ?? "0"} />
        </Row>
      </Rows>
      <p>
        <Link to="/shares">{w.toShares}</Link>
      </p>
    </>
  );
}
