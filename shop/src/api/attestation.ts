/** What a bank statement said, beside what was owed on its day. */
import { queryOptions } from "@tanstack/react-query";
import { askCatalogue } from "./ask.ts";
import { graphql, type ResultOf } from "./graphql.ts";

const ATTESTATION = graphql(`
  query Attestation {
    programme {
      name
      owed
      attestation {
        date
        days
        account
        balance
        closeDate
        owed
        reserve
        funds
        wallets
        difference
        unexplained
        explanations {
          amount
          text
          explainedAt
        }
      }
    }
  }
`);

export type Bank = ResultOf<typeof ATTESTATION>["programme"];
export type Attestation = NonNullable<Bank["attestation"]>;

export const attestationQuery = queryOptions({
  queryKey: ["programme", "attestation"],
  queryFn: async () => (await askCatalogue(ATTESTATION)).programme,
});
