/**
 * People: names and contacts beside the ledger, by the holder's id. The ledger holds ids only, so whoever
 * is erased here is gone, and the books stay as they are.
 */
import type { House } from "@patronage/ledger";
import { escapeIdentifier } from "pg";

export type Contacts = {
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
  readonly note?: string | undefined;
};
export type Person = Contacts & { readonly holder: string; readonly changedAt: Date };

type Place = { readonly pool: House["pool"]; readonly schema: string };

const tableIn = ({ schema }: Place): string => `${escapeIdentifier(schema)}.people`;
/** A holder's id as a text that Postgres keeps. */
export const keptHolder = (holder: string): string => JSON.stringify(holder).slice(1, -1);

/** Puts a person's contacts in the place of those that were there. */
export async function putPerson(place: Place, holder: string, contacts: Contacts): Promise<void> {
  const { name, email, phone, note } = contacts;
  await place.pool.query(
    `INSERT INTO ${tableIn(place)} (holder, name, email, phone, note) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (holder) DO UPDATE
       SET name = $2, email = $3, phone = $4, note = $5, changed_at = now()`,
    [keptHolder(holder), name ?? null, email ?? null, phone ?? null, note ?? null],
  );
}

export async function readPerson(place: Place, holder: string): Promise<Person | undefined> {
  type Row = { [Name in keyof Contacts]-?: string | null } & { changed_at: Date };
  const { rows } = await place.pool.query<Row>(
    `SELECT name, email, phone, note, changed_at FROM ${tableIn(place)} WHERE holder = $1`,
    [keptHolder(holder)],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  return {
    ...{ holder, name: row.name ?? undefined, email: row.email ?? undefined },
    ...{ phone: row.phone ?? undefined, note: row.note ?? undefined, changedAt: row.changed_at },
  };
}

/** Erases a person's contacts; answers whether there were any. */
export async function erasePerson(place: Place, holder: string): Promise<boolean> {
  const { rowCount } = await place.pool.query(`DELETE FROM ${tableIn(place)} WHERE holder = $1`, [
    keptHolder(holder),
  ]);
  return rowCount === 1;
}
