/** The page of one's own: orders, shares, account, display; for a visitor the way in. */
import { BookOpen, Database, LogOut, MapPin, UserPen } from "lucide-react";
import { announce } from "../announce.ts";
import { useMe, useSession, type Me } from "../api/session.ts";
import { useDeed } from "../deed.ts";
import { useWords } from "../lang.ts";
import { fullName, initialOf } from "../names.ts";
import { Button, ButtonLink } from "../parts/button.tsx";
import { Column, Columns } from "../parts/columns.tsx";
import { DisplayChoices } from "./display-choices.tsx";
import { Failure } from "../parts/failure.tsx";
import { LinkRow, Links } from "../parts/links.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { MyHolding, MyOrders } from "./my-overview.tsx";
import { Card, Page } from "../parts/page.tsx";
import { Skeleton } from "../parts/waiting.tsx";
import { ACCOUNT } from "../words/account.ts";
import { COMMON } from "../words/common.ts";
import css from "./me.module.css";

const WAITING_HEIGHTS = [84, 147, 434] as const;
const ACCOUNT_HEIGHT = 214;

export function MePage() {
  const w = useWords(ACCOUNT);
  const me = useMe();
  const isIn = me.data !== undefined && me.data !== null;
  return (
    <Page title={w.title} isWide>
      <Columns shape="wideFirst">
        <Column>
          <Loaded
            query={me}
            waiting={
              <Column>
                {WAITING_HEIGHTS.map((height) => (
                  <Skeleton key={height} height={height} />
                ))}
              </Column>
            }
          >
            {(me) => (me === null ? <WayIn /> : <Mine me={me} />)}
          </Loaded>
        </Column>
        <Column>
          {me.isPending && <Skeleton height={ACCOUNT_HEIGHT} />}
          {isIn && <Account />}
          <Card title={w.settings}>
            <DisplayChoices />
          </Card>
          <Card>
            <Links>
              <LinkRow to="/programme" icon={<BookOpen />} label={w.rules} />
            </Links>
          </Card>
          {isIn && <Leave />}
        </Column>
      </Columns>
    </Page>
  );
}

function WayIn() {
  const w = useWords(ACCOUNT);
  const common = useWords(COMMON);
  return (
    <Card title={w.outTitle}>
      <p>{w.outText}</p>
      <div className={css["ways"]}>
        <ButtonLink to="/login" search={{ then: "/me" }}>
          {common.logIn}
        </ButtonLink>
        <ButtonLink look="second" to="/register" search={{}}>
          {common.register}
        </ButtonLink>
      </div>
    </Card>
  );
}

function Mine({ me }: { readonly me: Me }) {
  const w = useWords(ACCOUNT);
  const name = fullName(me);
  return (
    <>
      <Card>
        <div className={css["person"]}>
          <span className={css["initial"]} aria-hidden="true">
            {initialOf(name === "" ? me.emailAddress : name)}
          </span>
          <div className={css["who"]}>
            <p>{name === "" ? w.helloNobody : w.hello(name)}</p>
            <p>{me.emailAddress}</p>
          </div>
        </div>
      </Card>
      <MyOrders />
      <MyHolding />
    </>
  );
}

function Account() {
  const w = useWords(ACCOUNT);
  return (
    <Card title={w.account}>
      <Links>
        <LinkRow to="/me/addresses" icon={<MapPin />} label={w.addresses} />
        <LinkRow to="/me/profile" icon={<UserPen />} label={w.profile} />
        <LinkRow to="/me/data" icon={<Database />} label={w.data} />
      </Links>
    </Card>
  );
}

function Leave() {
  const w = useWords(ACCOUNT);
  const { logOut } = useSession();
  const leaving = useDeed({
    mutationFn: logOut,
    onSuccess: () => announce({ text: w.loggedOut }),
  });
  return (
    <>
      <Failure error={leaving.error} />
      <Button look="second" isWide isBusy={leaving.isPending} onClick={() => leaving.mutate()}>
        <LogOut aria-hidden="true" width={18} height={18} />
        {w.logOut}
      </Button>
    </>
  );
}
