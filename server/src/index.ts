/**
 * The server's door.
 *
 *     openServer(house) → server     server.listen({ host, port }) → its address
 *     makeKey(house, { programme, name, scopes }) → a key, shown once
 */
export { openServer, PER_MINUTE, type Server, type ServerOptions } from "./server.ts";
export type { DeskEvent } from "./desks.ts";
export type { Logging } from "./logs.ts";
export {
  endKey,
  KeyError,
  listKeys,
  makeKey,
  rotateKey,
  SCOPES,
  type Key,
  type KeyAsked,
  type MadeKey,
  type Scope,
} from "./keys.ts";
export { signatureOf, type Signed } from "./signatures.ts";
