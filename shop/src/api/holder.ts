/** What a shopper holds, and how shares become money: everything personal of the programme. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { ask } from "./ask.ts";
import { graphql, type ResultOf } from "./graphql.ts";

const POSITION = graphql(`
  query Position {
    patronage {
      holder
      referralCode
      joinedAt
      shares
      held
      value
      payout
      quotaLeft
      dividends
      wallet
      available
      tier
      peak
      nextTier
      owedShares
      owedQuota
      holds {
        orderCode
        shares
        expires
      }
      coming {
        orderCode
        paidAt
        dueAt
        grantQuote {
          shares
          value
          payout
          quota
        }
      }
    }
  }
`);

export type Position = NonNullable<ResultOf<typeof POSITION>["patronage"]>;

/** Null for whoever is no holder yet. */
export const positionQuery = queryOptions({
  queryKey: ["holder", "position"],
  queryFn: async () => (await ask(POSITION)).patronage,
});

const DIVIDENDS = graphql(`
  query Dividends($most: Int) {
    dividends(most: $most) {
      date
      amount
    }
  }
`);

export type Dividend = ResultOf<typeof DIVIDENDS>["dividends"][number];

const DIVIDENDS_MOST = 90;

export const dividendsQuery = queryOptions({
  queryKey: ["holder", "dividends"],
  queryFn: async () => (await ask(DIVIDENDS, { most: DIVIDENDS_MOST })).dividends,
});

const REDEMPTION_QUOTE = graphql(`
  query RedemptionQuote($shares: String!) {
    redemptionQuote(shares: $shares) {
      value
      fee
      payout
    }
  }
`);

export type Redemption = ResultOf<typeof REDEMPTION_QUOTE>["redemptionQuote"];

export const redemptionQuoteQuery = (sharesMicro: string) =>
  queryOptions({
    queryKey: ["holder", "redemption-quote", sharesMicro],
    queryFn: async () => (await ask(REDEMPTION_QUOTE, { shares: sharesMicro })).redemptionQuote,
    staleTime: 0,
    gcTime: 0,
  });

const REDEEM = graphql(`
  mutation Redeem($shares: String!, $key: String!, $leastPayout: String) {
    redeemShares(shares: $shares, key: $key, leastPayout: $leastPayout) {
      value
      fee
      payout
    }
  }
`);

export type Redeeming = {
  readonly sharesMicro: string;
  /** The same again is answered again, and done once. */
  readonly key: string;
  readonly leastPayoutMinor: string;
};

export async function redeem({ sharesMicro, key, leastPayoutMinor }: Redeeming) {
  const variables = { shares: sharesMicro, key, leastPayout: leastPayoutMinor };
  return (await ask(REDEEM, variables)).redeemShares;
}

const WITHDRAWALS = graphql(`
  query Withdrawals {
    withdrawals {
      id
      amount
      account
      state
      requestedAt
      reviewedAt
      approvedAt
      paidAt
      rejectedAt
      cancelledAt
      reference
      rejection
    }
  }
`);

export type Withdrawal = ResultOf<typeof WITHDRAWALS>["withdrawals"][number];

export const withdrawalsQuery = queryOptions({
  queryKey: ["holder", "withdrawals"],
  queryFn: async () => (await ask(WITHDRAWALS)).withdrawals,
});

const WITHDRAWAL_RULES = graphql(`
  query WithdrawalRules {
    withdrawalRules {
      least
      most
      daily
    }
  }
`);

export type WithdrawalRules = ResultOf<typeof WITHDRAWAL_RULES>["withdrawalRules"];

export const withdrawalRulesQuery = queryOptions({
  queryKey: ["withdrawal-rules"],
  queryFn: async () => (await ask(WITHDRAWAL_RULES)).withdrawalRules,
});

const REQUEST_WITHDRAWAL = graphql(`
  mutation RequestWithdrawal($amount: String!, $account: String!, $key: String!) {
    requestWithdrawal(amount: $amount, account: $account, key: $key)
  }
`);

type WithdrawalRequest = {
  readonly amountMinor: string;
  readonly account: string;
  /** The same again is answered again, and asked for once. */
  readonly key: string;
};

/** Answers the request's id. */
export async function requestWithdrawal(request: WithdrawalRequest): Promise<number> {
  const { amountMinor, ...rest } = request;
  return (await ask(REQUEST_WITHDRAWAL, { amount: amountMinor, ...rest })).requestWithdrawal;
}

const CANCEL_WITHDRAWAL = graphql(`
  mutation CancelWithdrawal($id: Int!) {
    cancelWithdrawal(id: $id)
  }
`);

export const cancelWithdrawal = async (id: number): Promise<boolean> =>
  (await ask(CANCEL_WITHDRAWAL, { id })).cancelWithdrawal;

const STATEMENT = graphql(`
  query Statement($from: String, $to: String, $before: String) {
    statement(from: $from, to: $to, before: $before, most: 50) {
      lines {
        seq
        date
        kind
        orderCode
        place
        shares
        wallet
        quota
        sharesAfter
        walletAfter
        quotaAfter
      }
      next
    }
  }
`);

export type StatementLine = ResultOf<typeof STATEMENT>["statement"]["lines"][number];

/** Days of the programme, both of them in it; left out, it is open on that side. */
export type Period = { readonly from?: string | undefined; readonly to?: string | undefined };

export const statementQuery = ({ from, to }: Period) =>
  infiniteQueryOptions({
    queryKey: ["holder", "statement", from ?? null, to ?? null],
    queryFn: async ({ pageParam: before }) =>
      (await ask(STATEMENT, { from: from ?? null, to: to ?? null, before })).statement,
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });

const STATEMENT_FILE = graphql(`
  query StatementFile($from: String, $to: String) {
    statementFile(from: $from, to: $to)
  }
`);

export const askStatementFile = async ({ from, to }: Period): Promise<string> =>
  (await ask(STATEMENT_FILE, { from: from ?? null, to: to ?? null })).statementFile;

const REFERRALS = graphql(`
  query Referrals {
    referrals {
      count
      shares
      quota
      joined {
        name
        joinedAt
      }
    }
  }
`);

export type Referrals = ResultOf<typeof REFERRALS>["referrals"];

export const referralsQuery = queryOptions({
  queryKey: ["holder", "referrals"],
  queryFn: async () => (await ask(REFERRALS)).referrals,
});
