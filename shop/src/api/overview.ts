/** What the page of one's own shows at a glance: how many orders are in which state, and what is held. */
import { queryOptions } from "@tanstack/react-query";
import { ask } from "./ask.ts";
import { graphql, type ResultOf } from "./graphql.ts";
import { SHOWN } from "./orders.ts";

const OVERVIEW = graphql(`
  query Overview($sending: [String!]!, $coming: [String!]!, $done: [String!]!) {
    activeCustomer {
      id
      sending: orders(
        options: { take: 1, filter: { active: { eq: false }, state: { in: $sending } } }
      ) {
        totalItems
      }
      coming: orders(
        options: { take: 1, filter: { active: { eq: false }, state: { in: $coming } } }
      ) {
        totalItems
      }
      done: orders(options: { take: 1, filter: { active: { eq: false }, state: { in: $done } } }) {
        totalItems
      }
    }
    patronage {
      shares
      payout
      quotaLeft
      dividends
      wallet
    }
    programme {
      feeRate
    }
  }
`);

export type Overview = ResultOf<typeof OVERVIEW>;

export const overviewQuery = queryOptions({
  queryKey: ["holder", "overview"],
  queryFn: () =>
    ask(OVERVIEW, {
      ...{ sending: [...SHOWN.sending], coming: [...SHOWN.coming], done: [...SHOWN.done] },
    }),
});
