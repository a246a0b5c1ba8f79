// The oracle of generation 1.0: drizzle-orm's own migrate(). Arguments: packages folder, migrations folder, socket
// folder, database. Knows nothing of this project's prediction.
const { createRequire } = require("node:module");

const [packages, migrationsFolder, host, database] = process.argv.slice(2);
const load = createRequire(`${packages}/package.json`);

async function main() {
  const { Client } = load("pg");
  const client = new Client({ host, user: "postgres", database });
  await client.connect();
  const { drizzle } = load("drizzle-orm/node-postgres");
  await load("drizzle-orm/node-postgres/migrator").migrate(drizzle({ client }), { migrationsFolder });
  await client.end();
}

main().then(
  () => process.exit(0),
  (error) => {
    console.log(JSON.stringify({ code: error.cause?.code ?? error.code, message: String(error.cause ?? error) }));
    process.exit(1);
  },
);
