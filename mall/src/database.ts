/**
 * The mall's tables: a schema beside the ledger's own, in the same database, so that an order and its
 * command commit together.
 *
 * The mall works as a role that owns none of it: it may write its own rows and put commands into the
 * ledger's inbox, and can change neither journal nor audit log.
 */
import { join } from "node:path";
import { migrate, ensureRole, APPLICATION_ROLE } from "@patronage/ledger";
import { Client, type ClientBase } from "pg";

export const MALL_SCHEMA = "mall";
export const MALL_ROLE = "patronage_mall";
export const MALL_SQL = join(import.meta.dirname, "..", "sql");

/** What every connection of the mall begins with. */
export const MALL_SESSION = `-c role=${MALL_ROLE} -c search_path=${MALL_SCHEMA} -c timezone=UTC`;

/** Brings the mall's tables up to date. Throws a MigrationError or a RoleError with a sentence. */
export async function prepareDatabase(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    await ensureRole(client, MALL_ROLE);
    const done = await migrate(client, { folder: MALL_SQL, schema: MALL_SCHEMA });
    if (done.length > 0 || !(await isLetIn(client))) await grantTables(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Whether the mall's role may work with the tables: a process may have ended before it was let in. */
async function isLetIn(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ isLetIn: boolean }>(
    `SELECT has_table_privilege($1, $2, 'UPDATE') AND pg_has_role($1, $3, 'USAGE') AS "isLetIn"`,
    [MALL_ROLE, `${MALL_SCHEMA}.patronage_clock`, APPLICATION_ROLE],
  );
  return rows[0]!.isLetIn;
}

async function grantTables(client: ClientBase): Promise<void> {
  // One message of several statements is one transaction; two processes at once wait for each other.
  await client.query(`
    SELECT pg_advisory_xact_lock(hashtextextended('grant ${MALL_SCHEMA}', 0));
    GRANT USAGE ON SCHEMA ${MALL_SCHEMA} TO ${MALL_ROLE};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${MALL_SCHEMA} TO ${MALL_ROLE};
    GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${MALL_SCHEMA} TO ${MALL_ROLE};
    REVOKE INSERT, UPDATE, DELETE ON ${MALL_SCHEMA}.patronage_audit FROM ${MALL_ROLE};
    REVOKE INSERT, UPDATE, DELETE ON ${MALL_SCHEMA}.migrations FROM ${MALL_ROLE};
    GRANT ${APPLICATION_ROLE} TO ${MALL_ROLE};
    SELECT ${MALL_SCHEMA}.patronage_watch()`);
}
