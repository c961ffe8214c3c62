/**
 * Prints the SQL that the commerce engine's tables still need, compared with the database: nothing, as
 * long as `sql/` fits the engine. After an upgrade of the engine it is the next numbered file.
 *
 * Usage: node --import @patronage/mall/transpile mall/src/schema-sql.ts DATABASE_URL
 */
import { preBootstrapConfig } from "@vendure/core";
import { DataSource } from "typeorm";
import { LocksPlugin, mallConfig } from "./config.ts";

/** The statements that would bring the engine's tables up to date. */
export async function missingSql(url: string): Promise<string[]> {
  const config = await preBootstrapConfig(
    mallConfig({
      ...{ url, host: "127.0.0.1", port: 0, folder: ".", cookieSecret: "unused" },
      ...{ origins: [], isSecure: false, proxyCount: 0, locks: LocksPlugin },
      owner: { identifier: "unused", password: "unused" },
    }),
  );
  const source = new DataSource({
    ...config.dbConnectionOptions,
    subscribers: [],
    extra: {},
  });
  await source.initialize();
  try {
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    return upQueries.map(({ query }) => `${query};`);
  } finally {
    await source.destroy();
  }
}

if (import.meta.main) {
  for (const statement of await missingSql(process.argv[2] ?? "")) console.log(statement);
}
