// Runs the grammar tests: source files whose assertion comments name the scopes of the line above.
// The grammars that ours are embedded in (HTML, CSS, JavaScript, Python) come from tm-grammars, which
// ships the ones that VS Code uses. Arguments are test files; without any, all beside this script run.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const HOSTS = ["html", "html-derivative", "css", "javascript", "json", "python"];

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const resolve = createRequire(import.meta.url).resolve;
const hostGrammars = HOSTS.flatMap((host) => ["-g", resolve(`tm-grammars/grammars/${host}.json`)]);
const tests = readdirSync(here)
  .filter((name) => name.includes(".test."))
  .map((name) => join(here, name));

const result = spawnSync(
  process.execPath,
  [
    resolve("vscode-tmgrammar-test/dist/unit.js"),
    ...["--config", join(root, "package.json")],
    ...hostGrammars,
    ...(process.argv.length > 2 ? process.argv.slice(2) : tests),
  ],
  { encoding: "utf8" },
);
process.stdout.write(result.stdout);
process.stderr.write(result.stderr);
// A grammar that cannot be found is only a warning there, and every assertion on it would be vacuous.
const missing = /grammar not found for "(.*)"/.exec(result.stdout + result.stderr);
if (missing) console.error(`No grammar for ${missing[1]}: add it to HOSTS in tests/grammars/run.mjs.`);
process.exit(missing || result.status !== 0 ? 1 : 0);
