/**
 * Exports: the journal, the books and the state as files, sent while they are made.
 *
 * A file of a large programme takes seconds of a processor, which the writer has no time for: it is made
 * on a thread of its own, over a connection of its own, and no faster than whoever asked takes it.
 */
import { once } from "node:events";
import { Readable } from "node:stream";
import { Worker } from "node:worker_threads";
import type { House } from "@patronage/ledger";
import { Type } from "typebox";
import { deskOf } from "./access.ts";
import type { App } from "./app.ts";
import { described, READS } from "./describe.ts";
import type { ExportAsked, ExportFormat, ExportPart } from "./export-worker.ts";
import { problemError } from "./problems.ts";

const TYPES: { readonly [Format in ExportFormat]: readonly [type: string, ending: string] } = {
  jsonl: ["application/jsonl; charset=utf-8", "jsonl"],
  hledger: ["text/plain; charset=utf-8", "journal"],
  holders: ["text/csv; charset=utf-8", "csv"],
  programme: ["text/csv; charset=utf-8", "csv"],
};
const FORMATS = Object.keys(TYPES) as ExportFormat[];
/** One file at once of a programme, so that nobody's slow reader keeps others out. */
const AT_ONCE_MOST = 4;
const MINUTES_MOST = 15;
const LATER = { headers: { "retry-after": "10" } };

export function addExports(app: App, { cluster }: House): void {
  const underWay = new Map<string, Readable>();
  // Half a file says so by its missing end, and a stop waits for nobody's reading.
  app.addHook("preClose", (done) => {
    for (const stream of underWay.values()) stream.destroy();
    done();
  });
  const { schema, config } = described({
    ...{ tag: "Programme", name: "exportProgramme", scope: "read" },
    summary: "The journal, the books or the state as a file",
    description:
      "`jsonl` is the very lines under the journal's hashes, `hledger` the books in double entry for a " +
      "program that nobody here wrote, `holders` and `programme` CSV. One at once of a programme, and " +
      `within ${MINUTES_MOST} minutes.`,
    codes: [...READS, "exports_busy"],
    answers: { 200: { description: "The file, sent as it is made.", content: CONTENT } },
  });
  const params = Type.Object({ format: Type.Unsafe<ExportFormat>(Type.Enum(FORMATS)) });
  app.get(
    "/v1/exports/:format",
    { config, schema: { ...schema, params } },
    async (request, reply) => {
      const { format } = request.params;
      const { programme, schema: place } = deskOf(request);
      if (underWay.has(place) || underWay.size >= AT_ONCE_MOST) {
        throw problemError("exports_busy", {}, LATER);
      }
      const stream = Readable.from(partsOf({ url: cluster.url, schema: place, format }));
      underWay.set(place, stream);
      const deadline = setTimeout(() => stream.destroy(), MINUTES_MOST * 60_000);
      stream.once("close", () => {
        clearTimeout(deadline);
        underWay.delete(place);
      });
      const [type, ending] = TYPES[format];
      const name = `${encodeURIComponent(programme)}-${format}.${ending}`;
      return reply
        .type(type)
        .header("content-disposition", `attachment; filename="${name}"`)
        .send(stream);
    },
  );
}

const FILE = { schema: { type: "string" } };
const CONTENT = { "application/jsonl": FILE, "text/plain": FILE, "text/csv": FILE };

/** The parts of a file, each asked for when the one before has gone. */
async function* partsOf(asked: ExportAsked): AsyncGenerator<string> {
  const worker = new Worker(new URL("./export-worker.ts", import.meta.url), { workerData: asked });
  try {
    for (;;) {
      const next = once(worker, "message") as Promise<[ExportPart]>;
      worker.postMessage("next");
      const [part] = await next;
      if (part.isLast) return;
      yield part.text;
    }
  } finally {
    await worker.terminate();
  }
}
