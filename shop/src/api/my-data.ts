/** What is kept about a shopper: taking it along, and deleting it. */
import { queryOptions } from "@tanstack/react-query";
import { ask } from "./ask.ts";
import { graphql, type ResultOf, type VariablesOf } from "./graphql.ts";

const FILE = graphql(`
  query MyDataFile {
    myDataFile
  }
`);

const QUOTE = graphql(`
  query DeletionQuote {
    deletionQuote {
      shares
      value
      wallet
      obstacles {
        kind
        subject
      }
    }
    patronage {
      payout
      held
    }
  }
`);

const DELETE = graphql(`
  mutation DeleteMyAccount($password: String!, $givesUp: Boolean!) {
    deleteMyAccount(password: $password, givesUp: $givesUp)
  }
`);

export type DeletionQuote = ResultOf<typeof QUOTE>;
export type Obstacle = DeletionQuote["deletionQuote"]["obstacles"][number];

export const myDataFile = async (): Promise<string> => (await ask(FILE)).myDataFile;

/** What an account still has, and what keeps it from being deleted; never from the cache. */
export const deletionQuoteQuery = queryOptions({
  queryKey: ["holder", "deletion-quote"],
  queryFn: () => ask(QUOTE),
  staleTime: 0,
});

export async function deleteAccount(variables: VariablesOf<typeof DELETE>): Promise<void> {
  await ask(DELETE, variables);
}
