/** Quota as the cap it is, beside what was really paid; and the tier, without any pressure to climb. */
import { Link } from "@tanstack/react-router";
import { countText, moneyText } from "../amounts.ts";
import type { Position } from "../api/holder.ts";
import type { Programme } from "../api/programme.ts";
import { useLang, useWords } from "../lang.ts";
import { COMMON } from "../words/common.ts";
import { SHARES } from "../words/shares.ts";
import { Money, Shares } from "../parts/figures.tsx";
import { Notice } from "../parts/notice.tsx";
import { Card } from "../parts/page.tsx";
import { PaidBar } from "../parts/paid-bar.tsx";
import { Pair, PairItem } from "../parts/pair.tsx";
import css from "./quota-tier.module.css";
import { Row, Rows } from "../parts/rows.tsx";

type CardProps = { readonly position: Position; readonly programme: Programme };

export function QuotaCard({ position, programme }: CardProps) {
  const w = useWords(SHARES);
  const { capNotice } = useWords(COMMON);
  const { quotaLeft, dividends, shares } = position;
  const isUsedUp = BigInt(quotaLeft) === 0n && BigInt(shares) > 0n;
  return (
    <Card title={w.quota}>
      <Pair>
        <PairItem label={w.dividendsSoFar}>
          <Money minor={dividends} />
        </PairItem>
        <PairItem label={w.quotaLeft}>
          <Money minor={quotaLeft} />
        </PairItem>
      </Pair>
      <p className={css["soft"]}>{capNotice}</p>
      {isUsedUp && <Notice tone="gold">{w.quotaUsedUp}</Notice>}
      {programme.onQuotaReached === "redeem" && <Notice tone="gold">{w.quotaRedeem}</Notice>}
      <PaidOfAll programme={programme} />
    </Card>
  );
}

/** What was paid of all holders' quota, with the way to what the rules can pay. */
function PaidOfAll({ programme }: { readonly programme: Programme }) {
  const lang = useLang();
  const w = useWords(SHARES);
  const { quotaGranted, quotaPaid, quotaPaidPercent } = programme;
  const paid = moneyText(quotaPaid, lang);
  const granted = moneyText(quotaGranted, lang);
  const told =
    quotaPaidPercent === null ? w.noQuotaYet : w.everybodyTold(quotaPaidPercent, paid, granted);
  return (
    <div className={css["all"]}>
      <h3 className={css["head"]}>{w.everybody}</h3>
      <PaidBar part={quotaPaid} whole={quotaGranted} label={told} />
      <p className={css["soft"]}>{told}</p>
      <Link to="/programme" hash="coverage" className={css["link"]}>
        {w.planned}
      </Link>
    </div>
  );
}

export function TierCard({ position, programme }: CardProps) {
  const lang = useLang();
  const w = useWords(SHARES);
  const { tier, peak, nextTier } = position;
  const most = countText(programme.tiers.length, lang);
  if (programme.tiers.length === 0) return null;
  return (
    <Card title={w.tier}>
      <p className={css["tier"]}>
        {tier === 0 ? w.tierNone : w.tierNow(countText(tier, lang), most)}
      </p>
      <Rows>
        <Row label={w.peak}>
          <Shares micro={peak} />
        </Row>
        {nextTier !== null && (
          <Row label={w.nextTier}>
            <Shares micro={nextTier} />
          </Row>
        )}
      </Rows>
      <p className={css["soft"]}>
        {nextTier === null && w.tierMost} {w.tierExplained}
      </p>
    </Card>
  );
}
