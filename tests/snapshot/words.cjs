// All that a schema.ts can say by the drizzle-orm that is installed: the functions of pg-core, the methods of what they
// return, and the options that their declarations list. Standard output: {"functions": […], "methods": […], "options": […]}.
const { readFileSync, readdirSync } = require("fs");
const { dirname, join } = require("path");

const [packages] = process.argv.slice(2);
const root = join(packages, "drizzle-orm", "pg-core");
const core = require(join(packages, "drizzle-orm", "pg-core"));

const functions = Object.keys(core).filter((name) => /^[a-z]/.test(name));

const methods = new Set();
for (const one of Object.values(core)) {
  for (let at = one?.prototype; at && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    if (!/Builder|^PgRole$|^PgPolicy$|^PgSchema$|ExtraConfigColumn/.test(at.constructor.name)) continue;
    for (const name of Object.getOwnPropertyNames(at)) methods.add(name);
  }
}
const schema = core.pgSchema("any");
for (const name of Object.keys(schema)) if (typeof schema[name] === "function") methods.add(name);

const CONFIGS = /(?:interface|type) (\w*Config|Pg\w+Options)\b[^{]*\{([^}]*)\}/g;
const INNER = /^(Index|Reference|PgTransaction|PreparedQuery|Table|ConvertCustom|PgDialect|PgCustomColumnInner|PgArrayColumn\w*)Config$/;
const options = new Set();
for (const folder of [root, join(root, "columns"), join(root, "columns", "vector_extension"), join(root, "columns", "postgis_extension")]) {
  for (const name of readdirSync(folder).filter((name) => name.endsWith(".d.ts"))) {
    for (const [, config, body] of readFileSync(join(folder, name), "utf8").matchAll(CONFIGS)) {
      if (INNER.test(config)) continue;
      for (const [, option] of body.matchAll(/^\s*(\w+)\??:/gm)) options.add(option);
    }
  }
}
console.log(JSON.stringify({ functions, methods: [...methods], options: [...options] }));
