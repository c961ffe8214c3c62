/** What stands around every page: the bar with the search, the tabs, and the word that there is no network. */
import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useLocation } from "@tanstack/react-router";
import { House, LayoutGrid, PieChart, Search, ShoppingBag, UserRound } from "lucide-react";
import { lazy, Suspense, useSyncExternalStore, type ReactNode } from "react";
import { isAnnouncing, onAnnounce } from "./announce.ts";
import { cartCountQuery } from "./api/cart-count.ts";
import { LOGO, MALL_NAME } from "./brand.ts";
import { useLang, useWords } from "./lang.ts";
import css from "./shell.module.css";
import { useSpeak } from "./speak.ts";
import { COMMON } from "./words/common.ts";

const Toasts = lazy(async () => ({ default: (await import("./parts/toasts.tsx")).Toasts }));

function useOnline(): boolean {
  return useSyncExternalStore(
    (changed) => {
      addEventListener("online", changed);
      addEventListener("offline", changed);
      return () => {
        removeEventListener("online", changed);
        removeEventListener("offline", changed);
      };
    },
    () => navigator.onLine,
  );
}

export function Shell() {
  const w = useWords(COMMON);
  const isOnline = useOnline();
  const isSpoken = useSyncExternalStore(onAnnounce, isAnnouncing);
  return (
    <div className={css["shell"]}>
      <a href="#page" className={css["skip"]}>
        {w.skip}
      </a>
      <TopBar />
      {!isOnline && (
        <p className={css["offline"]} role="status">
          {w.offlineBar}
        </p>
      )}
      <main id="page" className={css["main"]} tabIndex={-1}>
        <Outlet />
      </main>
      <Tabs />
      {isSpoken && (
        <Suspense>
          <Toasts />
        </Suspense>
      )}
    </div>
  );
}

function TopBar() {
  const lang = useLang();
  const w = useWords(COMMON);
  const speak = useSpeak();
  const isSearching = useLocation({ select: ({ pathname }) => pathname === "/search" });
  return (
    <header className={css["top"]}>
      <div className={css["inner"]}>
        <Link to="/" className={css["brand"]}>
          <img src={LOGO} alt="" width={32} height={32} />
          <span>{MALL_NAME[lang]}</span>
        </Link>
        {isSearching ? (
          // The page has a box of its own.
          <span className={css["apart"]} />
        ) : (
          <Link to="/search" search={{}} className={css["search"]}>
            <Search aria-hidden="true" />
            <span>{w.searchGoods}</span>
          </Link>
        )}
        <Link to="/programme" className={css["programme"]}>
          {w.programme}
        </Link>
        <button
          type="button"
          className={css["language"]}
          lang={lang === "zh" ? "en" : "zh-Hans"}
          onClick={() => speak(lang === "zh" ? "en" : "zh")}
        >
          {w.language}
        </button>
      </div>
    </header>
  );
}

function Tabs() {
  const w = useWords(COMMON);
  const { data: count = 0 } = useQuery(cartCountQuery);
  return (
    <nav className={css["tabs"]} aria-label={w.mainNavigation}>
      <Tab to="/" icon={<House />} label={w.home} />
      <Tab to="/categories" icon={<LayoutGrid />} label={w.categories} />
      <Tab to="/cart" icon={<ShoppingBag />} label={w.cart} count={count} />
      <Tab to="/shares" icon={<PieChart />} label={w.shares} />
      <Tab to="/me" icon={<UserRound />} label={w.me} />
    </nav>
  );
}

function Tab({
  to,
  icon,
  label,
  count = 0,
}: {
  readonly to: "/" | "/categories" | "/cart" | "/shares" | "/me";
  readonly icon: ReactNode;
  readonly label: string;
  readonly count?: number;
}) {
  return (
    <Link to={to} className={css["tab"]} activeOptions={{ exact: to === "/" }}>
      <span className={css["icon"]} aria-hidden="true">
        {icon}
      </span>
      <span>{label}</span>
      {count > 0 && <span className={css["count"]}>{count > 99 ? "99+" : count}</span>}
    </Link>
  );
}
