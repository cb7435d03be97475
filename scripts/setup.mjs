// Sets up everything that the other scripts need; each part is done once, and again when its pins change.
// Run by itself (`npm run setup`) it does all parts. Uses nothing but Node's standard library, so that it
// works in a bare clone.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { installEditor } from "./install-editor.mjs";
import { answers, CommandFailed, main, runQuietly, step } from "./process.mjs";
import { cache, root, venvProgram } from "./project.mjs";
import { aptInstall, canApt } from "./system-packages.mjs";

const npm = process.platform === "win32" ? "npm.cmd" : "npm";

/** Does `work` unless it was already done for the same files' content; remembers it when it is through. */
export async function once(name, files, present, title, work) {
  const hash = createHash("sha256").update(process.version);
  for (const file of files) hash.update(readFileSync(join(root, file)));
  const stamp = join(cache, "stamps", name);
  const wanted = hash.digest("hex");
  if (existsSync(present) && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  rmSync(stamp, { force: true });
  await step(title, work);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}

export function ensureNodeModules() {
  const [major] = process.versions.node.split(".");
  if (Number(major) < 20) {
    throw new CommandFailed(`Node 20 or newer is needed; this is ${process.version}.`);
  }
  const install = () =>
    runQuietly(npm, ["ci", "--no-audit", "--no-fund"], { log: "npm", shell: npm.endsWith(".cmd") });
  return once("npm", ["package-lock.json"], join(root, "node_modules"), "npm packages", install);
}

async function findPython() {
  const supported = "import sys; sys.exit(sys.version_info < (3, 10))";
  for (const command of [["python3"], ["python"], ["py", "-3"]]) {
    const [program, ...args] = command;
    if (await answers(program, [...args, "-c", supported])) return command;
  }
  throw new CommandFailed("Python 3.10 or newer is needed, and none is on PATH. Install one and try again.");
}

async function createEnvironment() {
  const [python, ...args] = await findPython();
  const folder = join(root, ".venv");
  rmSync(folder, { recursive: true, force: true });
  // Debian splits venv's own pip off into a package of its own.
  if (canApt() && !(await answers(python, [...args, "-c", "import ensurepip, venv"]))) {
    await aptInstall(["python3-venv"]);
  }
  await runQuietly(python, [...args, "-m", "venv", folder], { log: "python" });
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
  const install = (...what) => runQuietly(venvProgram("python"), [...pip, ...what], { log: "python" });
  await install("--require-hashes", "-r", "requirements/dev.txt");
  await install("--no-deps", "--no-build-isolation", "--editable", ".");
}

export function ensurePython() {
  const files = ["requirements/dev.txt", "pyproject.toml"];
  return once("python", files, venvProgram("retort"), "Python environment", createEnvironment);
}

export function ensureEditor() {
  const files = ["scripts/project.mjs", "scripts/install-editor.mjs"];
  const present = join(cache, "editor", "node_modules", "code-server");
  return once("editor", files, present, "editor (code-server, about 800 MB on disk)", installEditor);
}

const browsers = [
  process.env.RETORT_BROWSER,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** The path of a Chromium for the real-editor tests; installs Debian's where that is possible. */
export async function ensureBrowser() {
  const find = () => browsers.find((path) => path && existsSync(path));
  if (!find() && canApt()) await step("Chromium (Debian package)", () => aptInstall(["chromium"]));
  const found = find();
  if (found) return found;
  throw new CommandFailed(
    "Chromium is needed for the editor tests: install it, or name one in RETORT_BROWSER.",
  );
}

export async function ensureAll() {
  await ensureNodeModules();
  await ensurePython();
  await ensureEditor();
  await ensureBrowser();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(ensureAll);
