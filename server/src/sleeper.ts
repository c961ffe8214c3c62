/** Sleep that may be woken: by a call, which is not lost when it comes too early, or by a signal. */

export type Sleeper = {
  /** Sleeps so long at the most. */
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly wake: () => void;
};

export function sleeper(signal: AbortSignal): Sleeper {
  let isWoken = false;
  let rise: (() => void) | undefined;
  const wake = (): void => {
    isWoken = true;
    rise?.();
  };
  signal.addEventListener("abort", wake, { once: true });
  return {
    wake,
    async sleep(milliseconds) {
      if (!isWoken && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, milliseconds);
          rise = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      rise = undefined;
      isWoken = false;
    },
  };
}
