// The judge of odd ledgers: a real migrate() for each case, one after the other, on one database; see oracle.cjs.
// A case: { schema, role, folder }; the ledger is there already. Knows nothing of this project.
const { cases, migrated, session } = require("./oracle.cjs");

async function rows_of(admin, schema) {
  const found = await admin.query(`SELECT row_to_json(ledger) AS row FROM ${schema}.__drizzle_migrations AS ledger`);
  return found.rows.map(({ row }) => ({ hash: row.hash ?? null, name: row.name ?? null }));
}

async function answer(admin, client, { schema, folder }) {
  const error = await migrated(client, { migrationsFolder: folder, migrationsSchema: schema });
  return { error, rows: await rows_of(admin, schema).catch(() => null) };
}

async function main() {
  const clients = {};
  const client_of = async (user) => (clients[user] ??= await session(user));
  const admin = await client_of("odd_super");
  for (const one of cases()) {
    process.stdout.write(`${JSON.stringify(await answer(admin, await client_of(one.role), one))}\n`);
  }
  for (const client of Object.values(clients)) await client.end();
}

main();
