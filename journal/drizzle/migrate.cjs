// Lets the project's own drizzle-orm migrate a database, through whichever driver the project has.
// Arguments: the project's folder, the migrations folder, ledger schema and table; in JOURNAL_TARGET, as JSON, the
// database: {host, port, user, password, database, options}, where host may be a socket's folder. Prints {"driver": ...} or {"error": {...}} as JSON; the exit code says nothing.
const { createRequire } = require("node:module");
const path = require("node:path");

const [project, migrationsFolder, migrationsSchema, migrationsTable] = process.argv.slice(2);
const { options, ...target } = JSON.parse(process.env.JOURNAL_TARGET);
const load = createRequire(path.join(project, "package.json"));
const config = { migrationsFolder, migrationsSchema, migrationsTable };

// What was sent since the migrator's BEGIN: its number tells which piece of which file was refused.
let number = 0;
function count(text) {
  if (/^\s*rollback\s*$/i.test(text)) return; // the migrator's own, after the refusal
  number = /^\s*begin\s*$/i.test(text) && number === 0 ? 1 : number && number + 1;
}

function has(name) {
  try {
    load.resolve(name);
    return true;
  } catch {
    return false;
  }
}

async function withPg() {
  const { Client } = load("pg");
  const client = new Client({ ...target, options, ssl: false });
  await client.connect();
  const query = client.query.bind(client);
  client.query = (...words) => {
    count(words[0]?.text ?? words[0]);
    return query(...words);
  };
  try {
    await load("drizzle-orm/node-postgres/migrator").migrate(load("drizzle-orm/node-postgres").drizzle(client), config);
  } finally {
    await client.end();
  }
}

async function withPostgresJs() {
  const { user, host, port, password, database } = target;
  const place = host.startsWith("/") ? { path: `${host}/.s.PGSQL.${port}` } : { host, port };
  const login = { ...place, username: user, password, database, connection: { options } };
  const sql = load("postgres")({ ...login, max: 1, onnotice() {}, debug: (_, text) => count(text) });
  try {
    await load("drizzle-orm/postgres-js/migrator").migrate(load("drizzle-orm/postgres-js").drizzle(sql), config);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

function describe(error) {
  const cause = error.cause ?? error;
  const { code, message, detail, hint, where, position } = cause;
  return { code, message, detail, hint, where, position, number: number - 1 };
}

async function main() {
  const driver = ["pg", "postgres"].find(has);
  if (!driver) return { error: { code: "no-driver", message: "neither pg nor postgres is installed" } };
  try {
    await (driver === "pg" ? withPg() : withPostgresJs());
  } catch (error) {
    return { driver, error: describe(error) };
  }
  return { driver };
}

main().then((result) => process.stdout.write(JSON.stringify(result)));
