#!/usr/bin/env node
// Starts drizzle-journal, a program in Python, from an environment that is made at the first use.
import { installedProgram } from "../lib/environment.mjs";
import { Failure } from "../lib/failure.mjs";
import { endLike, start } from "../lib/start.mjs";

try {
  endLike(await start(await installedProgram(), process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  process.stderr.write(error.text());
  process.exitCode = 2;
}
