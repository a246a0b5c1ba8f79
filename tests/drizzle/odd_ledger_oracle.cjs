// The judge of odd ledgers: a real migrate() for each case, one after the other, on one database. Arguments: the folder
// whose node_modules to use, a file with cases, the socket's folder, the database. Prints one line of JSON for each
// case. A case: { schema, role, folder }; the ledger is there already. Knows nothing of this project.
const { createRequire } = require("node:module");
const fs = require("node:fs");

const [packages, file, host, database] = process.argv.slice(2);
const load = createRequire(`${packages}/package.json`);
const { Client } = load("pg");
const { drizzle } = load("drizzle-orm/node-postgres");
const { migrate } = load("drizzle-orm/node-postgres/migrator");
const about = JSON.parse(fs.readFileSync(`${packages}/node_modules/drizzle-orm/package.json`, "utf8"));
const GENERATION = Number(about.version.split(".")[0]);

// 1.0 takes the client by name, 0.x alone.
const database_of = (client) => (GENERATION === 1 ? drizzle({ client }) : drizzle(client));

async function rows_of(admin, schema) {
  const found = await admin.query(`SELECT row_to_json(ledger) AS row FROM ${schema}.__drizzle_migrations AS ledger`);
  return found.rows.map(({ row }) => ({ hash: row.hash ?? null, name: row.name ?? null }));
}

async function answer(admin, client, { schema, folder }) {
  let error = null;
  try {
    await migrate(database_of(client), { migrationsFolder: folder, migrationsSchema: schema });
  } catch (caught) {
    error = { code: caught.cause?.code ?? caught.code ?? null, message: String(caught.cause?.message ?? caught.message) };
  }
  return { error, rows: await rows_of(admin, schema).catch(() => null) };
}

async function main() {
  const clients = {};
  const client_of = async (user) => {
    if (!clients[user]) {
      clients[user] = new Client({ host, user, database });
      await clients[user].connect();
    }
    return clients[user];
  };
  const admin = await client_of("odd_super");
  for (const one of JSON.parse(fs.readFileSync(file, "utf8"))) {
    process.stdout.write(`${JSON.stringify(await answer(admin, await client_of(one.role), one))}\n`);
  }
  for (const client of Object.values(clients)) await client.end();
}

main();
