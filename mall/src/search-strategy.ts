/**
 * Search: goods whose texts contain what was typed, in whatever language it was typed.
 *
 * The engine's own search takes words apart as European languages do, and finds no part of a Chinese
 * name. Here each word that was typed has to stand somewhere: in names, codes, descriptions, or the
 * names of collections and facets that act as keywords, in any language the goods are described in.
 * What begins with it comes first, then what has it in its name, then the rest.
 */
import {
  createCollectionIdCountMap,
  createFacetIdCountMap,
  getFieldsToSelect,
  mapToSearchResult,
  type Injector,
  type RequestContext,
  type SearchStrategy,
} from "@vendure/core";
import type { QueryResultRow } from "pg";
import { likeText, query, type Mall } from "./mall.ts";
import { mallOf } from "./plugin-mall.ts";

type SearchInput = Parameters<SearchStrategy["getSearchResults"]>[1] & {
  // The search plugin's own, where stock is in the index.
  readonly inStock?: boolean | null;
};
type SearchResults = Awaited<ReturnType<SearchStrategy["getSearchResults"]>>;
type Ids = Awaited<ReturnType<SearchStrategy["getFacetValueIds"]>>;

const TERM_CHARACTERS_MOST = 100;
const WORDS_MOST = 8;
const TAKEN = 25;
const TAKEN_MOST = 500;

/** A statement in the making: what is put into it stands in its values. */
type Statement = { readonly values: unknown[]; readonly conditions: string[] };

function put({ values }: Statement, value: unknown): string {
  values.push(value);
  return `$${values.length}`;
}

/** Goods `s` that have one of these texts like a pattern, in any language. */
const hasText = (columns: readonly string[], pattern: string): string =>
  `s."productVariantId" IN (SELECT t."productVariantId" FROM search_index_item t
    WHERE ${columns.map((column) => `t."${column}" ILIKE ${pattern}`).join(" OR ")})`;

/** Goods `s` that belong to something named like a pattern, in any language. */
const isOf = (list: string, table: string, pattern: string): string =>
  `string_to_array(s."${list}", ',') && ARRAY(
    SELECT n."baseId"::text FROM ${table} n WHERE n.name ILIKE ${pattern})`;

const NAMES = ["productName", "productVariantName"];
const TEXTS = [...NAMES, "sku", "slug", "description"];

/** Whether one of some ids or slugs stands in a list of the index. */
const isListed = (statement: Statement, list: string, wanted: readonly unknown[]): string =>
  `string_to_array(s."${list}", ',') && ${put(statement, wanted.map(String))}::text[]`;

function wordsOf(term: string | null | undefined): string[] {
  const typed = (term ?? "").trim().slice(0, TERM_CHARACTERS_MOST);
  return typed
    .split(/\s+/)
    .filter((word) => word !== "")
    .slice(0, WORDS_MOST);
}

function addWords(statement: Statement, words: readonly string[]): string {
  for (const word of words) {
    const pattern = put(statement, likeText(word));
    const signs = [...word];
    // Nothing stands between Chinese words: what was typed may leave out a sign of the name.
    const isHan = signs.length > 1 && /^\p{Script=Han}+$/u.test(word);
    const loose = isHan ? hasText(NAMES, put(statement, `%${signs.join("%")}%`)) : "false";
    statement.conditions.push(
      `(${hasText(TEXTS, pattern)} OR ${loose} OR ${isOf("collectionIds", "collection_translation", pattern)}
        OR ${isOf("facetValueIds", "facet_value_translation", pattern)})`,
    );
  }
  if (words.length === 0) return "0";
  const anywhere = likeText(words.join(" "));
  const begins = put(statement, anywhere.slice(1));
  return `CASE WHEN ${hasText(NAMES, begins)} THEN 3
    WHEN ${hasText(NAMES, put(statement, anywhere))} THEN 2 ELSE 1 END`;
}

function addFilters(statement: Statement, input: SearchInput): void {
  const { conditions } = statement;
  const { inStock, facetValueIds, facetValueOperator, facetValueFilters } = input;
  if (inStock !== null && inStock !== undefined) {
    const column = input.groupByProduct === true ? "productInStock" : "inStock";
    conditions.push(`s."${column}" = ${put(statement, inStock)}`);
  }
  const all = facetValueOperator?.toString() === "AND";
  const ids = facetValueIds ?? [];
  const groups = [
    ...(all ? ids.map((id) => [id]) : ids.length === 0 ? [] : [ids]),
    ...(facetValueFilters ?? []).flatMap(({ and, or }) => [
      ...(and === null || and === undefined ? [] : [[and]]),
      ...(or === null || or === undefined || or.length === 0 ? [] : [or]),
    ]),
  ];
  for (const group of groups) conditions.push(isListed(statement, "facetValueIds", group));
  for (const [list, wanted] of [
    ["collectionIds", input.collectionId],
    ["collectionSlugs", input.collectionSlug],
    ["collectionIds", input.collectionIds],
    ["collectionSlugs", input.collectionSlugs],
  ] as const) {
    const some = [wanted ?? []].flat();
    if (some.length > 0) conditions.push(isListed(statement, list, some));
  }
}

/** The goods that were asked for, in the language of the request or, without one, the channel's. */
function findGoods(
  ctx: RequestContext,
  input: SearchInput,
  enabledOnly: boolean,
): { found: string; statement: Statement; hasTerm: boolean } {
  const statement: Statement = { values: [], conditions: [] };
  const { conditions } = statement;
  conditions.push(`s."channelId" = ${put(statement, ctx.channelId)}`);
  const language = put(statement, ctx.languageCode);
  const otherwise = put(statement, ctx.channel.defaultLanguageCode);
  conditions.push(`(s."languageCode" = ${language} OR (s."languageCode" = ${otherwise}
    AND NOT EXISTS (SELECT FROM search_index_item o WHERE o."languageCode" = ${language}
      AND o."productVariantId" = s."productVariantId" AND o."channelId" = s."channelId")))`);
  if (enabledOnly) conditions.push("s.enabled");
  addFilters(statement, input);
  const words = wordsOf(input.term);
  const score = addWords(statement, words);
  const found = `found AS (SELECT s.*, ${score} AS score FROM search_index_item s
    WHERE ${conditions.join(" AND ")})`;
  return { found, statement, hasTerm: words.length > 0 };
}

const LISTS = ["facetIds", "facetValueIds", "collectionIds", "channelIds"];
const FLAGS = ["enabled", "inStock"];
const COLUMNS = getFieldsToSelect(true);
/** From what to what a product's variants cost. */
const RANGES = ["price", "priceWithTax"].flatMap((column) => {
  const name = column.replace("price", "Price");
  return [`min("${column}") AS "min${name}"`, `max("${column}") AS "max${name}"`];
});

/** A column of the results; of a product's variants what they have in all, or the first one's. */
function select(column: string, isGrouped: boolean): string {
  const name = `"${column}"`;
  let selected = name;
  if (isGrouped) {
    if (LISTS.includes(column)) selected = `string_agg(${name}, ',')`;
    else if (FLAGS.includes(column)) selected = `bool_or(${name})`;
    else selected = `(array_agg(${name} ORDER BY "productVariantId"))[1]`;
  }
  return `${selected} AS "si_${column}"`;
}

function orderOf({ sort, groupByProduct }: SearchInput, hasTerm: boolean): string {
  const direction = (sorted: string): string => (sorted === "DESC" ? "DESC" : "ASC");
  const keys: string[] = [];
  if (sort?.name) keys.push(`"si_productName" ${direction(sort.name)}`);
  if (sort?.price) {
    keys.push(`"${groupByProduct === true ? "minPrice" : "si_price"}" ${direction(sort.price)}`);
  }
  if (keys.length === 0 && hasTerm) keys.push("score DESC");
  return [...keys, '"si_productVariantId"'].join(", ");
}

export class ContainingSearch implements SearchStrategy {
  private mall!: Mall;

  init(injector: Injector): void {
    this.mall = mallOf(injector);
  }

  async getSearchResults(
    ctx: RequestContext,
    input: SearchInput,
    enabledOnly: boolean,
  ): Promise<SearchResults> {
    const isGrouped = input.groupByProduct === true;
    const { found, statement, hasTerm } = findGoods(ctx, input, enabledOnly);
    const columns = [
      ...COLUMNS.map((column) => select(column, isGrouped)),
      ...(isGrouped ? RANGES : []),
      `${isGrouped ? "max(score)" : "score"} AS score`,
    ];
    const take = Math.min(Math.max(input.take ?? TAKEN, 0), TAKEN_MOST);
    const rows = await query<QueryResultRow>(
      this.mall,
      ctx,
      `WITH ${found} SELECT ${columns.join(", ")} FROM found ${isGrouped ? 'GROUP BY "productId"' : ""}
       ORDER BY ${orderOf(input, hasTerm)}
       LIMIT ${put(statement, take)} OFFSET ${put(statement, Math.max(input.skip ?? 0, 0))}`,
      statement.values,
    );
    return rows.map((row) => mapToSearchResult(row, ctx.channel.defaultCurrencyCode));
  }

  async getTotalCount(
    ctx: RequestContext,
    input: SearchInput,
    enabledOnly: boolean,
  ): Promise<number> {
    const { found, statement } = findGoods(ctx, input, enabledOnly);
    const counted = input.groupByProduct === true ? 'DISTINCT "productId"' : "*";
    const [row] = await query<{ total: number }>(
      this.mall,
      ctx,
      `WITH ${found} SELECT count(${counted})::integer AS total FROM found`,
      statement.values,
    );
    return row!.total;
  }

  async getFacetValueIds(
    ctx: RequestContext,
    input: SearchInput,
    enabledOnly: boolean,
  ): Promise<Ids> {
    const rows = await this.listed(ctx, input, enabledOnly, "facetValueIds", "facetValues");
    return createFacetIdCountMap(rows as { facetValues: string }[]);
  }

  async getCollectionIds(
    ctx: RequestContext,
    input: SearchInput,
    enabledOnly: boolean,
  ): Promise<Ids> {
    const rows = await this.listed(ctx, input, enabledOnly, "collectionIds", "collections");
    return createCollectionIdCountMap(rows as { collections: string }[]);
  }

  /** A list of ids of each thing found: product or variant, as they are grouped. */
  private listed(
    ctx: RequestContext,
    input: SearchInput,
    enabledOnly: boolean,
    column: string,
    name: string,
  ): Promise<QueryResultRow[]> {
    const { found, statement } = findGoods(ctx, input, enabledOnly);
    const thing = input.groupByProduct === true ? "productId" : "productVariantId";
    return query<QueryResultRow>(
      this.mall,
      ctx,
      `WITH ${found} SELECT string_agg("${column}", ',') AS "${name}" FROM found GROUP BY "${thing}"`,
      statement.values,
    );
  }
}
