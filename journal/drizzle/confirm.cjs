// Prints, as JSON, what the project's own drizzle-orm reads from a migrations folder: [{hash, when}, ...].
// Argument: the real folder of drizzle-orm. Standard input: the migrations folder; drizzle-orm is loaded before it is known.
const fs = require("node:fs");
const { createRequire } = require("node:module");
const path = require("node:path");

const [drizzle] = process.argv.slice(2);
const load = createRequire(path.join(drizzle, "package.json"));

function migrator() {
  try {
    return load("drizzle-orm/migrator"); // as its `exports` say
  } catch (error) {
    if (error.code !== "MODULE_NOT_FOUND") throw error;
    return load("./migrator"); // before it had any
  }
}

const { readMigrationFiles } = migrator();
const migrationsFolder = fs.readFileSync(0, "utf8");
const read = readMigrationFiles({ migrationsFolder });
process.stdout.write(JSON.stringify(read.map(({ hash, folderMillis }) => ({ hash, when: folderMillis }))));
