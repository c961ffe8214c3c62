/** The back office's pages and where they stand in the menu. */
import {
  defineDashboardExtension,
  type AnyRoute,
  type DashboardRouteDefinition,
} from "@vendure/dashboard";
import "./base.css";
import { PieChart } from "lucide-react";
import type { ReactNode } from "react";
import { AuditPage } from "./pages/audit.tsx";
import { BankPage } from "./pages/bank.tsx";
import { ClosesPage } from "./pages/closes.tsx";
import { FuturesPage } from "./pages/futures.tsx";
import { FuturesRunPage } from "./pages/futures-run.tsx";
import { HolderPage } from "./pages/holder.tsx";
import { HoldersPage } from "./pages/holders.tsx";
import { JournalPage } from "./pages/journal.tsx";
import { OverviewPage } from "./pages/overview.tsx";
import { PlanPage } from "./pages/plan.tsx";
import { ReconciliationPage } from "./pages/reconciliation.tsx";
import { ReturnsPage } from "./pages/returns.tsx";
import { ReviewsPage } from "./pages/reviews.tsx";
import { WithdrawalsPage } from "./pages/withdrawals.tsx";
import { Crumb } from "./crumb.tsx";
import { beginInBrowserLanguage, fillMenu, titleOf } from "./menu.ts";
import type { Word } from "./words.ts";

const SECTION = "patronage";
const MENU_ORDER = 150;
const MAY_READ = "PatronageRead";

type Shown = (route: AnyRoute) => ReactNode;

/** A page of the menu. */
function page(name: string, order: number, component: Shown): DashboardRouteDefinition {
  return {
    path: `/patronage/${name}`,
    component,
    loader: () => ({ breadcrumb: <Crumb word={`nav.${name}` as Word} /> }),
    navMenuItem: {
      sectionId: SECTION,
      id: `patronage-${name}`,
      title: titleOf(`nav.${name}` as Word),
      order,
      requiresPermission: MAY_READ,
    },
  };
}

beginInBrowserLanguage();
fillMenu();

defineDashboardExtension({
  navSections: [{ id: SECTION, title: titleOf("nav.section"), icon: PieChart, order: MENU_ORDER }],
  routes: [
    page("overview", 1, () => <OverviewPage />),
    page("holders", 2, () => <HoldersPage />),
    page("closes", 3, () => <ClosesPage />),
    page("withdrawals", 4, () => <WithdrawalsPage />),
    page("returns", 5, () => <ReturnsPage />),
    page("plan", 6, () => <PlanPage />),
    page("futures", 7, () => <FuturesPage />),
    page("reviews", 8, () => <ReviewsPage />),
    page("reconciliation", 9, () => <ReconciliationPage />),
    page("bank", 10, () => <BankPage />),
    page("audit", 11, () => <AuditPage />),
    {
      path: "/patronage/futures/$run",
      component: FuturesRunPage,
      loader: ({ params }) => ({
        breadcrumb: [
          { path: "/patronage/futures", label: <Crumb word="nav.futures" /> },
          `#${(params as { run: string }).run}`,
        ],
      }),
    },
    {
      path: "/patronage/holders/$holder",
      component: HolderPage,
      loader: ({ params }) => ({
        breadcrumb: [
          { path: "/patronage/holders", label: <Crumb word="nav.holders" /> },
          (params as { holder: string }).holder,
        ],
      }),
    },
    {
      path: "/patronage/journal/$seq",
      component: JournalPage,
      loader: ({ params }) => ({
        breadcrumb: [
          { path: "/patronage/overview", label: <Crumb word="nav.section" /> },
          `#${(params as { seq: string }).seq}`,
        ],
      }),
    },
  ],
});
