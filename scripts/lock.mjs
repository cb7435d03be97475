// `npm run lock`: writes the pinned requirements anew from pyproject.toml (with `-- --upgrade`, to newer versions).

import { main, runShown } from "./process.mjs";
import { venvProgram } from "./project.mjs";
import { ensurePython } from "./setup.mjs";

const form = [
  "--universal",
  "--generate-hashes",
  "--python-version",
  "3.10",
  "--no-header",
  "--no-annotate",
  "--quiet",
];

function compile(output, ...args) {
  return runShown(venvProgram("uv"), ["pip", "compile", "pyproject.toml", ...form, "-o", output, ...args]);
}

main(async () => {
  await ensurePython();
  const dev = await compile("requirements/dev.txt", "--group", "dev", ...process.argv.slice(2));
  if (dev !== 0) return dev;
  // What the extension carries is what the tests ran with.
  return compile("requirements/bundled.txt", "--constraint", "requirements/dev.txt");
});
