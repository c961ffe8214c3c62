/**
 * Roles: the application works as one that may add to the journal and read it, and nothing else.
 *
 * Whoever connects makes tables and then steps back: every pooled connection acts as the application's
 * role, so that not even a mistake of ours can update or delete a row of the journal.
 */
import { escapeIdentifier, type ClientBase } from "pg";

export const APPLICATION_ROLE = "patronage_application";

/** The database's own user may not make the application's role. */
export class RoleError extends Error {}

/** What the application may do with each table; nothing else with anything else. */
const PROGRAMME_GRANTS = {
  head: "SELECT, UPDATE",
  journal: "SELECT, INSERT",
  batches: "SELECT, INSERT",
  inbox: "SELECT, INSERT, UPDATE, DELETE",
  followers: "SELECT, INSERT, UPDATE, DELETE",
  progress: "SELECT, UPDATE",
  holders: "SELECT, INSERT, UPDATE",
  holds: "SELECT, INSERT, UPDATE",
  touches: "SELECT, INSERT",
  closes: "SELECT, INSERT",
  gates: "SELECT, INSERT",
  attestations: "SELECT, INSERT",
  explanations: "SELECT, INSERT",
  positions: "SELECT",
  webhook_endpoints: "SELECT, INSERT, UPDATE, DELETE",
  webhook_messages: "SELECT, INSERT, UPDATE, DELETE",
  receivers: "SELECT, INSERT, UPDATE, DELETE",
  deliveries: "SELECT, INSERT, UPDATE, DELETE",
  received_orders: "SELECT, INSERT, UPDATE",
  received_lines: "SELECT, INSERT, UPDATE",
  people: "SELECT, INSERT, UPDATE, DELETE",
  migrations: "SELECT",
};
const HOUSE_GRANTS = {
  programmes: "SELECT",
  leases: "SELECT, INSERT, UPDATE",
  keys: "SELECT, INSERT, UPDATE",
  gate_runs: "SELECT, INSERT, UPDATE, DELETE",
  signatures: "SELECT, INSERT, DELETE",
  migrations: "SELECT",
};

/** Sees to it that there is a role to work as, and that this connection's user may act as it. */
export async function ensureRole(client: ClientBase, role = APPLICATION_ROLE): Promise<void> {
  const { rows } = await client.query<{ exists: boolean; member: boolean; name: string }>(
    `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1) AS exists, current_user AS name,
       EXISTS (SELECT FROM pg_roles r WHERE r.rolname = $1 AND pg_has_role(r.oid, 'MEMBER')) AS member`,
    [role],
  );
  const [{ exists, member, name }] = rows as [(typeof rows)[0]];
  if (exists && member) return;
  const user = escapeIdentifier(name);
  try {
    if (!exists) await client.query(`CREATE ROLE ${role} NOLOGIN`);
    await client.query(`GRANT ${role} TO ${user}`);
  } catch (error) {
    // Another process may have made it a moment ago.
    if ((error as { code?: string }).code === "42710") return;
    throw new RoleError(
      `The database's user ${name} may not make the role ${role}. Let an administrator run: ` +
        `CREATE ROLE ${role}; GRANT ${role} TO ${user} WITH ADMIN OPTION;`,
      { cause: error },
    );
  }
}

/** Lets the application into a schema of the house or of a programme, after its tables changed or first. */
export async function grantTables(
  client: ClientBase,
  schema: string,
  kind: "house" | "programme",
  hasChanged: boolean,
): Promise<void> {
  const { rows } = await client.query<{ granted: boolean }>(
    "SELECT has_schema_privilege($1, $2, 'USAGE') AS granted",
    [APPLICATION_ROLE, schema],
  );
  if (rows[0]!.granted && !hasChanged) return;
  const quoted = escapeIdentifier(schema);
  const grants = Object.entries(kind === "house" ? HOUSE_GRANTS : PROGRAMME_GRANTS).map(
    ([table, rights]) => `GRANT ${rights} ON ${quoted}.${table} TO ${APPLICATION_ROLE}`,
  );
  // One message of several statements is one transaction. The way in comes last.
  const usage = `GRANT USAGE ON SCHEMA ${quoted} TO ${APPLICATION_ROLE}`;
  await client.query([...grants, usage].join(";\n"));
}
