/** Redeeming shares: how many, what it pays and takes away, a last look, and what came of it. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { positionQuery, type Position } from "../api/holder.ts";
import { programmeQuery, type Programme } from "../api/programme.ts";
import { useWords } from "../lang.ts";
import { ButtonLink } from "../parts/button.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Card, Page } from "../parts/page.tsx";
import { RedeemDone } from "./redeem-done.tsx";
import { RedeemForm } from "./redeem-form.tsx";
import { RedeemPending } from "./redeem-pending.tsx";
import { Empty } from "../parts/trouble.tsx";
import { Skeleton } from "../parts/waiting.tsx";
import { pendingOf } from "./pending-redemption.ts";
import type { Done } from "./redeeming.ts";
import { REDEEM } from "../words/redeem.ts";

export function RedeemPage() {
  const w = useWords(REDEEM);
  const position = useQuery(positionQuery);
  const programme = useQuery(programmeQuery);
  const [done, setDone] = useState<Done>();
  return (
    <Page title={w.title} up="/shares">
      {done === undefined ? (
        <Loaded query={position} waiting={<RedeemWaiting />}>
          {(held) => (
            <Loaded query={programme} waiting={<RedeemWaiting />}>
              {(known) => <Redeem position={held} programme={known} onDone={setDone} />}
            </Loaded>
          )}
        </Loaded>
      ) : (
        <RedeemDone done={done} />
      )}
    </Page>
  );
}

function Redeem({
  position,
  programme,
  onDone,
}: {
  readonly position: Position | null;
  readonly programme: Programme;
  readonly onDone: (done: Done) => void;
}) {
  const [pending, setPending] = useState(() =>
    position === null ? undefined : pendingOf(position.holder),
  );
  if (position === null) return <NothingToRedeem isHeld={false} />;
  if (pending !== undefined) {
    return (
      <RedeemPending pending={pending} onDone={onDone} onRefused={() => setPending(undefined)} />
    );
  }
  const freeMicro = BigInt(position.shares) - BigInt(position.held);
  if (freeMicro <= 0n) return <NothingToRedeem isHeld={BigInt(position.held) > 0n} />;
  return (
    <RedeemForm position={position} programme={programme} onDone={onDone} onUnknown={setPending} />
  );
}

function NothingToRedeem({ isHeld }: { readonly isHeld: boolean }) {
  const w = useWords(REDEEM);
  return (
    <Card>
      <Empty title={w.nothing} text={isHeld ? w.allHeld : w.nothingText}>
        <ButtonLink to="/shares">{w.toShares}</ButtonLink>
      </Empty>
    </Card>
  );
}

const FORM_HEIGHT = 300;
const QUOTE_HEIGHT = 220;

function RedeemWaiting() {
  return (
    <>
      <Skeleton height={FORM_HEIGHT} />
      <Skeleton height={QUOTE_HEIGHT} />
    </>
  );
}
