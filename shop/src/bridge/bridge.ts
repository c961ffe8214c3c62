/**
 * The bridge: what a page asks of whatever it runs in. In a browser that is the web's own ways
 * (`web.ts`); the shell of an app or of a mini-program takes them over by setting `patronageBridge`
 * before the pages start. A page never asks which of them it is.
 */
import { webBridge } from "./web.ts";

export type Payment = { readonly trade: string; readonly url: string };

/** Something to be shared: a picture too, where the shell can. */
export type Shared = {
  readonly title: string;
  readonly text: string;
  readonly url: string;
  readonly picture?: Blob;
};

export type SavedFile = {
  readonly name: string;
  readonly type: string;
  readonly content: string | Blob;
};

export type Bridge = {
  readonly name: string;
  /** Goes to the provider's page, which comes back to the pages by itself. */
  pay(payment: Payment): Promise<void>;
  /** shared: handed on. copied: the address is in the clipboard. dismissed: somebody thought better of it. */
  share(what: Shared): Promise<"shared" | "copied" | "dismissed">;
  /** Into the clipboard; throws where there is none. */
  copy(text: string): Promise<void>;
  save(file: SavedFile): Promise<void>;
  /** Logs in the shell's own way, where it has one; the pages show their form otherwise. */
  login?(): Promise<boolean>;
};

declare global {
  var patronageBridge: Bridge | undefined;
}

/** The bridge the pages go over. */
export const bridge = (): Bridge => globalThis.patronageBridge ?? webBridge;
