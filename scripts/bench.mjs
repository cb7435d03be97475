// `npm run bench:framework` compares the bundled framework's speed with Flask's and bare werkzeug's,
// `npm run bench:server` measures the language server beside others.

import { join } from "node:path";
import { main, runShown } from "./process.mjs";
import { root, venvProgram } from "./project.mjs";
import { ensurePython } from "./setup.mjs";

const [what, ...rest] = process.argv.slice(2);
const scripts = { framework: "bench_framework.py", server: "bench_server" };

main(async () => {
  await ensurePython();
  return runShown(venvProgram("python"), [join(root, "scripts", scripts[what]), ...rest]);
});
