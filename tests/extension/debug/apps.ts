// Apps to debug, and the interpreters that run them.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Bundle, bundleIn } from "../../../extension/src/debug/configuration";

export const root = process.cwd();
const venvPython = join(root, ".venv", "bin", "python");

export interface Framework {
  readonly name: string;
  /** What the launcher says about it. */
  readonly announced: RegExp;
  readonly python: () => string;
}

export const frameworks: readonly Framework[] = [
  { name: "the bundled framework", announced: /running on the bundled framework/, python: barePython },
  { name: "Flask 3.1", announced: /running on Flask 3\.1\.3/, python: flaskPython },
];

/** An interpreter with nothing but the standard library. */
function barePython(): string {
  const folder = join(temporaryFolder(), "bare");
  execFileSync(venvPython, ["-m", "venv", "--without-pip", folder]);
  return join(folder, "bin", "python");
}

/** An interpreter with Flask from PyPI, in an environment that is kept. */
function flaskPython(): string {
  const make = "from environments import make_environment as m; print(m('flask', ['flask==3.1.3']))";
  const printed = execFileSync(venvPython, ["-c", make], { cwd: join(root, "scripts"), encoding: "utf8" });
  return printed.trim();
}

/** The extension's folder as the VSIX has it, with the libraries of the development environment. */
export function bundle(): Bundle {
  const folder = temporaryFolder();
  const where = "import sysconfig; print(sysconfig.get_path('purelib'))";
  const libraries = execFileSync(venvPython, ["-c", where], { encoding: "utf8" }).trim();
  mkdirSync(join(folder, "bundled"));
  symlinkSync(join(root, "server"), join(folder, "server"));
  symlinkSync(join(root, "framework"), join(folder, "framework"));
  symlinkSync(libraries, join(folder, "bundled", "libs"));
  return bundleIn(folder);
}

/** A new folder with the given files, by relative path. */
export function makeApp(files: Record<string, string>): string {
  const folder = temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** The number, from 1, of the first line that holds a text. */
export function lineOf(text: string, part: string): number {
  const index = text.split("\n").findIndex((line) => line.includes(part));
  if (index < 0) throw new Error(`no line with ${part}`);
  return index + 1;
}

function temporaryFolder(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), "retort-debug-")));
}
