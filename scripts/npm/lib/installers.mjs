// What can make an environment on this machine: uv, Python with its module venv, or pipx.
import { spawnSync } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, isAbsolute, join, sep } from "node:path";
import { Failure } from "./failure.mjs";

const WINDOWS = process.platform === "win32";
const OLDEST = [3, 11];
const NAMES = ["python3", "python", "python3.14", "python3.13", "python3.12", "python3.11"];
const ASK = "import sys; print('%d.%d' % sys.version_info[:2], flush=True); import ensurepip, venv";
const HELP = "Install uv, pipx or Python 3.11 or later, and type the command again.";

/** Returns the first of them as { kind, program }. `folder` is where each is started. Throws Failure. */
export function findInstaller(folder) {
  for (const uv of programs("uv")) if (answers(uv, ["--version"], folder)) return { kind: "uv", program: uv };
  const refused = [];
  for (const python of [...NAMES.flatMap(programs), ...(WINDOWS ? programs("py") : [])]) {
    const why = whyNot(python, folder);
    if (!why) return { kind: "Python", program: python };
    refused.push(why);
  }
  for (const pipx of programs("pipx")) if (answers(pipx, ["--version"], folder)) return { kind: "pipx", program: pipx };
  const found = refused.filter((why) => why !== "?");
  const nearest = found.length ? ` ${found[0]}.` : " None of them is in PATH.";
  const lacksVenv = found.some((why) => why.includes("ensurepip"));
  const help = lacksVenv ? `On Debian and Ubuntu: apt install python3-venv. Or: ${HELP}` : HELP;
  throw new Failure(`drizzle-journal needs uv, pipx or Python 3.11 or later.${nearest}`, help);
}

/** Returns the paths of a program in PATH, without relative folders and those of packages, which a project can fill. */
function programs(name) {
  const folders = (process.env.PATH ?? "").split(delimiter).filter(isAbsolute);
  const safe = folders.filter((at) => !at.split(sep).includes("node_modules"));
  const paths = new Set(safe.map((at) => join(at, WINDOWS ? `${name}.exe` : name)));
  return [...paths].filter((path) => {
    try {
      accessSync(path, constants.X_OK);
      return statSync(path).isFile();
    } catch {
      return false;
    }
  });
}

const answers = (program, words, folder) => ask(program, words, folder).status === 0;

/** Returns why a Python cannot be used; "?" where it does not start, as a shim without a version; "" where it can. */
function whyNot(python, folder) {
  const { status, stdout } = ask(python, ["-I", "-c", ASK], folder);
  const version = /^(\d+)\.(\d+)\s*$/.exec(stdout ?? "");
  if (!version) return "?";
  const [major, minor] = [Number(version[1]), Number(version[2])];
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) return `${python} is Python ${major}.${minor}`;
  return status === 0 ? "" : `${python} is Python ${major}.${minor} without the modules venv and ensurepip`;
}

// Not in the folder of the user: a file there, such as .python-version, could choose another program.
function ask(program, words, cwd) {
  const stdio = ["ignore", "pipe", "ignore"];
  return spawnSync(program, words, { cwd, encoding: "utf8", stdio, timeout: 30000, windowsHide: true });
}
