#!/usr/bin/env node
// Starts drizzle-journal, a program in Python, from an environment that is made at the first use.
import { installedProgram } from "../lib/environment.mjs";
import { Failure } from "../lib/failure.mjs";
import { endLike, start } from "../lib/start.mjs";

// npm sets this for what it starts; a global installation is on PATH. Printed commands then begin with npx.
if (process.env.npm_config_user_agent) process.env.JOURNAL_LAUNCHER = "npx";

try {
  endLike(await start(await installedProgram(), process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  process.stderr.write(error.text());
  process.exitCode = 2;
}
