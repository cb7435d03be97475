// `npm run check`: lints, format-checks and type-checks everything. `npm run check -- --fix` mends what it can.

import { main, runShown } from "./process.mjs";
import { npmProgram, venvProgram } from "./project.mjs";
import { ensureNodeModules, ensurePython } from "./setup.mjs";

const fix = process.argv.includes("--fix");

const checks = [
  ["ruff check", venvProgram("ruff"), ["check", ...(fix ? ["--fix"] : [])]],
  ["ruff format", venvProgram("ruff"), ["format", ...(fix ? [] : ["--check"])]],
  ["mypy", venvProgram("mypy"), []],
  ["import-linter", venvProgram("lint-imports"), []],
  ["generated files", venvProgram("python"), ["scripts/gen.py", ...(fix ? [] : ["--check"])]],
  ["biome", npmProgram("biome"), ["check", ...(fix ? ["--write"] : ["--error-on-warnings"])]],
  ["tsc", npmProgram("tsc"), []],
];

async function check() {
  await ensureNodeModules();
  await ensurePython();
  const failed = [];
  for (const [name, program, args] of checks) {
    process.stdout.write(`\n> ${name}\n`);
    if ((await runShown(program, args)) !== 0) failed.push(name);
  }
  process.stdout.write(failed.length ? `\nfailed: ${failed.join(", ")}\n` : "\nall checks passed\n");
  return failed.length ? 1 : 0;
}

main(check);
