// `npm run gen`: rewrites what is derived from the rules: their documentation, and the editor's setting.

import { main, runShown } from "./process.mjs";
import { venvProgram } from "./project.mjs";
import { ensurePython } from "./setup.mjs";

main(async () => {
  await ensurePython();
  return runShown(venvProgram("python"), ["scripts/gen.py", ...process.argv.slice(2)]);
});
