// `npm run bench:framework`: compares the bundled framework's speed with Flask's and bare werkzeug's.

import { join } from "node:path";
import { main, runShown } from "./process.mjs";
import { root, venvProgram } from "./project.mjs";
import { ensurePython } from "./setup.mjs";

main(async () => {
  await ensurePython();
  const script = join(root, "scripts", "bench_framework.py");
  return runShown(venvProgram("python"), [script, ...process.argv.slice(2)]);
});
