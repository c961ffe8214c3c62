/** What a shopper holds, at a glance: shares, quota, dividends, tier, and what is on its way. */
import { useQuery } from "@tanstack/react-query";
import { AskError } from "../api/ask.ts";
import { positionQuery, type Position } from "../api/holder.ts";
import { programmeQuery, type Programme } from "../api/programme.ts";
import { useWords } from "../lang.ts";
import { AboutShares } from "./about-shares.tsx";
import { ComingOrders, HeldShares, OwedShares } from "./coming-orders.tsx";
import { DividendDays } from "./dividend-days.tsx";
import { Column, Columns } from "../parts/columns.tsx";
import { Holding } from "./holding.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { NavCurve } from "../parts/nav-curve.tsx";
import { Card, Page } from "../parts/page.tsx";
import { QuotaCard, TierCard } from "./quota-tier.tsx";
import { Skeleton } from "../parts/waiting.tsx";
import { NAV } from "../words/nav.ts";
import { SHARES } from "../words/shares.ts";

export function SharesPage() {
  const w = useWords(SHARES);
  const position = useQuery(positionQuery);
  const programme = useQuery(programmeQuery);
  const { error } = position;
  const isVisitor = error instanceof AskError && error.trouble === "signed_out";
  return (
    <Page title={w.title} isWide>
      {isVisitor ? (
        <AboutShares programme={programme} isSignedIn={false} />
      ) : (
        <Loaded query={position} waiting={<SharesWaiting />}>
          {(held) =>
            held === null ? (
              <AboutShares programme={programme} isSignedIn />
            ) : (
              <Loaded query={programme} waiting={<SharesWaiting />}>
                {(known) => <Overview position={held} programme={known} />}
              </Loaded>
            )
          }
        </Loaded>
      )}
    </Page>
  );
}

function Overview({
  position,
  programme,
}: {
  readonly position: Position;
  readonly programme: Programme;
}) {
  const w = useWords(NAV);
  return (
    <Columns>
      <Column>
        <Holding position={position} feeRate={programme.feeRate} />
        <QuotaCard position={position} programme={programme} />
        <DividendDays joinedAt={position.joinedAt} programme={programme} />
        <OwedShares position={position} />
      </Column>
      <Column>
        <Card title={w.title}>
          <NavCurve feeRate={programme.feeRate} />
        </Card>
        <ComingOrders coming={position.coming} />
        <HeldShares holds={position.holds} />
        <TierCard position={position} programme={programme} />
      </Column>
    </Columns>
  );
}

const SHAPES = [
  [272, 236, 420],
  [440, 240],
] as const;

function SharesWaiting() {
  return (
    <Columns>
      {SHAPES.map((heights, column) => (
        <Column key={column}>
          {heights.map((height) => (
            <Skeleton key={height} height={height} />
          ))}
        </Column>
      ))}
    </Columns>
  );
}
