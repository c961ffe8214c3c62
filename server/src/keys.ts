/**
 * Keys: who may ask the API for what. A key belongs to one programme, or to the operator of the house.
 *
 * `patronage_<name>_<secret>`: the name is public and stands in lists and logs; of the secret, 256 random
 * bits, only the SHA-256 is kept, so a key is shown once. It is found by its name and its hash is compared
 * in constant time. When one is rotated the old one goes on for a while.
 */
import { hash, randomBytes, randomInt, timingSafeEqual } from "node:crypto";
import type { House } from "@patronage/ledger";
import { listProgrammes, programmeSchema } from "@patronage/ledger";
import { SIGNATURE_SECONDS } from "./signatures.ts";

export const SCOPES = [
  "read",
  "orders",
  "holders",
  "redeem",
  "wallet",
  "close",
  "plans",
  "webhooks",
  "receivers",
  "people",
  "house",
] as const;
export type Scope = (typeof SCOPES)[number];

/** A key as it is kept. */
export type Key = {
  readonly key: string;
  /** The schema of its programme; undefined for the operator's. */
  readonly schema: string | undefined;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly hash: Buffer;
  readonly signingSecret: Buffer | undefined;
  readonly madeAt: Date;
  readonly replacedBy: string | undefined;
  readonly endsAt: Date | undefined;
  readonly usedAt: Date | undefined;
};

/** A key that was just made: the only time that its secrets are shown. */
export type MadeKey = { readonly key: string; readonly token: string; readonly signing?: string };

/** What was asked of keys cannot be done: a sentence for whoever asked. */
export class KeyError extends Error {}

type Pool = House["pool"];

const NAME_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";
const NAME_LENGTH = 12;
const SECRET_BYTES = 32;
const TOKEN = /^patronage_([a-z0-9]{12})_([A-Za-z0-9_-]{43})$/;

/** The name and the secret of a key as it is presented. */
export function readToken(token: string): { name: string; secret: string } | undefined {
  const [, name, secret] = TOKEN.exec(token) ?? [];
  return name === undefined || secret === undefined ? undefined : { name, secret };
}

const digestOf = (secret: string): Buffer => hash("sha256", secret, "buffer");
const NO_HASH = Buffer.alloc(32);

/** Whether a secret is a key's; for a key that is not there the work is the same. */
export function fits(key: Key | undefined, secret: string): boolean {
  const isSame = timingSafeEqual(digestOf(secret), key?.hash ?? NO_HASH);
  return isSame && key !== undefined;
}

export type KeyAsked = {
  /** The programme whose key it is; the operator's without one. */
  readonly programme?: string | undefined;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Whether its commands must be signed. */
  readonly isSigned?: boolean | undefined;
};

/** Makes a key. */
export async function makeKey(house: House, asked: KeyAsked): Promise<MadeKey> {
  const { programme, name, scopes, isSigned = false } = asked;
  const isHouse = programme === undefined;
  if (scopes.length === 0) throw new KeyError("A key needs a scope at the least.");
  if (scopes.includes("house") !== isHouse || (isHouse && scopes.length > 1)) {
    throw new KeyError(
      'A key of a programme has any scopes but "house"; the operator\'s has "house" alone.',
    );
  }
  if (programme !== undefined && !(await listProgrammes(house)).includes(programme)) {
    throw new KeyError(`There is no programme "${programme}".`);
  }
  const schema = programme === undefined ? null : programmeSchema(programme);
  return insertKey(house.pool, { schema, name, scopes, isSigned });
}

type NewKey = {
  readonly schema: string | null;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly isSigned: boolean;
};

async function insertKey(
  asked: Pick<Pool, "query">,
  { schema, name, scopes, isSigned }: NewKey,
): Promise<MadeKey> {
  const key = Array.from({ length: NAME_LENGTH }, () => NAME_LETTERS[randomInt(32)]).join("");
  const secret = randomBytes(SECRET_BYTES).toString("base64url");
  const signing = isSigned ? randomBytes(SECRET_BYTES) : undefined;
  await asked.query(
    `INSERT INTO house.keys (key, schema, name, scopes, hash, signing_secret)
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [key, schema, name, scopes, digestOf(secret), signing ?? null],
  );
  const token = `patronage_${key}_${secret}`;
  return signing === undefined
    ? { key, token }
    : { key, token, signing: signing.toString("base64url") };
}

/**
 * Makes a key that takes another's place, with the same scopes. The old one goes on for so many seconds, so
 * that whoever uses it has time to change.
 */
export async function rotateKey(house: House, old: string, graceSeconds: number): Promise<MadeKey> {
  const client = await house.pool.connect();
  try {
    await client.query("BEGIN");
    const { rows } = await client.query<KeyRow>(
      `${SELECT} WHERE key = $1 AND (ends_at IS NULL OR ends_at > now()) FOR UPDATE`,
      [old],
    );
    const [row] = rows;
    if (row === undefined) throw new KeyError(`There is no key "${old}" in force.`);
    if (row.replaced_by !== null) {
      throw new KeyError(`The key "${old}" was rotated before; rotate "${row.replaced_by}".`);
    }
    const { schema, name, scopes } = row;
    const made = await insertKey(client, {
      ...{ schema, name, scopes },
      isSigned: row.signing_secret !== null,
    });
    await client.query(
      `UPDATE house.keys SET replaced_by = $2,
         ends_at = least(ends_at, now() + $3 * interval '1 second') WHERE key = $1`,
      [old, made.key, graceSeconds],
    );
    await client.query("COMMIT");
    return made;
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

/** Ends a key at once. */
export async function endKey({ pool }: House, key: string): Promise<void> {
  const { rowCount } = await pool.query(
    "UPDATE house.keys SET ends_at = least(ends_at, now()) WHERE key = $1",
    [key],
  );
  if (rowCount !== 1) throw new KeyError(`There is no key "${key}".`);
}

type KeyRow = {
  key: string;
  schema: string | null;
  name: string;
  scopes: Scope[];
  hash: Buffer;
  signing_secret: Buffer | null;
  made_at: Date;
  replaced_by: string | null;
  ends_at: Date | null;
  used_at: Date | null;
};

const SELECT = `SELECT key, schema, name, scopes, hash, signing_secret, made_at, replaced_by, ends_at, used_at
  FROM house.keys`;

const keyOf = (row: KeyRow): Key => ({
  ...{ key: row.key, name: row.name, scopes: row.scopes, hash: row.hash, madeAt: row.made_at },
  schema: row.schema ?? undefined,
  signingSecret: row.signing_secret ?? undefined,
  replacedBy: row.replaced_by ?? undefined,
  endsAt: row.ends_at ?? undefined,
  usedAt: row.used_at ?? undefined,
});

/** All keys, in the order in which they were made, each with its programme. */
export async function listKeys(house: House): Promise<(Key & { programme: string | undefined })[]> {
  const programmes = await listProgrammes(house);
  const names = new Map(programmes.map((name) => [programmeSchema(name), name]));
  const { rows } = await house.pool.query<KeyRow>(`${SELECT} ORDER BY made_at, key`);
  return rows.map((row) => ({
    ...keyOf(row),
    programme: row.schema === null ? undefined : names.get(row.schema),
  }));
}

/** The keys that a server knows, asked for again every few moments. */
export type KeyStore = {
  /** The key in force by a name; undefined where there is none. */
  find(name: string): Promise<Key | undefined>;
  /** Says that it was used; written down once a minute at the most. */
  used(key: Key): void;
  /** Notes a signature; answers whether it is here for the first time. */
  isNew(signature: string): Promise<boolean>;
};

/** So long a key that was ended elsewhere may go on. */
const REMEMBERED_MILLISECONDS = 2_000;
const USED_EVERY_MILLISECONDS = 60_000;
/** However many strange keys come, the names of all are read no more often. */
const NAMES_MILLISECONDS = 100;

/** Those that are too old to pass go. */
const NOTE_SIGNATURE = `
WITH gone AS (DELETE FROM house.signatures WHERE seen_at < now() - make_interval(secs => $2))
INSERT INTO house.signatures (signature) VALUES ($1) ON CONFLICT DO NOTHING`;

type Remembered = { readonly key: Promise<Key | undefined>; readonly readAt: number };

export function openKeyStore(pool: Pool): KeyStore {
  const known = new Map<string, Remembered>();
  const usedAt = new Map<string, number>();
  const isThere = openNames(pool);
  const read = async (name: string): Promise<Key | undefined> => {
    const { rows } = await pool.query<KeyRow>(`${SELECT} WHERE key = $1`, [name]);
    return rows[0] && keyOf(rows[0]);
  };
  return {
    async find(name) {
      const now = Date.now();
      let found = known.get(name);
      if (found === undefined && !(await isThere(name))) return undefined;
      if (found === undefined || now - found.readAt > REMEMBERED_MILLISECONDS) {
        found = { key: read(name), readAt: now };
        known.set(name, found);
        // What could not be read is asked for again.
        found.key.catch(() => known.delete(name));
      }
      const key = await found.key;
      const hasEnded = key?.endsAt !== undefined && key.endsAt.getTime() <= now;
      return hasEnded ? undefined : key;
    },
    used({ key, usedAt: written }) {
      const now = Date.now();
      const last = usedAt.get(key) ?? written?.getTime() ?? 0;
      if (now - last < USED_EVERY_MILLISECONDS) return;
      usedAt.set(key, now);
      pool
        .query("UPDATE house.keys SET used_at = now() WHERE key = $1", [key])
        .catch(() => usedAt.delete(key));
    },
    async isNew(signature) {
      const { rowCount } = await pool.query(NOTE_SIGNATURE, [
        Buffer.from(signature, "hex"),
        3 * SIGNATURE_SECONDS,
      ]);
      return rowCount === 1;
    },
  };
}

/** Whether there is a key by a name; for all the strange ones of a moment the database is asked once. */
function openNames(pool: Pool): (name: string) => Promise<boolean> {
  const names = new Set<string>();
  let next: Promise<void> | undefined;
  const read = async (): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, names.size === 0 ? 0 : NAMES_MILLISECONDS));
    // Whoever comes from here on may mean a key that this misses.
    next = undefined;
    const { rows } = await pool.query<{ key: string }>("SELECT key FROM house.keys");
    for (const { key } of rows) names.add(key);
  };
  return async (name) => {
    if (names.has(name)) return true;
    next ??= read();
    await next;
    return names.has(name);
  };
}
