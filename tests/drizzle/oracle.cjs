// What the oracles have in common: the real packages, and their cases. Arguments of each: the folder whose node_modules to
// use, a file with cases, the socket's folder, the database. Each prints one line of JSON for a case.
const { createRequire } = require("node:module");
const fs = require("node:fs");

const [packages, file, host, database] = process.argv.slice(2);
const load = createRequire(`${packages}/package.json`);
const { Client } = load("pg");
const { drizzle } = load("drizzle-orm/node-postgres");
const { migrate } = load("drizzle-orm/node-postgres/migrator");
const about = JSON.parse(fs.readFileSync(`${packages}/node_modules/drizzle-orm/package.json`, "utf8"));

// 1.0 takes the client by name, 0.x alone.
const database_of = (client) => (about.version.startsWith("1.") ? drizzle({ client }) : drizzle(client));

// A session of that user's.
async function session(user) {
  const client = new Client({ host, user, database });
  await client.connect();
  return client;
}

// A real migrate(); null, or how it failed.
async function migrated(client, config) {
  try {
    await migrate(database_of(client), config);
    return null;
  } catch (caught) {
    return { code: caught.cause?.code ?? caught.code ?? null, message: String(caught.cause?.message ?? caught.message) };
  }
}

module.exports = { cases: () => JSON.parse(fs.readFileSync(file, "utf8")), migrated, session };
