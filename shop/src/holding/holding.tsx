/** The shares, what they are worth at the NAV and what redeeming them pays, and where to go from here. */
import { Link } from "@tanstack/react-router";
import { ArrowRightLeft, ChevronRight, ReceiptText, UserPlus, WalletCards } from "lucide-react";
import type { ReactNode } from "react";
import { rateText } from "../amounts.ts";
import type { Position } from "../api/holder.ts";
import { useWords } from "../lang.ts";
import { SHARES } from "../words/shares.ts";
import { Money, Shares } from "../parts/figures.tsx";
import css from "./holding.module.css";
import { Card } from "../parts/page.tsx";
import { Pair, PairItem } from "../parts/pair.tsx";

type HoldingProps = { readonly position: Position; readonly feeRate: string };

export function Holding({ position, feeRate }: HoldingProps) {
  const w = useWords(SHARES);
  const fee = rateText(feeRate);
  const hasHeld = BigInt(position.held) > 0n;
  return (
    <Card>
      <div>
        <h2 className={css["label"]}>{w.holding}</h2>
        <p>
          <Shares micro={position.shares} size="xl" />
        </p>
      </div>
      <Pair>
        <PairItem label={w.value}>
          <Money minor={position.value} />
        </PairItem>
        <PairItem label={w.payout} hint={hasHeld ? w.payoutHeldHint(fee) : w.payoutHint(fee)}>
          <Money minor={position.payout} />
        </PairItem>
      </Pair>
      {BigInt(position.shares) === 0n && <p className={css["label"]}>{w.noSharesYet}</p>}
      <nav className={css["ways"]} aria-label={w.ways}>
        <Way to="/shares/wallet" icon={<WalletCards />}>
          <span className={css["two"]}>
            {w.wallet}
            <Money minor={position.wallet} size="s" />
          </span>
        </Way>
        <Way to="/shares/redeem" icon={<ArrowRightLeft />}>
          {w.redeem}
        </Way>
        <Way to="/shares/statement" icon={<ReceiptText />}>
          {w.statement}
        </Way>
        <Way to="/shares/invite" icon={<UserPlus />}>
          {w.invite}
        </Way>
      </nav>
    </Card>
  );
}

function Way({
  to,
  icon,
  children,
}: {
  readonly to: "/shares/wallet" | "/shares/redeem" | "/shares/statement" | "/shares/invite";
  readonly icon: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <Link to={to} className={css["way"]}>
      <span className={css["icon"]} aria-hidden="true">
        {icon}
      </span>
      <span className={css["text"]}>{children}</span>
      <ChevronRight className={css["more"]} aria-hidden="true" />
    </Link>
  );
}
