/** Furnishing a mall that is opened for real, once: where it sells, tax, shipping, ways to pay, roles; no goods. */
import type { INestApplicationContext } from "@nestjs/common";
import { TransactionalConnection } from "@vendure/core";
import { furnish } from "../furnish.ts";
import { ROLES } from "../permissions.ts";
import { SettingsError } from "./settings.ts";

type Query = <Row>(text: string, values?: unknown[]) => Promise<Row[]>;

/** How much of the furniture is there: the roles come last. */
async function howFar(query: Query): Promise<"empty" | "begun" | "whole"> {
  const [row] = await query<{ roles: number; settings: number }>(
    `SELECT (SELECT count(*) FROM role WHERE code = ANY($1))::integer AS roles,
       ((SELECT count(*) FROM region) + (SELECT count(*) FROM tax_category))::integer AS settings`,
    [Object.keys(ROLES)],
  );
  if (row!.roles === Object.keys(ROLES).length) return "whole";
  return row!.roles + row!.settings === 0 ? "empty" : "begun";
}

/** Furnishes an empty mall. Throws a SettingsError where there is furniture already. */
export async function furnishOnce(app: INestApplicationContext): Promise<void> {
  const runner = app.get(TransactionalConnection).rawConnection.createQueryRunner();
  const query: Query = (text, values) => runner.query(text, values);
  try {
    // Two at once: the second waits, and then finds it done.
    await query("SELECT pg_advisory_lock(hashtextextended('furnish', 1))");
    const far = await howFar(query);
    if (far === "whole") throw new SettingsError("The mall is furnished already.");
    if (far === "begun") {
      throw new SettingsError(
        "The mall has some of its furniture: it was made by hand, or an earlier furnishing was ended. " +
          "While nothing is sold yet, drop the schema mall and furnish again; else do the rest in the back office.",
      );
    }
    await furnish(app, { categories: [], goods: [] });
  } finally {
    await query("SELECT pg_advisory_unlock(hashtextextended('furnish', 1))").catch(() => undefined);
    await runner.release();
  }
}
