// `npm run bench:debug [-- ROUNDS]`: what the debugger costs, beside plain `flask --debug run` in the same run.
// From the start to the first response, and from a save to the new code's response, breakpoints armed again.

import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { findFreePort } from "./editor.mjs";
import { packageExtension } from "./package.mjs";
import { main } from "./process.mjs";
import { cache, root, venvProgram, vsix } from "./project.mjs";

const rounds = Number(process.argv[2] ?? 3);

const app = `from flask import Flask
app = Flask(__name__)
@app.get("/")
def index():
    return "version 0"
`;

// A developer's machine keeps compiled modules.
delete process.env.PYTHONDONTWRITEBYTECODE;

async function load() {
  const outfile = join(cache, "bench-debug.cjs");
  const contents = `export * from "./tests/extension/debug/debugSession";
    export * from "./tests/extension/debug/apps";
    export { bundleIn } from "./extension/src/debug/configuration";`;
  const stdin = { contents, resolveDir: root, loader: "ts" };
  await build({ stdin, outfile, bundle: true, platform: "node", format: "cjs" });
  return createRequire(import.meta.url)(outfile);
}

/** The extension as an editor installs it: with debugpy's universal wheel. */
async function installed() {
  await packageExtension();
  const folder = mkdtempSync(join(tmpdir(), "retort-bench-"));
  execFileSync(venvProgram("python"), ["-m", "zipfile", "-e", vsix, folder]);
  return join(folder, "extension");
}

/** Waits until the address answers with a text. */
async function answered(url, text) {
  for (;;) {
    // While it is reloaded, the app may go in the middle of an answer.
    const answer = await fetch(url)
      .then((response) => response.text())
      .catch(() => "");
    if (answer === text) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Measures one start and one reload of what `start` starts. */
async function measure(start, folder, port) {
  const url = `http://127.0.0.1:${port}/`;
  const began = performance.now();
  const stop = await start();
  await answered(url, "version 0");
  const first = performance.now() - began;
  // The reloader has to have seen the file before it is saved.
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const saved = performance.now();
  writeFileSync(join(folder, "shop.py"), app.replace("version 0", "version 1"));
  await answered(url, "version 1");
  const reload = performance.now() - saved;
  await stop();
  return { first, reload };
}

async function bench() {
  const { DebugSession, bundleIn, frameworks, makeApp } = await load();
  const python = frameworks[1].python();
  const extension = bundleIn(await installed());
  const ways = {
    plain: (folder, port) => async () => {
      const args = ["-m", "flask", "--app", "shop", "--debug", "run", "--port", `${port}`];
      const child = spawn(python, args, { cwd: folder, stdio: "ignore", detached: true });
      return () => process.kill(-child.pid, "SIGKILL");
    },
    debugged: (folder, port) => async () => {
      const config = { app: "shop", cwd: folder, port, debug: true };
      const stops = { breakpoints: { [join(folder, "shop.py")]: [{ line: 5, condition: "False" }] } };
      const session = await DebugSession.launch(extension, python, config, stops);
      return () => session.stop();
    },
  };
  const results = { plain: [], debugged: [] };
  // The first round compiles what is started, and is not counted.
  for (let round = 0; round <= rounds; round++) {
    for (const [way, start] of Object.entries(ways)) {
      const folder = makeApp({ "shop.py": app });
      const port = await findFreePort(5300);
      const measured = await measure(start(folder, port), folder, port);
      if (round > 0) results[way].push(measured);
    }
  }
  print("start to first response", results, "first");
  print("save to the new response", results, "reload");
}

function print(name, results, what) {
  const [plain, debugged] = [results.plain, results.debugged].map((all) => all.map((each) => each[what]));
  const [one, other] = [plain, debugged].map((times) => Math.min(...times));
  const ratios = plain.map((time, round) => (debugged[round] / time).toFixed(2));
  const figures = `flask --debug run ${one.toFixed(0)} ms, debugged ${other.toFixed(0)} ms`;
  console.log(`${name}: ${figures}, ratio ${(other / one).toFixed(2)} (rounds: ${ratios.join(", ")})`);
}

main(bench);
