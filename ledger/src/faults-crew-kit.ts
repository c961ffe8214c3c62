/**
 * Faults, part: the crew of writers. One is up, a spare one stands ready, and when the one that is up
 * ends the spare one takes its place, as an operator or a supervisor of processes would see to it.
 */
import { setTimeout as pause } from "node:timers/promises";
import { startWriter, type Desk, type WriterProcess } from "./faults-desk-kit.ts";
import type { Record } from "./faults-record-kit.ts";

export type Programme = { readonly database: string; readonly programme: string };

export type Crew = {
  /** The writer that is up, as soon as there is one and the gate is open. */
  up(): Promise<WriterProcess>;
  /** The one that is up, or was until now. */
  readonly current: WriterProcess | undefined;
  /** Takes the spare writer, loaded and not opened. */
  takeSpare(): Promise<WriterProcess>;
  /** Puts one back that was not opened. */
  giveBack(writer: WriterProcess): void;
  /** Makes an opened writer the one that is up. */
  handOver(writer: WriterProcess): void;
  /** Lets nobody to the writer until the answer is called. */
  shut(): () => void;
  /** Opens a writer that nothing keeps out; answers whether it did. */
  openFreely(writer: WriterProcess): Promise<boolean>;
  /** Kills all of them. */
  stop(): Promise<void>;
};

const OPEN_MILLISECONDS_MOST = 20_000;
const POLL_MILLISECONDS = 20;

export function openCrew(desk: Desk, record: Record, place: Programme): Crew {
  let current: WriterProcess | undefined;
  let gates = 0;
  let isStopping = false;
  const all = new Set<WriterProcess>();
  const start = async (): Promise<WriterProcess> => {
    const writer = await startWriter(desk, record);
    all.add(writer);
    void writer.over.then(() => all.delete(writer));
    if (isStopping) writer.signal("SIGKILL");
    return writer;
  };
  let spare = start();
  const takeSpare = (): Promise<WriterProcess> => {
    const taken = spare;
    spare = start();
    return taken;
  };

  const openFreely = (writer: WriterProcess): Promise<boolean> =>
    openAlone(desk, record, place, writer, () => isStopping);

  async function keepUp(): Promise<void> {
    while (!isStopping) {
      if (current === undefined) {
        const next = await takeSpare();
        if (await openFreely(next)) current = next;
        continue;
      }
      const watched = current;
      await watched.over;
      if (current === watched) current = undefined;
    }
  }
  const kept = keepUp();

  return {
    get current() {
      return current;
    },
    takeSpare,
    openFreely,
    async up() {
      for (;;) {
        if (isStopping) throw new Error("The crew has stopped.");
        if (current !== undefined && !current.isOver && gates === 0) return current;
        await pause(POLL_MILLISECONDS);
      }
    },
    giveBack(writer) {
      void spare.then((other) => other.signal("SIGKILL"));
      spare = Promise.resolve(writer);
    },
    handOver: (writer) => void (current = writer),
    shut() {
      gates += 1;
      return () => void (gates -= 1);
    },
    async stop() {
      isStopping = true;
      await spare;
      const ending = [...all];
      for (const writer of ending) writer.signal("SIGKILL");
      await Promise.all(ending.map(({ over }) => over));
      await kept;
    },
  };
}

/** Opens a writer where no other is alive or wanted; kills it where that takes too long. */
async function openAlone(
  desk: Desk,
  record: Record,
  { database, programme }: Programme,
  writer: WriterProcess,
  isStopping: () => boolean,
): Promise<boolean> {
  const deadline = Date.now() + OPEN_MILLISECONDS_MOST;
  while (!writer.isOver && !isStopping()) {
    // The one before has ended or is given up: nobody need wait until its lease runs out.
    await desk.ask(database, "UPDATE house.leases SET expires = now()").catch(() => undefined);
    const open = writer.open(database, programme);
    const late = pause(deadline - Date.now(), undefined, { ref: false });
    const reply = await Promise.race([open, late]);
    if (reply?.kind === "opened") return true;
    if (Date.now() > deadline) {
      const said = reply !== undefined && "reason" in reply ? reply.reason : "it waits";
      record.broken.push(`For ${OPEN_MILLISECONDS_MOST} ms no writer could be opened: ${said}.`);
      break;
    }
    await pause(POLL_MILLISECONDS);
  }
  writer.signal("SIGKILL");
  return false;
}
