// What drizzle-kit 0.31.11 says of two snapshots, both ways round, for many pairs in one process.
// Standard input: [[path, path], …]. Standard output: for each pair the statements that lead from one to the other, and back.
const { readFileSync, writeSync } = require("fs");
const { join } = require("path");

const [packages] = process.argv.slice(2);
const { generateMigration } = require(join(packages, "drizzle-kit", "api.js"));
console.log = console.error; // it talks on standard output

const snapshot = (path) => JSON.parse(readFileSync(path, "utf8"));

async function statements(from, to) {
  try {
    return await generateMigration(snapshot(from), snapshot(to));
  } catch (error) {
    return [`${error.message ?? error}`]; // a question about a rename, or a snapshot that it cannot read
  }
}

async function main() {
  const said = [];
  for (const [rebuilt, original] of JSON.parse(readFileSync(0, "utf8"))) {
    said.push([...(await statements(rebuilt, original)), ...(await statements(original, rebuilt))]);
  }
  const text = Buffer.from(JSON.stringify(said));
  for (let at = 0; at < text.length; ) at += writeSync(1, text, at);
}

main();
