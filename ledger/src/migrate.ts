/**
 * Migrations: numbered SQL files, each applied to a schema once, in order, whole or not at all.
 *
 * Every file runs in a transaction of its own, in which a lock for the schema is taken first and what
 * is missing is looked up after that. So of two processes that start at once one waits, and then finds
 * the work done; and a process that dies leaves neither a half-applied file nor a lock behind.
 *
 * A file that was applied is never edited: what has to change later comes in the next number.
 */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { escapeIdentifier, type ClientBase } from "pg";

/** The tables that a database has once: the list of programmes, and their leases. */
export const HOUSE_SQL = join(import.meta.dirname, "..", "sql", "house");
/** The tables that every programme has in a schema of its own. */
export const PROGRAMME_SQL = join(import.meta.dirname, "..", "sql", "programme");

/** The migrations and the database do not fit together; the message says what to do. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
}

export type Migration = {
  readonly number: number;
  /** The file's name: "001-journal.sql". */
  readonly name: string;
  readonly text: string;
  readonly sha256: string;
};

type Applied = Pick<Migration, "number" | "name" | "sha256">;

const FILE_NAME = /^([0-9]{3})-[a-z0-9-]+\.sql$/;

/**
 * Applies what a schema is missing, making the schema if need be, and answers the names of the files
 * that were applied. `client` is one connection outside of any transaction.
 *
 * Throws a MigrationError, with nothing of the faulty file left behind, when the database has a newer
 * schema than this code knows, when a file was changed after it was applied, and when Postgres
 * refuses a file.
 */
export async function migrate(
  client: ClientBase,
  { folder, schema }: { readonly folder: string; readonly schema: string },
): Promise<string[]> {
  const migrations = await readMigrations(folder);
  // Usually there is nothing to do; finding that out needs no lock and no right to write.
  const done: string[] = [];
  if (findMissing(migrations, await readApplied(client, schema), schema).length === 0) return done;
  for (;;) {
    const name = await applyNext(client, migrations, schema);
    if (name === undefined) return done;
    done.push(name);
  }
}

/** The migrations of a folder, in order. Their numbers are 1, 2, 3, … without a gap. */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  if (names.length === 0) throw new MigrationError(`${folder} holds no migration.`);
  return Promise.all(
    names.map(async (name, index) => {
      const number = Number(FILE_NAME.exec(name)?.[1]);
      if (number !== index + 1) {
        const expected = String(index + 1).padStart(3, "0");
        throw new MigrationError(
          `${name} in ${folder} is no migration in its place: the name to come is ${expected}-<words>.sql.`,
        );
      }
      // A checkout may rewrite the ends of lines, and that changes nothing.
      const text = (await readFile(join(folder, name), "utf8")).replaceAll("\r\n", "\n");
      return { number, name, text, sha256: createHash("sha256").update(text).digest("hex") };
    }),
  );
}

/** Applies the first missing file, or answers undefined when there is none. */
async function applyNext(
  client: ClientBase,
  migrations: readonly Migration[],
  schema: string,
): Promise<string | undefined> {
  // Read committed whatever the database's default: what is read after the lock must be fresh.
  await client.query("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE");
  try {
    await client.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [
      `migrate ${schema}`,
    ]);
    await prepareSchema(client, schema);
    const [next] = findMissing(migrations, await readApplied(client, schema), schema);
    if (next !== undefined) await applyOne(client, next, schema);
    await client.query("COMMIT");
    return next?.name;
  } catch (error) {
    // On a lost connection the rollback fails too; the reason is the first error.
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  }
}

async function prepareSchema(client: ClientBase, schema: string): Promise<void> {
  const quoted = escapeIdentifier(schema);
  const { rowCount } = await client.query("SELECT FROM pg_namespace WHERE nspname = $1", [schema]);
  // IF NOT EXISTS alone would ask for the right to make schemas even where there is nothing to make.
  if (rowCount === 0) await client.query(`CREATE SCHEMA ${quoted}`);
  await client.query(`SET LOCAL search_path TO ${quoted}, pg_temp`);
  await client.query(`
    CREATE TABLE IF NOT EXISTS ${quoted}.migrations (
      number integer PRIMARY KEY,
      name text NOT NULL,
      sha256 text NOT NULL,
      applied_at timestamptz NOT NULL DEFAULT now()
    )`);
}

async function applyOne(client: ClientBase, migration: Migration, schema: string): Promise<void> {
  const before = await transactionOf(client);
  try {
    await client.query(migration.text);
  } catch (error) {
    throw refusedBy(error, migration, schema);
  }
  if ((await transactionOf(client)) !== before) {
    throw new MigrationError(
      `${migration.name} ends the transaction it runs in, and so was not applied as a whole: ` +
        `a migration holds no BEGIN, COMMIT or ROLLBACK of its own.`,
    );
  }
  await client.query(
    `INSERT INTO ${escapeIdentifier(schema)}.migrations (number, name, sha256) VALUES ($1, $2, $3)`,
    [migration.number, migration.name, migration.sha256],
  );
}

async function transactionOf(client: ClientBase): Promise<string | undefined> {
  const { rows } = await client.query<{ id: string }>("SELECT pg_current_xact_id()::text AS id");
  return rows[0]?.id;
}

function refusedBy(error: unknown, { name, text }: Migration, schema: string): unknown {
  if (!(error instanceof Error)) return error;
  const position = Number("position" in error ? error.position : undefined);
  const line = Number.isNaN(position) ? "" : `, line ${text.slice(0, position).split("\n").length}`;
  const sentence = `${name}${line}, for schema "${schema}": ${error.message}`;
  return new MigrationError(sentence, { cause: error });
}

async function readApplied(client: ClientBase, schema: string): Promise<Applied[]> {
  const table = `${escapeIdentifier(schema)}.migrations`;
  const { rows } = await client.query<{ isThere: boolean }>(
    `SELECT to_regclass($1) IS NOT NULL AS "isThere"`,
    [table],
  );
  if (rows[0]?.isThere !== true) return [];
  const applied = await client.query<Applied>(
    `SELECT number, name, sha256 FROM ${table} ORDER BY number`,
  );
  return applied.rows;
}

/** What is still to be applied, or a MigrationError when the files are not the ones applied before. */
function findMissing(
  migrations: readonly Migration[],
  applied: readonly Applied[],
  schema: string,
): readonly Migration[] {
  const last = applied.at(-1);
  if (last !== undefined && last.number > migrations.length) {
    throw new MigrationError(
      `The schema "${schema}" is at migration ${last.number} (${last.name}), and this code knows ` +
        `${migrations.length}: it is a newer schema than this code knows. Use the newer code.`,
    );
  }
  for (const [index, { number, name, sha256 }] of applied.entries()) {
    const migration = migrations[index];
    if (migration === undefined || number !== migration.number) {
      throw new MigrationError(
        `The schema "${schema}" lacks migration ${index + 1}, though it has ${number}: its list of migrations was tampered with.`,
      );
    }
    if (sha256 !== migration.sha256) {
      throw new MigrationError(
        `${migration.name} was changed after it was applied to the schema "${schema}" as ${name}: ` +
          `put the file back as it was, and make the change in a new one.`,
      );
    }
  }
  return migrations.slice(applied.length);
}

/** The longest name that Postgres keeps whole. */
const NAME_BYTES_MOST = 63;
const SAFE_BYTE = /[a-z0-9_]/;

/**
 * The name of a programme's schema; in SQL it stands in double quotes (`escapeIdentifier`).
 *
 * It is `programme_` and the id in UTF-8, in which every byte but a-z, 0-9 and _ becomes $ and two
 * hexadecimal digits: "demo" → programme_demo, "A-1" → programme_$41$2d1. Where that would be longer
 * than 63 bytes it is `programme_$$` and the SHA-256 of the id in 50 digits of base 36 instead. Two
 * programmes never share a name: $ stands for no other byte, and $$ is written by the second rule only.
 */
export function programmeSchema(programme: string): string {
  if (programme === "" || !programme.isWellFormed()) {
    throw new RangeError(
      "A programme's id is a text of at least one character, all of them whole.",
    );
  }
  const bytes = Buffer.from(programme, "utf8");
  const name = `programme_${Array.from(bytes, escapeByte).join("")}`;
  if (name.length <= NAME_BYTES_MOST) return name;
  const digest = createHash("sha256").update(bytes).digest("hex");
  return `programme_$$${BigInt(`0x${digest}`).toString(36).padStart(50, "0")}`;
}

function escapeByte(byte: number): string {
  const character = String.fromCharCode(byte);
  return SAFE_BYTE.test(character) ? character : `$${byte.toString(16).padStart(2, "0")}`;
}
