/** The statement file: one's own, as the mall gives it, and the mall's words for what does not fit in one. */
import { queryOptions } from "@tanstack/react-query";
import { ask, askCatalogue } from "./ask.ts";
import { graphql } from "./graphql.ts";

const STATEMENT_PROOF = graphql(`
  query StatementProof {
    statementProof
  }
`);

const FRESH_MILLISECONDS = 5 * 60_000;

/** The text of one's own file. There is a new one a day. */
export const statementProofQuery = queryOptions({
  queryKey: ["holder", "statement-proof"],
  queryFn: async () => (await ask(STATEMENT_PROOF)).statementProof,
  staleTime: FRESH_MILLISECONDS,
});

const STATEMENT_FAULTS = graphql(`
  query StatementFaults {
    statementFaults {
      code
      sentence
    }
  }
`);

/** By the code of what does not fit, a sentence. They change with the language alone. */
export const statementFaultsQuery = queryOptions({
  queryKey: ["statement-faults"],
  queryFn: async () => (await askCatalogue(STATEMENT_FAULTS)).statementFaults,
  staleTime: Infinity,
});
