/** What anyone may know of the programme: its figures, its plan, and its NAV day by day. */
import { queryOptions } from "@tanstack/react-query";
import { ask, askCatalogue } from "./ask.ts";
import { graphql, type ResultOf } from "./graphql.ts";

const PROGRAMME = graphql(`
  query Programme {
    programme {
      timezone
      today
      feeRate
      consumesQuota
      maturity
      onQuotaReached
      tiers
      referralLevels {
        shareRate
        quotaMultiple
      }
      reserve
      outstanding
      founding
      issued
      authorised
      holders
      nav
      funds
      lastClose
      quotaGranted
      quotaPaid
      quotaPaidPercent
    }
  }
`);

export type Programme = ResultOf<typeof PROGRAMME>["programme"];

export const programmeQuery = queryOptions({
  queryKey: ["programme", "figures"],
  queryFn: async () => (await askCatalogue(PROGRAMME)).programme,
});

const NAV_NOW = graphql(`
  query NavNow {
    programme {
      reserve
      outstanding
    }
  }
`);

/** What the NAV is made of now: nothing that was kept from before, because a payment goes by it. */
export const navNowQuery = queryOptions({
  queryKey: ["programme", "nav-now"],
  queryFn: async () => (await ask(NAV_NOW)).programme,
  staleTime: 0,
  gcTime: 0,
});

const NAV_HISTORY = graphql(`
  query NavHistory {
    programme {
      navHistory(most: 400) {
        date
        nav
        reserve
        outstanding
        paid
      }
    }
  }
`);

export type NavPoint = ResultOf<typeof NAV_HISTORY>["programme"]["navHistory"][number];

/** After each close, oldest first. */
export const navHistoryQuery = queryOptions({
  queryKey: ["programme", "nav-history"],
  queryFn: async () => (await askCatalogue(NAV_HISTORY)).programme.navHistory,
});

const PLAN = graphql(`
  query Plan {
    programme {
      name
      planSince
      planText
      planWords
      coverage {
        category
        paidOut
        granted
        percent
      }
    }
    collections(options: { topLevelOnly: true, take: 100 }) {
      items {
        slug
        name
      }
    }
  }
`);

export type Plan = ResultOf<typeof PLAN>;

/** The plan in force, and what its categories are called in the shop. */
export const planQuery = queryOptions({
  queryKey: ["programme", "plan"],
  queryFn: () => askCatalogue(PLAN),
});
