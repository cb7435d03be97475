// `npm test`: sets up what the tests need and runs all of them.
// `npm test -- python editor` runs only the suites named; what follows a second `--` goes to their runner.

import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { packageExtension } from "./package.mjs";
import { CommandFailed, main, runShown } from "./process.mjs";
import { artifacts, cache, root, venvProgram } from "./project.mjs";
import { ensureBrowser, ensureEditor, ensureNodeModules, ensurePython } from "./setup.mjs";

function testFiles(folder, ending) {
  return readdirSync(join(root, "tests", folder), { recursive: true })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(root, "tests", folder, name))
    .sort();
}

async function python(args) {
  await ensurePython();
  return runShown(venvProgram("pytest"), ["-q", ...args]);
}

/** The client's own tests run under Node, on the same bundler that makes the extension. */
async function extension(args) {
  await ensureNodeModules();
  const { build } = await import("esbuild");
  const outdir = join(cache, "extension-tests");
  rmSync(outdir, { recursive: true, force: true });
  const entryPoints = testFiles("extension", ".test.ts");
  await build({ entryPoints, outdir, bundle: true, platform: "node", format: "cjs", sourcemap: "inline" });
  return runShown(process.execPath, ["--test", ...args, ...entryPoints.map((path) => bundled(path, outdir))]);
}

function bundled(path, outdir) {
  return path.replace(join(root, "tests", "extension"), outdir).replace(/\.ts$/, ".js");
}

async function grammars(args) {
  await ensureNodeModules();
  return runShown(process.execPath, [join(root, "tests", "grammars", "run.mjs"), ...args]);
}

/** Flask's own tests, and those of two extensions, on the bundled framework. */
async function conformance(args) {
  await ensurePython();
  return runShown(venvProgram("python"), [join(root, "scripts", "conformance.py"), ...args]);
}

/** Drives a real VS Code; one file at a time, since each brings up an editor and a browser. */
async function editor(args) {
  await packageExtension();
  await ensureEditor();
  const env = { ...process.env, RETORT_BROWSER: await ensureBrowser() };
  mkdirSync(artifacts, { recursive: true });
  const files = testFiles("e2e", ".test.mjs");
  return runShown(process.execPath, ["--test", "--test-concurrency=1", ...args, ...files], { env });
}

const suites = { grammars, extension, python, conformance, editor };

async function test() {
  const [names, rest] = splitArguments(process.argv.slice(2));
  const unknown = names.filter((name) => !(name in suites));
  if (unknown.length) {
    throw new CommandFailed(
      `No test suite ${unknown.join(", ")}; there are: ${Object.keys(suites).join(", ")}.`,
    );
  }
  const failed = [];
  for (const name of names.length ? names : Object.keys(suites)) {
    process.stdout.write(`\n> ${name} tests\n`);
    if ((await suites[name](rest)) !== 0) failed.push(name);
  }
  if (failed.length) process.stdout.write(`\nfailed suites: ${failed.join(", ")}\n`);
  return failed.length ? 1 : 0;
}

function splitArguments(args) {
  const dashes = args.indexOf("--");
  return dashes < 0 ? [args, []] : [args.slice(0, dashes), args.slice(dashes + 1)];
}

main(test);
