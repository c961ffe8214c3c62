/** For whoever holds nothing yet: what shares of the mall are, in four sentences, and the way in. */
import type { UseQueryResult } from "@tanstack/react-query";
import { Link, useLocation } from "@tanstack/react-router";
import { useQueryClient } from "@tanstack/react-query";
import { countText, moneyText, rateText } from "../amounts.ts";
import type { Programme } from "../api/programme.ts";
import { useLang, useWords } from "../lang.ts";
import { navText, netOfFee } from "../nav.ts";
import { COMMON } from "../words/common.ts";
import { PROGRAMME } from "../words/programme.ts";
import { SHARES } from "../words/shares.ts";
import css from "./about-shares.module.css";
import { Button, ButtonLink } from "../parts/button.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Notice } from "../parts/notice.tsx";
import { Card } from "../parts/page.tsx";
import { Row, Rows } from "../parts/rows.tsx";

export function AboutShares({
  programme,
  isSignedIn,
}: {
  readonly programme: UseQueryResult<Programme>;
  readonly isSignedIn: boolean;
}) {
  const w = useWords(SHARES);
  const common = useWords(COMMON);
  return (
    <div className={css["about"]}>
      <Card title={w.aboutTitle}>
        <ol className={css["sentences"]}>
          {w.about.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ol>
        {isSignedIn ? <Becoming /> : <WaysIn />}
      </Card>
      <Card title={w.aboutSoFar}>
        <Loaded query={programme}>{(known) => <SoFar programme={known} />}</Loaded>
        <Link to="/programme" className={css["link"]}>
          {common.programme}
        </Link>
      </Card>
    </div>
  );
}

function WaysIn() {
  const common = useWords(COMMON);
  const { href } = useLocation();
  return (
    <div className={css["ways"]}>
      <ButtonLink to="/register" search={{ then: href }}>
        {common.register}
      </ButtonLink>
      <ButtonLink to="/login" search={{ then: href }} look="second">
        {common.logIn}
      </ButtonLink>
    </div>
  );
}

function Becoming() {
  const w = useWords(SHARES);
  const client = useQueryClient();
  return (
    <>
      <Notice>{w.becoming}</Notice>
      <div className={css["ways"]}>
        <Button onClick={() => void client.invalidateQueries({ queryKey: ["holder"] })}>
          {w.lookAgain}
        </Button>
        <ButtonLink to="/" look="second">
          {w.toGoods}
        </ButtonLink>
      </div>
    </>
  );
}

function SoFar({ programme }: { readonly programme: Programme }) {
  const lang = useLang();
  const w = useWords(PROGRAMME);
  const { nav, feeRate, quotaGranted, quotaPaid, quotaPaidPercent, holders } = programme;
  return (
    <Rows>
      <Row label={w.holders}>{countText(holders, lang)}</Row>
      <Row label={w.nav} hint={w.navHint}>
        {navText(nav, lang)}
      </Row>
      <Row label={w.net} hint={w.netHint(rateText(feeRate))}>
        {navText(netOfFee(nav, feeRate), lang)}
      </Row>
      <Row label={w.granted}>{moneyText(quotaGranted, lang)}</Row>
      <Row label={w.paid}>{moneyText(quotaPaid, lang)}</Row>
      {quotaPaidPercent !== null && <Row label={w.paidPart}>{quotaPaidPercent}%</Row>}
    </Rows>
  );
}
