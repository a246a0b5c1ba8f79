// The oracle of the predictions: one real migrate() after the other, on one database. Arguments: the folder whose
// node_modules to use, a file with cases, the socket's folder, the database. Prints one line of JSON for each case.
// A case: { folder, exists, named, rows: [{ hash, created_at, name }] }. Knows nothing of this project.
const { createRequire } = require("node:module");
const fs = require("node:fs");

const [packages, file, host, database] = process.argv.slice(2);
const load = createRequire(`${packages}/package.json`);
const { Client } = load("pg");
const { drizzle } = load("drizzle-orm/node-postgres");
const { migrate } = load("drizzle-orm/node-postgres/migrator");
const about = JSON.parse(fs.readFileSync(`${packages}/node_modules/drizzle-orm/package.json`, "utf8"));
const GENERATION = Number(about.version.split(".")[0]);
const TABLE = "drizzle.__drizzle_migrations";

// 1.0 takes the client by name, 0.x alone.
const database_of = (client) => (GENERATION === 1 ? drizzle({ client }) : drizzle(client));

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
  let error = null;
  try {
    await migrate(database_of(client), { migrationsFolder: one.folder });
  } catch (caught) {
    error = { code: caught.cause?.code ?? caught.code ?? null, message: String(caught.message) };
  }
  const found = await client.query(`SELECT * FROM ${TABLE} ORDER BY id`).catch(() => ({ rows: [] }));
  const rows = found.rows.map(({ hash, created_at, name }) => ({ hash, created_at, name: name ?? null }));
  return { error, rows };
}

async function main() {
  const client = new Client({ host, user: "postgres", database });
  await client.connect();
  for (const one of JSON.parse(fs.readFileSync(file, "utf8"))) {
    process.stdout.write(`${JSON.stringify(await answer(client, one))}\n`);
  }
  await client.end();
}

main();
