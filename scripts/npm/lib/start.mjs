// Starts a program and passes signals on to it.
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

const PASSED = process.platform === "win32" ? ["SIGINT", "SIGTERM"] : ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"];

/** Runs a program to its end, and returns { code, signal, output }; only one of the first two is not null. */
export function start(program, words, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { stdio: "inherit", windowsHide: true, ...options });
    const pass = (signal) => {
      if (signal === "SIGTERM" || !isInFront(child.pid)) child.kill(signal);
    };
    for (const signal of PASSED) process.on(signal, pass);
    const end = () => PASSED.forEach((signal) => process.off(signal, pass));
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (data) => (output += data));
    child.on("error", (error) => (end(), reject(error)));
    child.on("close", (code, signal) => (end(), resolve({ code, signal, output })));
  });
}

/** Ends this process as another one ended: with its exit code, or by the same signal. */
export function endLike({ code, signal }) {
  if (signal) {
    process.kill(process.pid, signal);
    setTimeout(() => process.exit(1), 1000); // a signal that this process ignores
  } else {
    process.exitCode = code;
  }
}

/** Tells whether a terminal sends its signals to a process itself, so that passing them on would send them twice. */
function isInFront(pid) {
  if (process.platform === "win32") return true;
  const [group, front] = groups(pid);
  return group > 0 && group === front;
}

/** Returns the process group of a process, and the one in front of its terminal; zeros if there is none. */
function groups(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return [Number(fields[2]), Number(fields[5])];
  } catch {
    const asked = spawnSync("ps", ["-o", "pgid=,tpgid=", "-p", String(pid)], { encoding: "latin1", timeout: 5000 });
    return (asked.stdout ?? "").trim().split(/\s+/).map((field) => Number(field) || 0);
  }
}
