// Prints, as JSON, what the project's own drizzle-orm reads from a migrations folder: [{hash, when}, ...].
// Argument: the project's folder. Standard input: the migrations folder; drizzle-orm is loaded before it is known.
const fs = require("node:fs");
const { createRequire } = require("node:module");
const path = require("node:path");

const [project] = process.argv.slice(2);
const load = createRequire(path.join(project, "package.json"));
const { readMigrationFiles } = load("drizzle-orm/migrator");

const migrationsFolder = fs.readFileSync(0, "utf8");
const read = readMigrationFiles({ migrationsFolder });
process.stdout.write(JSON.stringify(read.map(({ hash, folderMillis }) => ({ hash, when: folderMillis }))));
