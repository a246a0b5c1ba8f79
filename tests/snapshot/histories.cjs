// What drizzle-kit itself makes of a file that exports a list of schemas: of each its SQL and its snapshot, as JSON.
const { generateDrizzleJson, generateMigration } = require("drizzle-kit/api");

async function main(file) {
  let before = generateDrizzleJson({});
  const made = [];
  for (const schema of require(file)) {
    const snapshot = generateDrizzleJson(schema, before.id);
    made.push({ sql: await generateMigration(before, snapshot), snapshot });
    before = snapshot;
  }
  process.stdout.write(JSON.stringify(made));
}

main(process.argv[2]);
