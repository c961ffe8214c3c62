/**
 * What a GraphQL request may ask at the most, weighed before anything of it is looked up.
 *
 * Every field costs one and what is asked within it, and a list as many times that as it may have items; what
 * is dear to answer has a price of its own. So a short text that asks for much, by long lists within lists or
 * by one file under fifty names, is refused as a whole. Weighing takes as long as the text is, whatever it
 * says: a fragment is weighed once.
 */
import type { VendureConfig } from "@vendure/core";
import {
  getNamedType,
  getNullableType,
  GraphQLError,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";
import { getArgumentValues, getVariableValues } from "graphql/execution/values.js";
import { MallError } from "./mall.ts";

/** Twice the dearest request of our own pages, and more (docs/inside/DECISIONS.md). */
export const COST_MOST = { shop: 10_000, admin: 100_000 } as const;

/** Of a list that says nothing of its length, so many items are thought of. */
const ITEMS_GUESSED = 5;
/** What the engine gives of a list when nobody says how many. */
const ITEMS_UNSAID = { shop: 100, admin: 1_000 } as const;
/** Whatever changes something. */
const MUTATION_COST = 200;
/** What takes long to answer, or much to send: a request has room for a few. */
const FIELD_COSTS: ReadonlyMap<string, number> = new Map([
  ["Query.statementProof", 3_000],
  ["Query.statementFile", 3_000],
  ["Query.myDataFile", 3_000],
  ["Query.statement", 500],
]);

type Api = keyof typeof COST_MOST;
type Args = { readonly [name: string]: unknown };
type Weighing = {
  readonly schema: GraphQLSchema;
  readonly api: Api;
  readonly variables: Args;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly known: Map<string, number>;
};

/** Which API a schema is of. */
const apiOf = (schema: GraphQLSchema): Api =>
  schema.getQueryType()?.getFields()["administrators"] === undefined ? "shop" : "admin";

/** What an operation costs; of variables that do not fit, which the engine refuses itself, nothing. */
export function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  given: Args = {},
): number {
  const type = schema.getRootType(operation.operation);
  if (type === undefined || type === null) return 0;
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], given);
  if (coerced === undefined) return 0;
  const fragments = document.definitions.filter(
    (node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION,
  );
  const weighing: Weighing = {
    ...{ schema, api: apiOf(schema), variables: coerced, known: new Map() },
    fragments: new Map(fragments.map((node) => [node.name.value, node])),
  };
  return selectionCost(weighing, operation.selectionSet, type, false);
}

function selectionCost(
  weighing: Weighing,
  { selections }: SelectionSetNode,
  type: GraphQLCompositeType,
  isCounted: boolean,
): number {
  return selections.reduce((sum, node) => {
    if (node.kind === Kind.FIELD) return sum + fieldCost(weighing, node, type, isCounted);
    if (node.kind === Kind.FRAGMENT_SPREAD) {
      return sum + fragmentCost(weighing, node.name.value, isCounted);
    }
    const named = node.typeCondition && weighing.schema.getType(node.typeCondition.name.value);
    const within = isCompositeType(named) ? named : type;
    return sum + selectionCost(weighing, node.selectionSet, within, isCounted);
  }, 0);
}

function fragmentCost(weighing: Weighing, name: string, isCounted: boolean): number {
  const key = `${name} ${isCounted}`;
  const known = weighing.known.get(key);
  if (known !== undefined) return known;
  const fragment = weighing.fragments.get(name);
  const type = fragment && weighing.schema.getType(fragment.typeCondition.name.value);
  const cost =
    fragment !== undefined && isCompositeType(type)
      ? selectionCost(weighing, fragment.selectionSet, type, isCounted)
      : 0;
  weighing.known.set(key, cost);
  return cost;
}

/** `isCounted`: how many items there may be was counted by the field that it stands in. */
function fieldCost(
  weighing: Weighing,
  node: FieldNode,
  type: GraphQLCompositeType,
  isCounted: boolean,
): number {
  const hasFields = isObjectType(type) || isInterfaceType(type);
  const field = hasFields ? type.getFields()[node.name.value] : undefined;
  // What every type has costs nothing to tell.
  if (field === undefined) return 1;
  const isMutation = type === weighing.schema.getMutationType();
  const own = FIELD_COSTS.get(`${type.name}.${field.name}`) ?? (isMutation ? MUTATION_COST : 1);
  const inner = getNamedType(field.type);
  if (node.selectionSet === undefined || !isCompositeType(inner)) return own;
  const itemCount = itemCountOf(weighing, node, field);
  const isList = isListType(getNullableType(field.type));
  const times = itemCount ?? (isList && !isCounted ? ITEMS_GUESSED : 1);
  // A page's own list is as long as the page, which is counted here.
  const isPage = itemCount !== undefined && !isList;
  return own + times * selectionCost(weighing, node.selectionSet, inner, isPage);
}

/** How many items a field may have by what is asked, or as a page of a list; undefined for what says nothing. */
function itemCountOf(
  { variables, api }: Weighing,
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
): number | undefined {
  const args: Args = getArgumentValues(field, node, variables);
  const said = [args["most"], args["take"], takeIn(args["options"]), takeIn(args["input"])];
  const asked = said.find((count): count is number => typeof count === "number");
  if (asked !== undefined) return Math.max(asked, 1);
  const inner = getNamedType(field.type);
  const isPage =
    isObjectType(inner) && inner.getInterfaces().some(({ name }) => name === "PaginatedList");
  const canSay = field.args.some(({ name }) => name === "most" || name === "take");
  return isPage || canSay ? ITEMS_UNSAID[api] : undefined;
}

const takeIn = (options: unknown): unknown =>
  typeof options === "object" && options !== null ? (options as Args)["take"] : undefined;

type Plugin = NonNullable<NonNullable<VendureConfig["apiOptions"]>["apolloServerPlugins"]>[number];

/** Refuses requests to either API that cost too much, before any of their fields is resolved. */
export const costLimit: Plugin = {
  requestDidStart: () => Promise.resolve({ didResolveOperation: requireRoom }),
};

type Asked = {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation?: OperationDefinitionNode | undefined;
  readonly request: { readonly variables?: Args | undefined };
};

function requireRoom({ schema, document, operation, request }: Asked): Promise<void> {
  const cost = costOf(schema, document, operation!, request.variables);
  const most = COST_MOST[apiOf(schema)];
  return cost > most ? Promise.reject(tooCostly(cost, most)) : Promise.resolve();
}

function tooCostly(cost: number, most: number): GraphQLError {
  const refusal = new MallError("query_too_costly", { cost: String(cost), most: String(most) });
  // The engine puts into words what an error was made of.
  return new GraphQLError(refusal.message, {
    originalError: refusal,
    extensions: { code: "mall.query_too_costly", http: { status: 400 } },
  });
}
