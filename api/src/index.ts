/**
 * The client of the HTTP API, typed by its description.
 *
 *     const api = openClient({ address: "http://127.0.0.1:4400", key: process.env.PATRONAGE_KEY });
 *     await done(api.POST("/v1/orders", {
 *       ...named(`pay-${order.id}`),
 *       body: { order: order.id, holder: order.customer, lines: [{ line: "1", category: "tea", paid: 19800 }] },
 *     }));
 *
 * A command is sent again when the server is busy or away, with the same key, so that it has one effect.
 * What is not done is thrown as an `ApiError`, by the code of its problem. It needs `fetch` and Web Crypto
 * alone, and so runs in Node, in Deno and in workers; a key does not belong into a browser.
 */
import createClient, { type Client } from "openapi-fetch";
import type { components, paths } from "./schema.d.ts";

export type { components, operations, paths } from "./schema.d.ts";

/** A schema of the description by its name: `Schema<"Position">`. */
export type Schema<Name extends keyof components["schemas"]> = components["schemas"][Name];

/** Problem details, RFC 9457. */
export type Problem = Schema<"Problem">;

export type ClientOptions = {
  /** Where the server is, like http://127.0.0.1:4400. */
  readonly address: string;
  readonly key: string;
  /** The secret that came with a key whose commands must be signed. */
  readonly signing?: string;
  /** In which language problems are told. */
  readonly language?: "en" | "zh";
  /** How often a request is sent again when the server is busy or away; 4 times unless told. */
  readonly retries?: number;
  readonly fetch?: (request: Request) => Promise<Response>;
};

export type PatronageClient = Client<paths>;

/** Something was not done. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  /** The kind of problem: `holder_unknown`, `shares_insufficient`, `busy`, … */
  readonly code: string;
  readonly status: number;
  /** Undefined where what answered was not the server: a proxy in between. */
  readonly problem: Problem | undefined;

  constructor(status: number, problem: Problem | undefined) {
    super(problem?.detail ?? `The server answered ${status}.`);
    this.code = problem?.code ?? `http_${status}`;
    this.status = status;
    this.problem = problem;
  }
}

const RETRIES = 4;
const PAUSE_MILLISECONDS = 250;
/** What may go better a moment later. */
const AGAIN = [429, 502, 503, 504];

/** Opens a client. */
export function openClient(options: ClientOptions): PatronageClient {
  const { address, key, language = "en", signing } = options;
  const client = createClient<paths>({
    baseUrl: address,
    headers: { authorization: `Bearer ${key}`, "accept-language": language },
    fetch: (request) => send(request, options),
  });
  if (signing !== undefined) {
    client.use({
      onRequest: ({ request }) => (request.method === "GET" ? undefined : sign(request, signing)),
    });
  }
  return client;
}

/** Sends a request, again and again while the server is busy or away. */
async function send(
  request: Request,
  { fetch: ask = fetch, retries = RETRIES }: ClientOptions,
): Promise<Response> {
  for (let tries = 0; ; tries++) {
    const isLast = tries >= retries || !isHarmless(request);
    let response: Response;
    try {
      response = await ask(isLast ? request : request.clone());
      if (isLast || !AGAIN.includes(response.status)) return response;
    } catch (error) {
      // The connection broke: whether it arrived is not known.
      if (isLast || request.signal.aborted) throw error;
      await pause(PAUSE_MILLISECONDS * 2 ** tries);
      continue;
    }
    const asked = Number(response.headers.get("retry-after")) * 1_000;
    await pause(asked > 0 ? asked : PAUSE_MILLISECONDS * 2 ** tries);
  }
}

/** Whether a request may be sent twice: a question, or a command that has a key. */
const isHarmless = ({ method, headers, url }: Request): boolean =>
  method === "GET" || headers.has("idempotency-key") || /\/(quote|preview|check|closes)$/.test(url);

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Names a command for good: spread it into what is asked. */
export const named = <Parts extends object = object>(
  key: string,
  parts?: Parts,
): { params: { header: { "idempotency-key": string } } & Parts } => ({
  params: { ...(parts ?? ({} as Parts)), header: { "idempotency-key": key } },
});

type Answered<Data> = { data?: Data; error?: unknown; response: Response };

/** What was answered; throws an `ApiError` where it was a problem. */
export async function done<Data>(asked: Promise<Answered<Data>>): Promise<NonNullable<Data>> {
  const { data, error, response } = await asked;
  if (response.ok && data !== undefined && data !== null) return data;
  throw new ApiError(response.status, isProblem(error) ? error : undefined);
}

const isProblem = (error: unknown): error is Problem =>
  typeof error === "object" && error !== null && "code" in error && "detail" in error;

const hexOf = (bytes: ArrayBuffer): string =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

const bytesOf = (base64Url: string): Uint8Array<ArrayBuffer> => {
  const text = atob(base64Url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
};

/** Signs a command, as the server checks it: see the reference. */
async function sign(request: Request, secret: string): Promise<Request> {
  const { subtle } = globalThis.crypto;
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const { pathname, search } = new URL(request.url);
  const body = await request.clone().arrayBuffer();
  const lines = [
    ...[timestamp, request.method, pathname + search],
    request.headers.get("idempotency-key") ?? "",
    hexOf(await subtle.digest("SHA-256", body)),
  ];
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await subtle.importKey("raw", bytesOf(secret), algorithm, false, ["sign"]);
  const signature = await subtle.sign("HMAC", key, new TextEncoder().encode(lines.join("\n")));
  const signed = new Request(request);
  signed.headers.set("patronage-timestamp", timestamp);
  signed.headers.set("patronage-signature", hexOf(signature));
  return signed;
}
