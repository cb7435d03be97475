// Where things lie in a checkout, and which versions of the outside tools it uses.

import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const root = resolve(fileURLToPath(new URL("..", import.meta.url)));
export const cache = join(root, ".cache");
export const artifacts = join(root, "artifacts");
export const bundledLibs = join(root, "bundled", "libs");
export const vsix = join(root, "retort.vsix");

const onWindows = process.platform === "win32";

/** A program of the project's Python environment, such as `python` or `retort`. */
export function venvProgram(name) {
  return onWindows ? join(root, ".venv", "Scripts", `${name}.exe`) : join(root, ".venv", "bin", name);
}

/** A program that an npm package brought, such as `biome` or `tsc`. */
export function npmProgram(name) {
  return join(root, "node_modules", ".bin", onWindows ? `${name}.cmd` : name);
}

// code-server 4.139 is VS Code 1.139; it needs Node 24, which an npm package carries.
export const editorVersion = "4.139.1";
export const editorNodeVersion = "24.21.0";
export const editorFolder = join(cache, "editor");
export const editorNodeFolder = join(cache, `node-${editorNodeVersion}`);
