/**
 * Progress on standard error, for a person who waits: only on a terminal, only after a second.
 *
 * Written once for all commands. Long work calls `report` as often as it likes; it also stops there
 * when the person pressed Ctrl-C, whether or not the work itself looks at the signal.
 */
import type { SingleBar } from "cli-progress";

const PATIENCE_MS = 1000;
/** How often a call looks at the clock and the bar, at most. */
const EVERY_MS = 100;

export type Progress = {
  /** A stage of the work and how far it is. A new stage begins a new bar. */
  readonly report: (stage: string, done: number, total: number) => void;
  /** Takes the bar away, so that something else can be printed. */
  readonly stop: () => void;
};

export type ProgressOptions = {
  readonly signal?: AbortSignal;
  readonly stream?: NodeJS.WriteStream;
  readonly now?: () => number;
};

/** Progress for one command. */
export async function startProgress(options: ProgressOptions = {}): Promise<Progress> {
  const { signal, stream = process.stderr, now = () => performance.now() } = options;
  if (!stream.isTTY) {
    return { report: () => signal?.throwIfAborted(), stop: () => undefined };
  }
  const { SingleBar, Presets } = await import("cli-progress");
  const format = "{stage} {bar} {percentage}% · {eta_formatted} left";
  const settings = { stream, format, hideCursor: true, clearOnComplete: true, etaBuffer: 50 };
  let bar: SingleBar | undefined;
  let barStage = "";
  let startedMs: number | undefined;
  let lookedMs = -Infinity;

  const stop = (): void => {
    bar?.stop();
    bar = undefined;
  };
  const report = (stage: string, done: number, total: number): void => {
    signal?.throwIfAborted();
    const nowMs = now();
    startedMs ??= nowMs;
    if (nowMs - lookedMs < EVERY_MS && stage === barStage) return;
    lookedMs = nowMs;
    // The first second is anybody's; and of a stage whose end is not known there is nothing to show.
    if (nowMs - startedMs < PATIENCE_MS || total <= 0) return;
    if (bar === undefined || stage !== barStage) {
      stop();
      bar = new SingleBar(settings, Presets.shades_classic);
      bar.start(total, done, { stage });
      barStage = stage;
    } else bar.update(Math.min(done, total), { stage });
  };
  return { report, stop };
}
