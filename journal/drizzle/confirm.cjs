// Prints, as JSON, what the project's own drizzle-orm reads from a migrations folder: [{hash, when}, ...].
// Arguments: the project's folder, the migrations folder.
const { createRequire } = require("node:module");
const path = require("node:path");

const [project, migrationsFolder] = process.argv.slice(2);
const load = createRequire(path.join(project, "package.json"));
const { readMigrationFiles } = load("drizzle-orm/migrator");

const read = readMigrationFiles({ migrationsFolder });
process.stdout.write(JSON.stringify(read.map(({ hash, folderMillis }) => ({ hash, when: folderMillis }))));
