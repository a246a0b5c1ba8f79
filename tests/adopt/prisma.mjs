// `prisma migrate deploy` by its schema engine, which is a WebAssembly module: HOST DATABASE FOLDER.
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as engineModule from "@prisma/schema-engine-wasm/schema_engine_bg";

const [host, database, baseDir] = process.argv.slice(2);
const module = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm");
const binary = readFileSync(module.replace("schema_engine.js", "schema_engine_bg.wasm"));
const { instance } = await WebAssembly.instantiate(binary, { "./schema_engine_bg.js": engineModule });
engineModule.__wbg_set_wasm(instance.exports);
instance.exports.__wbindgen_start?.();
const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg({ host, user: "postgres", database }));
const schema = 'datasource db {\n  provider = "postgresql"\n}\n';
const engine = await engineModule.SchemaEngine.new({ datamodels: [["schema.prisma", schema]] }, () => {}, adapter);
const read = (name) => readFileSync(`${baseDir}/${name}`, "utf8");
const names = readdirSync(baseDir, { withFileTypes: true }).filter((one) => one.isDirectory()).map((one) => one.name);
const migrationDirectories = names.sort().map((path) => ({
  path, migrationFile: { path: "migration.sql", content: { tag: "ok", value: read(`${path}/migration.sql`) } },
}));
const lockfile = { path: "migration_lock.toml", content: read("migration_lock.toml") };
await engine.applyMigrations({
  migrationsList: { baseDir, lockfile, shadowDbInitScript: "", migrationDirectories },
  filters: { externalTables: [], externalEnums: [] },
});
process.exit(0);
