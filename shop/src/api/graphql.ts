/**
 * GraphQL documents as plain texts, with the types of what they answer. The types come from
 * `schema.graphql`, which a test of the mall compares with what the server says; nothing of it is left
 * in the built pages.
 */
import type { initGraphQLTada } from "gql.tada";
import type { introspection } from "./schema.d.ts";

type Graphql = ReturnType<
  typeof initGraphQLTada<{
    introspection: introspection;
    disableMasking: true;
    scalars: { DateTime: string; JSON: unknown; Money: number };
  }>
>;

/** A document of its text and the fragments it uses, each once. */
export const graphql = ((text: string, fragments: readonly string[] = []) =>
  [...new Set([text, ...fragments])].join("\n")) as unknown as Graphql;

export type { ResultOf, TadaDocumentNode, VariablesOf } from "gql.tada";
