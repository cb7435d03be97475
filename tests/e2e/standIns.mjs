// What Retort meets: extensions of others, played by stand-ins, and an installed Flask.

import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { npmProgram, root, venvProgram } from "../../scripts/project.mjs";

/** Packs a folder of standins/, and returns the VSIX. */
export function packStandIn(name) {
  const out = join(mkdtempSync(join(tmpdir(), "retort-standin-")), `${name}.vsix`);
  const args = ["package", "--out", out, "--no-dependencies", "--allow-missing-repository", "--skip-license"];
  execFileSync(npmProgram("vsce"), args, { cwd: join(root, "tests", "e2e", "standins", name) });
  return out;
}

/** An interpreter with Flask from PyPI, in an environment that is kept. */
export function flaskPython() {
  const make = "from environments import make_environment as m; print(m('flask', ['flask==3.1.3']))";
  const options = { cwd: join(root, "scripts"), encoding: "utf8" };
  return execFileSync(venvProgram("python"), ["-c", make], options).trim();
}
