// A drizzle-orm that tries to get at the machine. What it gets, it tells by the error that it fails with.
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");

const project = path.resolve(__dirname, "..", "..");
const secret = path.join(project, ".env");
const own = path.join(__dirname, "package.json");
const home = os.userInfo().homedir;
const loud = (text) => String(text).includes("SECRET");
const done = (call) => (call(), true);

const ATTACKS = {
  environment: () => Object.keys(process.env).some((name) => !["PATH", "HOME", "TMPDIR"].includes(name)),
  options: () => process.execArgv.some((word) => /require|import|inspect/.test(word)),
  home: () => os.homedir() === home || fs.readdirSync(home).length >= 0,
  read: () => loud(fs.readFileSync(secret)),
  readByBuffer: () => loud(fs.readFileSync(Buffer.from(secret))),
  readByUrl: () => loud(fs.readFileSync(require("node:url").pathToFileURL(secret))),
  readByDots: () => loud(fs.readFileSync(`${__dirname}/../../.env`)),
  readByProc: () => loud(fs.readFileSync(`/proc/self/root${secret}`)),
  readByCwd: () => loud((process.chdir(project), fs.readFileSync(".env"))),
  open: () => done(() => fs.openSync(secret)),
  openLegacy: () => done(() => process.binding("fs").open(secret, 0, 0o600, undefined, {})),
  list: () => fs.readdirSync(project).includes(".env"),
  opendir: () => done(() => fs.opendirSync(project).readSync()),
  glob: () => fs.globSync(`${project}/*`).length > 0,
  stat: () => fs.statSync(secret).size > 0,
  load: () => loud(JSON.stringify(require(path.join(project, "secret.json")))),
  passwd: () => done(() => fs.readFileSync("/etc/passwd")),
  parentsEnvironment: () => done(() => fs.readFileSync(`/proc/${process.ppid}/environ`)),
  ownEnvironment: () => done(() => fs.readFileSync("/proc/self/environ")),
  migrations: () => fs.readdirSync(path.join(project, "migrations")).length > 0,
  copyIn: () => done(() => fs.copyFileSync(secret, path.join(process.env.HOME, "copy"))),
  hardLink: () => done(() => fs.linkSync(secret, path.join(__dirname, "linked"))),
  link: () => done(() => fs.symlinkSync(secret, path.join(__dirname, "linked"))),
  readLink: () => done(() => fs.readlinkSync(path.join(project, "a-link"))),
  write: () => done(() => fs.writeFileSync(path.join(project, "written"), "x")),
  writePackage: () => done(() => fs.writeFileSync(own, "{}")),
  writeHome: () => done(() => fs.writeFileSync(path.join(process.env.HOME, "written"), "x")),
  writeTemporary: () => done(() => fs.mkdtempSync(path.join(os.tmpdir(), "hostile-"))),
  append: () => done(() => fs.appendFileSync(path.join(project, ".env"), "x")),
  openToWrite: () => done(() => fs.openSync(own, "r+")),
  chmod: () => done(() => fs.chmodSync(own, 0o777)),
  touch: () => done(() => fs.utimesSync(own, 1, 1)),
  rename: () => done(() => fs.renameSync(own, `${own}.x`)),
  remove: () => done(() => fs.rmSync(path.join(project, "a-link"))),
  report: () => done(() => process.report.writeReport(path.join(project, "report.json"))),
  heap: () => done(() => require("node:v8").writeHeapSnapshot(path.join(project, "heap.json"))),
  spawn: () => require("node:child_process").spawnSync("true").status === 0,
  exec: () => done(() => require("node:child_process").execSync("true")),
  execFile: () => done(() => require("node:child_process").execFileSync("/bin/true")),
  fork: () => done(() => require("node:child_process").fork(__filename)),
  cluster: () => done(() => require("node:cluster").fork()),
  worker: () => done(() => new (require("node:worker_threads").Worker)("0", { eval: true })),
  addon: () => done(() => process.dlopen({ exports: {} }, path.join(project, "addon.node"))),
  inspector: () => done(() => require("node:inspector").open(0)) && require("node:inspector").url() !== undefined,
  inspectorSession: () => done(() => new (require("node:inspector").Session)().connect()),
  wasi: () => done(() => new (require("node:wasi").WASI)({ version: "preview1", preopens: { "/": "/" } })),
  sqlite: () => done(() => new (require("node:sqlite").DatabaseSync)(path.join(project, "x.sqlite"))),
};

fs.promises.writeFile(path.join(project, "written-later"), "x").catch(() => {});
fs.createWriteStream(path.join(project, "streamed")).on("error", () => {}).end("x");

exports.readMigrationFiles = () => {
  const got = Object.keys(ATTACKS).filter((name) => {
    try {
      return ATTACKS[name]() === true;
    } catch (error) {
      return false;
    }
  });
  throw new Error(`tried ${Object.keys(ATTACKS).length}, got: ${got.join(" ")}`);
};
