// `node scripts/bench-debug.mjs`: what the debugger costs, beside plain `flask --debug run` in the same run.
// From the start to the first response, and from a save to the new code's response.

import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { build } from "esbuild";
import { main } from "./process.mjs";
import { cache, root } from "./project.mjs";

const rounds = 3;

const app = `from flask import Flask
app = Flask(__name__)
@app.get("/")
def index():
    return "version 0"
`;

async function load() {
  const outfile = join(cache, "bench-debug.cjs");
  const contents = 'export * from "./debugSession"; export * from "./apps";';
  const stdin = { contents, resolveDir: join(root, "tests", "extension", "debug"), loader: "ts" };
  await build({ stdin, outfile, bundle: true, platform: "node", format: "cjs" });
  return createRequire(import.meta.url)(outfile);
}

/** Milliseconds until the address answers with a text. */
async function answered(url, text) {
  const started = performance.now();
  for (;;) {
    const answer = await fetch(url).then(
      (response) => response.text(),
      () => "",
    );
    if (answer === text) return performance.now() - started;
    await new Promise((resolve) => setTimeout(resolve, 5));
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
  writeFileSync(join(folder, "shop.py"), app.replace("version 0", "version 1"));
  const reload = await answered(url, "version 1");
  await stop();
  return { first, reload };
}

async function bench() {
  const { DebugSession, bundle, frameworks, makeApp } = await load();
  const python = frameworks[1].python();
  const extension = bundle();
  const results = { plain: [], debugged: [] };
  for (let round = 0; round < rounds; round++) {
    const port = 5300 + 2 * round;
    const plain = makeApp({ "shop.py": app });
    const startPlain = async () => {
      const args = ["-m", "flask", "--app", "shop", "--debug", "run", "--port", `${port}`];
      const child = spawn(python, args, { cwd: plain, stdio: "ignore", detached: true });
      return () => process.kill(-child.pid, "SIGKILL");
    };
    results.plain.push(await measure(startPlain, plain, port));
    const folder = makeApp({ "shop.py": app });
    const startDebugged = async () => {
      const config = { app: "shop", cwd: folder, port: port + 1, debug: true };
      const stops = { breakpoints: { [join(folder, "shop.py")]: [{ line: 5, condition: "False" }] } };
      const session = await DebugSession.launch(extension, python, config, stops);
      return () => session.stop();
    };
    results.debugged.push(await measure(startDebugged, folder, port + 1));
  }
  for (const [what, name] of [
    ["first", "start to first response"],
    ["reload", "save to the new response"],
  ]) {
    const [one, other] = ["plain", "debugged"].map((way) =>
      Math.min(...results[way].map((each) => each[what])),
    );
    const ratio = (other / one).toFixed(2);
    console.log(
      `${name}: flask --debug run ${one.toFixed(0)} ms, debugged ${other.toFixed(0)} ms, ratio ${ratio}`,
    );
  }
}

main(bench);
