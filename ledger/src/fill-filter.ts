/** Filling the filter: every key known so far, read from the indices a page at a time, in the background. */
import type { Pool, PoolClient } from "pg";
import { addKey } from "./filter.ts";
import type { Memory } from "./memory.ts";

const PAGE_KEYS = 20_000;

/** What is in the filter, and where its keys stand. */
const SOURCES = [
  {
    prefix: "i:",
    text: "SELECT id AS key FROM journal WHERE id > $1 ORDER BY id LIMIT $2",
    from: "",
  },
  {
    prefix: "",
    text: "SELECT DISTINCT key FROM touches WHERE key > $1 AND key < 'p' ORDER BY key LIMIT $2",
    from: "o:",
  },
  {
    prefix: "t:",
    text: "SELECT hold AS key FROM holds WHERE hold > $1 ORDER BY hold LIMIT $2",
    from: "",
  },
] as const;

/** Fills a memory's filter; what is added meanwhile is in it as well. */
export async function fillFilter(pool: Pool, schema: string, memory: Memory): Promise<void> {
  const client = await pool.connect();
  let isBroken = true;
  try {
    await client.query(`SET search_path TO ${schema}`);
    await fill(client, memory);
    isBroken = false;
  } finally {
    client.release(isBroken);
  }
}

async function fill(client: PoolClient, { filter }: Memory): Promise<void> {
  for (const { prefix, text, from } of SOURCES) {
    for (let last: string = from; ;) {
      const { rows } = await client.query<{ key: string }>(text, [last, PAGE_KEYS]);
      for (const { key } of rows) addKey(filter, prefix + key);
      if (rows.length < PAGE_KEYS) break;
      last = rows.at(-1)!.key;
    }
  }
  filter.isComplete = true;
}
