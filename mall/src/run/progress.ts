/** Progress of a start: what it is at, how far, and since when. */
import type { WriteStream } from "node:tty";

export type Progress = {
  /** Begins the next step. */
  step(name: string): void;
  /** A line of a process at work: JSON of its step, or a word to be noted. */
  tell(line: string): void;
  /** Something worth a line of its own. */
  note(line: string): void;
  end(): void;
};

const WORDS: { readonly [step: string]: string } = {
  postgres: "starting Postgres",
  tables: "making tables",
  gate: "running the futures of the plan",
  goods: "putting goods on the shelves",
  month: "living a month",
  search: "filling the search index",
  ledger: "opening the ledger",
  "back office": "building the back office",
  shop: "building the shop",
  mall: "opening the mall",
};
const EVERY_MILLISECONDS = 200;

/** Opens the progress of a start; on a terminal one line changes, elsewhere steps are lines. */
export function openProgress(out: WriteStream): Progress {
  const began = performance.now();
  let text = "";
  let shown = "";
  const seconds = (): string => `${((performance.now() - began) / 1_000).toFixed(0).padStart(3)} s`;
  const draw = (): void => {
    if (!out.isTTY || text === "") return;
    out.write(`\r\u001b[K${seconds()}  ${text} …`);
  };
  const timer = setInterval(draw, EVERY_MILLISECONDS).unref();
  const show = (next: string): void => {
    text = next;
    const step = next.replace(/ \d+ of \d+$/, "");
    if (!out.isTTY && step !== shown) out.write(`${seconds()}  ${step}\n`);
    shown = step;
    draw();
  };
  const note = (line: string): void => {
    out.write(out.isTTY ? `\r\u001b[K${line}\n` : `${line}\n`);
    draw();
  };
  return {
    step: (name) => show(WORDS[name] ?? name),
    tell(line) {
      let told: { step?: string; done?: number; total?: number };
      try {
        told = JSON.parse(line) as typeof told;
      } catch {
        return;
      }
      const { step = "", done = 0, total = 1 } = told;
      const count = total > 1 ? ` ${done} of ${total}` : "";
      show(`${WORDS[step] ?? step}${count}`);
    },
    note,
    end() {
      clearInterval(timer);
      if (out.isTTY && text !== "") out.write("\r\u001b[K");
      text = "";
    },
  };
}
