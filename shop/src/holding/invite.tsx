/** Bringing somebody in: the link, the code and a picture; what the rules grant for it, and what they do not. */
import { useQuery } from "@tanstack/react-query";
import { positionQuery, referralsQuery, type Referrals } from "../api/holder.ts";
import { programmeQuery } from "../api/programme.ts";
import { countText } from "../amounts.ts";
import { instantText } from "../days.ts";
import { useLang, useWords } from "../lang.ts";
import { AboutShares } from "./about-shares.tsx";
import { Money, Shares } from "../parts/figures.tsx";
import { InviteLink } from "./invite-link.tsx";
import { InviteGets } from "./invite-gets.tsx";
import { InvitePicture } from "./invite-picture.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Card, Page } from "../parts/page.tsx";
import { Row, Rows } from "../parts/rows.tsx";
import { Skeleton } from "../parts/waiting.tsx";
import { INVITE } from "../words/invite.ts";
import css from "./invite.module.css";

export function InvitePage() {
  const w = useWords(INVITE);
  const position = useQuery(positionQuery);
  const programme = useQuery(programmeQuery);
  const referrals = useQuery(referralsQuery);
  return (
    <Page title={w.title} up="/shares">
      <Loaded query={position} waiting={<InviteWaiting />}>
        {(held) =>
          held === null ? (
            <AboutShares programme={programme} isSignedIn />
          ) : (
            <>
              <p>{w.intro}</p>
              <InviteLink code={held.referralCode} />
              <Loaded query={programme} waiting={<Skeleton height={GETS_HEIGHT} />}>
                {({ referralLevels }) => <InviteGets levels={referralLevels} />}
              </Loaded>
              <Loaded query={referrals} waiting={<Skeleton height={JOINED_HEIGHT} />}>
                {(known) => <Joined referrals={known} />}
              </Loaded>
              <InvitePicture code={held.referralCode} />
            </>
          )
        }
      </Loaded>
    </Page>
  );
}

const LINK_HEIGHT = 420;
const GETS_HEIGHT = 360;
const JOINED_HEIGHT = 160;

function InviteWaiting() {
  return (
    <>
      <Skeleton lines={3} />
      <Skeleton height={LINK_HEIGHT} />
      <Skeleton height={GETS_HEIGHT} />
    </>
  );
}

function Joined({ referrals }: { readonly referrals: Referrals }) {
  const lang = useLang();
  const w = useWords(INVITE);
  const { count, joined, shares, quota } = referrals;
  return (
    <>
      <Card title={w.brought}>
        <Rows>
          <Row label={w.shares}>
            <Shares micro={shares} />
          </Row>
          <Row label={w.quota}>
            <Money minor={quota} />
          </Row>
        </Rows>
        <p className={css["soft"]}>{w.broughtHint}</p>
      </Card>
      <Card
        title={w.joined}
        beside={<span className={css["soft"]}>{w.count(countText(count, lang))}</span>}
      >
        {count === 0 ? (
          <p className={css["soft"]}>{w.none}</p>
        ) : (
          <>
            <ul className={css["people"]}>
              {joined.map(({ name, joinedAt }, index) => (
                <li key={`${joinedAt} ${index}`}>
                  <span>{name}</span>
                  <span className={css["soft"]}>{instantText(joinedAt, lang, "day")}</span>
                </li>
              ))}
            </ul>
            <p className={css["soft"]}>
              {count > joined.length && `${w.newest(countText(joined.length, lang))} · `}
              {w.masked}
            </p>
          </>
        )}
      </Card>
    </>
  );
}
