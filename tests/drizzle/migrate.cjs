// The oracle: drizzle-orm's own migrate(), through pg or postgres-js. Arguments: driver, migrations folder, socket
// folder, database, and optionally the schema and the table of the ledger. Knows nothing of this project's bridge.
const [driver, migrationsFolder, host, database, migrationsSchema, migrationsTable] = process.argv.slice(2);
const config = { migrationsFolder, ...(migrationsSchema && { migrationsSchema }), ...(migrationsTable && { migrationsTable }) };

async function main() {
  if (driver === "pg") {
    const { Client } = require("pg");
    const client = new Client({ host, user: "postgres", database });
    await client.connect();
    const { drizzle } = require("drizzle-orm/node-postgres");
    await require("drizzle-orm/node-postgres/migrator").migrate(drizzle(client), config);
    await client.end();
  } else {
    const sql = require("postgres")({ path: `${host}/.s.PGSQL.5432`, username: "postgres", database, max: 1, onnotice() {} });
    const { drizzle } = require("drizzle-orm/postgres-js");
    await require("drizzle-orm/postgres-js/migrator").migrate(drizzle(sql), config);
    await sql.end();
  }
}

main().then(
  () => process.exit(0),
  (error) => {
    console.log(JSON.stringify({ code: error.cause?.code ?? error.code, message: String(error.cause ?? error) }));
    process.exit(1);
  },
);
