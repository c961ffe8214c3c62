/**
 * Asking the mall: one way in for every page.
 *
 * What is read of the catalogue is asked with GET, so that the service worker may keep it; everything of a
 * person and everything that changes something with POST, which nobody keeps. Trouble comes as an
 * AskError of a few kinds, because pages do something else about each.
 */
import { language } from "../lang.ts";
import { graphql, type TadaDocumentNode } from "./graphql.ts";

/**
 * offline: this device has no network. unreachable: the mall does not answer. signed_out: somebody has to
 * log in. refused: the mall says no, and its sentence says why. broken: the mall had an accident.
 */
export type AskTrouble = "offline" | "unreachable" | "signed_out" | "refused" | "broken";

export class AskError extends Error {
  readonly trouble: AskTrouble;
  /** The mall's own name of the refusal. */
  readonly code: string | undefined;
  constructor(trouble: AskTrouble, message: string, code?: string) {
    super(message);
    this.trouble = trouble;
    this.code = code;
  }
}

/** The mall's own name of the refusal, where it was one. */
export const codeOf = (error: Error | null): string | undefined =>
  error instanceof AskError ? error.code : undefined;

const WAIT_MILLISECONDS = 20_000;
const LANGUAGE_CODES = { zh: "zh_Hans", en: "en" } as const;
/** What the API calls the lack of a session. */
const SIGNED_OUT_CODES = ["FORBIDDEN", "mall.not_logged_in"];

type Told = {
  readonly data?: unknown;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions?: { readonly code?: string };
  }[];
};

declare global {
  /** What the page's first script has asked already, and what ends it. */
  var firstAsked: (Asking & { readonly address: string }) | undefined;
}

type Asking = { readonly asked: Promise<Response>; readonly ending: AbortController };

function begin(address: string, init: RequestInit): Asking {
  const first = globalThis.firstAsked;
  if (first?.address === address) {
    globalThis.firstAsked = undefined;
    return first;
  }
  const ending = new AbortController();
  return { asked: fetch(address, { ...init, signal: ending.signal }), ending };
}

/** The whole answer, in the time there is. */
async function reach(address: string, init: RequestInit, given?: AbortSignal): Promise<Told> {
  const { asked, ending } = begin(address, init);
  const end = (): void => ending.abort();
  const timer = setTimeout(end, WAIT_MILLISECONDS);
  given?.addEventListener("abort", end);
  try {
    return (await (await asked).json()) as Told;
  } catch (error) {
    throw new AskError(navigator.onLine ? "unreachable" : "offline", (error as Error).message);
  } finally {
    clearTimeout(timer);
  }
}

function read(told: Told): unknown {
  const [error] = told.errors ?? [];
  if (error === undefined) return told.data;
  const code = error.extensions?.code;
  if (code !== undefined && SIGNED_OUT_CODES.includes(code)) {
    throw new AskError("signed_out", error.message, code);
  }
  if (code === "INTERNAL_SERVER_ERROR") throw new AskError("broken", error.message, code);
  throw new AskError("refused", error.message, code);
}

/** Encoded as the page's first script does it, so that what it asked is recognised. */
const addressOf = (parameters: { readonly [name: string]: string }): string =>
  `/shop-api?${Object.entries({ languageCode: LANGUAGE_CODES[language()], ...parameters })
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join("&")}`;

/** Asks for something, or to do something. */
export async function ask<Data, Variables>(
  document: TadaDocumentNode<Data, Variables>,
  variables?: Variables,
): Promise<Data> {
  const body = JSON.stringify({ query: document, variables });
  const headers = { "content-type": "application/json" };
  return read(await reach(addressOf({}), { method: "POST", headers, body })) as Data;
}

/**
 * Asks for something that is the same for everybody, and may be kept for when there is no network. The
 * signal ends what nobody waits for any more.
 */
export async function askCatalogue<Data, Variables>(
  document: TadaDocumentNode<Data, Variables> | string,
  variables?: Variables,
  signal?: AbortSignal,
): Promise<Data> {
  const query = (document as unknown as string).replaceAll(/\s+/g, " ").trim();
  const address = addressOf({
    query,
    ...(variables === undefined ? {} : { variables: JSON.stringify(variables) }),
  });
  const headers = { "apollo-require-preflight": "true" };
  return read(await reach(address, { headers }, signal)) as Data;
}

/** What a document asks of an answer for `accepted` to read. */
export const REFUSAL = graphql(`
  fragment Refusal on ErrorResult {
    errorCode
    message
  }
`);

type Refusal = { readonly errorCode: string; readonly message: string };

/** An answer that is no refusal of the commerce engine's; throws its sentence where it is one. */
export function accepted<Result extends object>(
  result: Result,
): Exclude<Result, { errorCode: unknown }> {
  const { errorCode, message } = result as unknown as Partial<Refusal>;
  if (errorCode === undefined) return result as Exclude<Result, { errorCode: unknown }>;
  throw new AskError("refused", message ?? errorCode, errorCode);
}
