/** The roots of the last closes, as the shop publishes them to everybody. */
import { queryOptions } from "@tanstack/react-query";
import { ask, askCatalogue } from "./ask.ts";
import { graphql, type ResultOf } from "./graphql.ts";

const CLOSE_ROOTS = graphql(`
  query CloseRoots {
    programme {
      closeRoots(most: 30) {
        date
        root
        entry
        hash
      }
    }
  }
`);

export type CloseRoot = ResultOf<typeof CLOSE_ROOTS>["programme"]["closeRoots"][number];

/** To read and to keep, the newest first. */
export const closeRootsQuery = queryOptions({
  queryKey: ["programme", "close-roots"],
  queryFn: async () => (await askCatalogue(CLOSE_ROOTS)).programme.closeRoots,
});

/** To compare with: nothing that was kept from before. */
export const closeRootsNowQuery = queryOptions({
  queryKey: ["programme", "close-roots-now"],
  queryFn: async () => (await ask(CLOSE_ROOTS)).programme.closeRoots,
  staleTime: 0,
});
