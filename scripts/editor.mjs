// Starts a real VS Code (code-server) on a folder, with the extension installed from its VSIX.

import { spawn } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { editorEnvironment, editorNode } from "./install-editor.mjs";
import { CommandFailed, runQuietly } from "./process.mjs";
import { editorFolder } from "./project.mjs";

const entry = join(editorFolder, "node_modules", "code-server", "out", "node", "entry.js");

function editorProgram() {
  return join(editorNode(), "bin", "node");
}

/** The first port from `first` on that nothing listens on, on 127.0.0.1. */
export async function findFreePort(first) {
  for (let port = first; port < first + 200; port++) {
    if (await isFree(port)) return port;
  }
  throw new CommandFailed(`No free port between ${first} and ${first + 199}.`);
}

function isFree(port) {
  return new Promise((done) => {
    const probe = createServer();
    probe.once("error", () => done(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => done(true)));
  });
}

function dataFolders(data) {
  return ["--extensions-dir", join(data, "extensions"), "--user-data-dir", join(data, "user")];
}

/**
 * Installs a VSIX into the editor data folder `data`, without any network.
 * @param {{data: string, vsix: string}} options
 */
export function installExtension({ data, vsix }) {
  mkdirSync(data, { recursive: true });
  const args = [entry, ...dataFolders(data), "--install-extension", vsix, "--force"];
  return runQuietly(editorProgram(), args, { log: "install-extension", env: editorEnvironment() });
}

/** Writes the user's settings.json in the editor data folder `data`, unless it is there already. */
export function writeDefaultSettings(data, settings) {
  const folder = join(data, "user", "User");
  const file = join(folder, "settings.json");
  if (existsSync(file)) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `${JSON.stringify(settings, null, 2)}\n`);
}

/**
 * Serves the editor on 127.0.0.1.
 * @param {{data: string, folder: string, port: number, trusted?: boolean, env?: Record<string, string>}} options
 *   `data` holds the user's data and extensions; with `trusted: false` the editor asks whether it may trust the
 *   folder, as a desktop VS Code does.
 * @returns {Promise<{url: string, process: import("node:child_process").ChildProcess, stop: () => Promise<void>}>}
 *   once it accepts connections.
 */
export async function serveEditor({ data, folder, port, trusted = true, env = {} }) {
  const args = ["--auth", "none", "--bind-addr", `127.0.0.1:${port}`, "--disable-telemetry"];
  args.push("--disable-update-check", "--disable-getting-started-override", ...dataFolders(data));
  if (trusted) args.push("--disable-workspace-trust");
  const child = spawn(editorProgram(), [entry, ...args, folder], {
    env: { ...editorEnvironment(), RETORT_CACHE_DIR: join(data, "cache"), ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  await listening(child);
  const url = `http://127.0.0.1:${port}/?folder=${encodeURI(folder)}`;
  return { url, process: child, stop: () => stopGroup(child) };
}

function listening(child) {
  return new Promise((done, fail) => {
    let said = "";
    const read = (chunk) => {
      said += chunk;
      if (said.includes("HTTP server listening on")) done();
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.on("error", fail);
    child.on("exit", (code) => fail(new CommandFailed(`The editor ended with exit code ${code}:\n${said}`)));
  });
}

/** Ends the editor and all that it started: the extension host, terminals, language servers. */
async function stopGroup(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((done) => child.once("exit", done));
  process.kill(-child.pid, "SIGTERM");
  const impatient = setTimeout(() => process.kill(-child.pid, "SIGKILL"), 5000);
  await ended;
  clearTimeout(impatient);
}
