/** A short word of what was just done, at the edge of the page, with a way to undo it where there is one. */
export type Announcement = {
  readonly text: string;
  readonly tone?: "good" | "bad";
  readonly action?: { readonly label: string; readonly onPress: () => void };
};

let waiting: readonly Announcement[] = [];
let hasAnnounced = false;
const listeners = new Set<() => void>();

/** Shows it; what shows it is loaded with the first. */
export function announce(announcement: Announcement): void {
  waiting = [...waiting, announcement];
  hasAnnounced = true;
  for (const listener of listeners) listener();
}

export function onAnnounce(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether anything was ever announced. */
export const isAnnouncing = (): boolean => hasAnnounced;

/** Takes what waits to be shown. */
export function takeAnnouncements(): readonly Announcement[] {
  const taken = waiting;
  waiting = [];
  return taken;
}
