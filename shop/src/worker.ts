/**
 * The service worker, which keeps the pages for when there is no network. A newer one is offered and waits
 * until somebody takes it, or comes back another day: nobody's half-filled form is loaded anew.
 */
import { announce } from "./announce.ts";
import { language, wordsIn } from "./lang.ts";
import { COMMON } from "./words/common.ts";

function offer(worker: ServiceWorker): void {
  const { newer, load } = wordsIn(COMMON, language());
  const onPress = (): void => {
    // Only the page in which somebody asked for it: another may be in the middle of something.
    const reload = (): void => location.reload();
    navigator.serviceWorker.addEventListener("controllerchange", reload, { once: true });
    worker.postMessage({ type: "SKIP_WAITING" });
  };
  announce({ text: newer, action: { label: load, onPress } });
}

/** Registers it, once everything else is there; without it the pages only lack their life offline. */
export async function registerWorker({ serviceWorker }: Navigator): Promise<void> {
  // Whoever comes for the first time is not told that what they see is new.
  const isKnown = serviceWorker.controller !== null;
  const registration = await serviceWorker.register("/worker.js");
  if (!isKnown) return;
  if (registration.waiting !== null) offer(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const next = registration.installing;
    next?.addEventListener("statechange", () => {
      if (next.state === "installed") offer(next);
    });
  });
}
