// The oracle of the predictions: one real migrate() after the other, on one database; see oracle.cjs.
// A case: { folder, exists, named, rows: [{ hash, created_at, name }] }. Knows nothing of this project.
const { cases, migrated, session } = require("./oracle.cjs");

const TABLE = "drizzle.__drizzle_migrations";

async function prepare(client, { exists, named, rows }) {
  await client.query("DROP SCHEMA IF EXISTS drizzle CASCADE");
  if (!exists) return;
  const more = named ? ", name text, applied_at timestamptz DEFAULT now()" : "";
  await client.query(`CREATE SCHEMA drizzle`);
  await client.query(`CREATE TABLE ${TABLE} (id serial PRIMARY KEY, hash text NOT NULL, created_at bigint${more})`);
  for (const { hash, created_at, name } of rows) {
    const columns = named ? "(hash, created_at, name)" : "(hash, created_at)";
    const values = named ? [hash, created_at, name ?? null] : [hash, created_at];
    await client.query(`INSERT INTO ${TABLE} ${columns} VALUES (${values.map((_, i) => `$${i + 1}`)})`, values);
  }
}

async function answer(client, one) {
  await prepare(client, one);
  const error = await migrated(client, { migrationsFolder: one.folder });
  const found = await client.query(`SELECT * FROM ${TABLE} ORDER BY id`).catch(() => ({ rows: [] }));
  const rows = found.rows.map(({ hash, created_at, name }) => ({ hash, created_at, name: name ?? null }));
  return { error, rows };
}

async function main() {
  const client = await session("postgres");
  for (const one of cases()) process.stdout.write(`${JSON.stringify(await answer(client, one))}\n`);
  await client.end();
}

main();
