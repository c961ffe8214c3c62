/** The few figures of the programme that the first page shows. */
import { queryOptions } from "@tanstack/react-query";
import { askCatalogue } from "./ask.ts";
import { graphql } from "./graphql.ts";

const GLANCE = graphql(`
  query Glance {
    programme {
      currency
      feeRate
      nav
      reserve
      holders
      quotaPaidPercent
    }
  }
`);

export const glanceQuery = queryOptions({
  queryKey: ["programme", "glance"],
  queryFn: async () => (await askCatalogue(GLANCE)).programme,
});
