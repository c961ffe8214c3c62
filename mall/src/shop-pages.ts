/**
 * The shop's pages, as the mall's server gives them: built files, already compressed, and one page for
 * every address that belongs to nobody else.
 */
import compression from "compression";
import type { VendureConfig } from "@vendure/core";
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import sirv from "sirv";

type Middleware = NonNullable<VendureConfig["apiOptions"]["middleware"]>[number];
type Next = () => void;

/** Addresses that are no pages of the shop's: its service worker goes by the same list. */
const NOT_PAGES = new URL("../../shop/not-pages.json", import.meta.url);
const OTHERS = new RegExp(
  `^/(${(JSON.parse(readFileSync(NOT_PAGES, "utf8")) as string[]).join("|")})([/?]|$)`,
);
const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** What every page is sent with: nobody frames it, and its address (with a mail's token) stays here. */
const HEADERS = {
  "content-security-policy": "frame-ancestors 'none'",
  "x-frame-options": "DENY",
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "permissions-policy": "camera=(), microphone=(), geolocation=()",
} as const;

/** Files whose names change with what is in them are kept for good; the others are asked for again. */
function sendHeaders(response: ServerResponse, path: string): void {
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
  const isLasting = path.startsWith("/static/");
  response.setHeader(
    "cache-control",
    isLasting ? `public, max-age=${YEAR_SECONDS}, immutable` : "no-cache",
  );
}

/** What stands in front of the engine: compressed answers and, with a folder of built pages, the shop. */
export function pageMiddleware(folder: string | undefined): Middleware[] {
  const compress: Middleware = { route: "shop-api", handler: compression() };
  if (folder === undefined) return [compress];
  const give = sirv(folder, {
    ...{ single: true, etag: true, brotli: true, gzip: true },
    setHeaders: sendHeaders,
  });
  const handler = (request: IncomingMessage, response: ServerResponse, next: Next): void => {
    const isReading = request.method === "GET" || request.method === "HEAD";
    if (isReading && !OTHERS.test(request.url ?? "/")) give(request, response, next);
    else next();
  };
  return [compress, { route: "/", handler, beforeListen: true }];
}
