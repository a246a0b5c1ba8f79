// The folder for environments: private, so that no other user can exchange a program in it.
import { accessSync, chmodSync, constants, lstatSync, mkdirSync, readlinkSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join, parse, resolve, sep } from "node:path";
import { Failure } from "./failure.mjs";

const WINDOWS = process.platform === "win32"; // its profile folders are closed to other users
const STICKY = 0o1000;
const MOST_LINKS = 40;
const CHOOSE = WINDOWS ? "set JOURNAL_CACHE_DIR=DIR" : "export JOURNAL_CACHE_DIR=DIR";
const REASONS = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
};

/** Returns the folder of environments without links, made if it is missing. Throws Failure. */
export function cacheFolder() {
  const chosen = process.env.JOURNAL_CACHE_DIR;
  const folder = resolve(chosen || usualFolder(), "npm");
  return explained(folder, () => {
    const made = privateFolder(folder);
    accessSync(made, constants.W_OK | constants.X_OK);
    return made;
  });
}

/** Calls a function, and turns an error of the system into a Failure that names the folder. */
export function explained(folder, call) {
  try {
    return call();
  } catch (error) {
    if (!error.code || error instanceof Failure) throw error;
    const why = REASONS[error.code] ?? error.message;
    throw new Failure(`The cache folder ${folder} cannot be written to: ${why}.`, `Choose another folder: ${CHOOSE}`);
  }
}

function usualFolder() {
  const home = homedir();
  if (WINDOWS) return join(process.env.LOCALAPPDATA || join(home, "AppData", "Local"), "drizzle-journal", "Cache");
  if (process.platform === "darwin") return join(home, "Library", "Caches", "drizzle-journal");
  const xdg = process.env.XDG_CACHE_HOME;
  return join(xdg && isAbsolute(xdg) ? xdg : join(home, ".cache"), "drizzle-journal");
}

/** Walks from the root down, follows links that root or this user made, and makes what is missing. */
export function privateFolder(path) {
  const last = resolve(path);
  const root = parse(last).root;
  let here = root;
  let links = 0;
  const left = parts(last, root);
  while (left.length) {
    const entry = join(here, left.shift());
    const found = foundOrMade(entry);
    if (found.isSymbolicLink() && left.length) {
      if (!trusted().includes(found.uid) && !WINDOWS) throw unsafe(entry, "is a link that another user made");
      if (++links > MOST_LINKS) throw unsafe(entry, "is a link to itself");
      const target = resolve(here, readlinkSync(entry));
      left.unshift(...parts(target, parse(target).root));
      here = parse(target).root;
    } else {
      refuseUnsafe(entry, found, !left.length);
      here = entry;
    }
  }
  return here;
}

const parts = (path, root) => path.slice(root.length).split(sep).filter(Boolean);

function foundOrMade(entry) {
  try {
    return lstatSync(entry);
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
  }
  try {
    mkdirSync(entry, { mode: 0o700 });
    if (!WINDOWS) chmodSync(entry, 0o700); // whatever the umask is
  } catch (error) {
    if (error.code !== "EEXIST") throw error; // another run was faster: its folder is checked
  }
  return lstatSync(entry);
}

function refuseUnsafe(entry, found, isLast) {
  if (found.isSymbolicLink()) throw unsafe(entry, "is a link, and a private folder must not be one");
  if (!found.isDirectory()) throw Object.assign(new Error(`${entry} is not a folder`), { code: "ENOTDIR" });
  if (WINDOWS) return;
  const owners = isLast ? [process.getuid()] : trusted();
  if (!owners.includes(found.uid)) throw unsafe(entry, `belongs to another user (uid ${found.uid})`);
  const isShared = isOpenToOthers(found) && (isLast || !(found.mode & STICKY));
  if (isShared) throw unsafe(entry, "can be written to by other users");
}

// Where each user has a group of their own, it has the user's number, and nobody else in it.
const isOpenToOthers = ({ mode, uid, gid }) => Boolean(mode & 0o002 || (mode & 0o020 && gid !== 0 && gid !== uid));

/** Returns root, this user, and the owner of `/`: in a user namespace that is root, under another number. */
const trusted = () => [0, process.getuid(), lstatSync("/").uid];

function unsafe(entry, why) {
  const message = `${entry} ${why}, and programs are only kept where no other user can write.`;
  return new Failure(message, `Choose another folder: ${CHOOSE}`);
}

