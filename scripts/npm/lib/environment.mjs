// The environment of this version: found, or made in a folder with a new name and then named by a file, in one step.
import { createHash } from "node:crypto";
import {
  existsSync, linkSync, lstatSync, mkdtempSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { cacheFolder, explained } from "./cache.mjs";
import { Failure } from "./failure.mjs";
import { findInstaller } from "./installers.mjs";
import { endLike, start } from "./start.mjs";

const WINDOWS = process.platform === "win32";
const PROGRAM = WINDOWS ? join("Scripts", "drizzle-journal.exe") : join("bin", "drizzle-journal");
const DAY = 24 * 3600 * 1000;
const NETWORK = new RegExp(
  "name resolution|resolve host|dns error|failed to lookup|getaddrinfo|network is unreachable|connection refused|" +
    "failed to establish|error sending request|failed to fetch|timed out|proxy",
  "i",
);
const FULL = /no space left|read-only file system|permission denied|quota exceeded/i;
// Variables by which pip or uv would install elsewhere, and python would start with other modules.
const IGNORED =
  /^(PIP_(TARGET|PREFIX|ROOT|USER|REQUIRE_VIRTUALENV|PYTHON)|PYTHON(HOME|PATH)|VIRTUAL_ENV|UV_(SYSTEM_)?PYTHON)$/i;
const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));

/** Returns the path of drizzle-journal in the environment of this version. Throws Failure. */
export async function installedProgram() {
  const folder = cacheFolder();
  const wheels = wheelFolder();
  const key = [version, process.platform, process.arch, ...(wheels ? [stateOf(wheels)] : [])].join("-");
  const name = join(folder, key);
  return named(name) ?? (await made(name, findInstaller(folder), wheels));
}

/** Returns the program that a file names, or null where there is none that can be started. */
function named(file) {
  try {
    const program = join(dirname(file), readFileSync(file, "utf8"));
    realpathSync(join(dirname(program), WINDOWS ? "python.exe" : "python")); // it was removed where this fails
    return existsSync(program) ? program : null;
  } catch {
    return null;
  }
}

async function made(name, installer, wheels) {
  const folder = dirname(name);
  explained(folder, () => removeUnnamed(folder));
  const place = explained(folder, () => mkdtempSync(`${name}.env-`));
  try {
    process.stderr.write(`Installing drizzle-journal ${version} with ${installer.kind}, at the first use only...\n`);
    const program = await install(installer, place, wheels);
    return explained(folder, () => publish(name, place, program));
  } catch (error) {
    rmSync(place, { recursive: true, force: true });
    throw error;
  }
}

/** Installs the package into an empty folder, and returns the path of the program. */
async function install({ kind, program: installer }, place, wheels) {
  const words = wheels ? ["--no-index", "--find-links", wheels] : [];
  const own = join(place, "env"); // a folder that is not there yet
  const python = join(own, WINDOWS ? "Scripts\\python.exe" : "bin/python");
  const pip = [python, "-I", "-m", "pip", "install", "--disable-pip-version-check", "--no-input", ...words];
  const home = { PIPX_HOME: place, PIPX_BIN_DIR: join(place, "links"), PIPX_MAN_DIR: join(place, "links") };
  const steps = {
    uv: [
      [installer, "venv", "--quiet", "--python", ">=3.11", ...(wheels ? ["--offline"] : []), own],
      [installer, "pip", "install", "--quiet", "--python", python, ...(wheels ? ["--offline", ...words] : [])],
    ],
    Python: [[installer, "-I", "-m", "venv", own], pip],
    pipx: [[installer, "install", "--quiet", ...(wheels ? [`--pip-args=--no-index --find-links '${wheels}'`] : [])]],
  }[kind];
  const last = steps.pop();
  for (const step of steps) await done(step, dirname(place), home);
  const withServer = [...last, `drizzle-journal[embedded]==${version}`];
  if ((await done(withServer, dirname(place), home, /embedded.postgres/)).code !== 0) {
    await done([...last, `drizzle-journal==${version}`], dirname(place), home);
    process.stderr.write("note: no package has a PostgreSQL server for this machine; --temp docker uses a container\n");
  }
  return join(kind === "pipx" ? join(place, "venvs", "drizzle-journal") : own, PROGRAM);
}

/** Runs a step of the installation. Throws Failure, unless its output has `mayFail`. */
async function done([program, ...words], cwd, home, mayFail) {
  const env = { ...Object.fromEntries(Object.entries(process.env).filter(([key]) => !IGNORED.test(key))), ...home };
  const result = await start(program, words, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  if (result.signal || result.code === 130) {
    rmSync(home.PIPX_HOME, { recursive: true, force: true });
    endLike(result.signal ? result : { signal: "SIGINT" });
    await new Promise(() => {}); // until the signal ends this process
  }
  if (result.code === 0 || mayFail?.test(result.output)) return result;
  const lines = result.output.trim().split("\n").slice(-8).map((line) => `  ${line}\n`);
  process.stderr.write(lines.join(""));
  const choose = "Choose another folder: export JOURNAL_CACHE_DIR=DIR";
  if (FULL.test(result.output)) throw new Failure(`The environment could not be written to ${cwd}.`, choose);
  if (NETWORK.test(result.output))
    throw new Failure(
      `drizzle-journal ${version} could not be downloaded: the package registry cannot be reached.`,
      "Check the connection and the proxy (HTTPS_PROXY), or install from a folder of wheels: export JOURNAL_WHEELS=DIR",
    );
  throw new Failure(`drizzle-journal ${version} could not be installed; the lines above say why.`);
}

/** Names the program in a file. Another run may have been faster: then its environment is used. */
function publish(name, place, program) {
  const text = `${place}.name`;
  writeFileSync(text, relative(dirname(name), program));
  try {
    linkSync(text, name);
  } catch {
    const other = named(name);
    if (other) {
      rmSync(place, { recursive: true, force: true });
      return other;
    }
    renameSync(text, name); // it named an environment that does not start any more, or there are no hard links here
  } finally {
    rmSync(text, { force: true });
  }
  return program;
}

/** Removes environments that no file names and that are older than a day: their installation was killed. */
function removeUnnamed(folder) {
  const entries = readdirSync(folder);
  const files = entries.filter((entry) => lstatSync(join(folder, entry)).isFile());
  const inUse = new Set(files.map((entry) => readFileSync(join(folder, entry), "utf8").split(/[\\/]/)[0]));
  for (const entry of entries.filter((at) => at.includes(".env-") && !inUse.has(at))) {
    const path = join(folder, entry);
    if (Date.now() - lstatSync(path).mtimeMs > DAY) rmSync(path, { recursive: true, force: true });
  }
}

function wheelFolder() {
  const chosen = process.env.JOURNAL_WHEELS;
  if (!chosen) return "";
  const folder = resolve(chosen);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new Failure(`JOURNAL_WHEELS names ${folder}, which is not a folder.`, "Name a folder that has the wheels.");
  return folder;
}

/** Returns a word that changes with the wheels of a folder. */
function stateOf(folder) {
  const files = readdirSync(folder).filter((file) => file.endsWith(".whl")).sort();
  const facts = files.map((file) => [file, statSync(join(folder, file)).size, statSync(join(folder, file)).mtimeMs]);
  return createHash("sha256").update(JSON.stringify([folder, facts])).digest("hex").slice(0, 12);
}
