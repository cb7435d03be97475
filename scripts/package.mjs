// `npm run package`: builds retort.vsix, one universal package with everything inside.

import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "./build.mjs";
import { bundleLibraries } from "./bundle-libraries.mjs";
import { CommandFailed, main, runQuietly } from "./process.mjs";
import { bundledLibs, npmProgram, root, vsix } from "./project.mjs";
import { ensurePython, once } from "./setup.mjs";

const pins = ["requirements/bundled.txt", "scripts/bundle-libraries.mjs"];
const sizeLimit = 8 * 1024 * 1024;

/** What the package is made of, apart from the bundled libraries, which their pins stand for. */
function* packaged() {
  yield* [
    "package.json",
    "README.md",
    "CHANGELOG.md",
    "LICENSE",
    ".vscodeignore",
    "dist/extension.js",
    ...pins,
  ];
  for (const folder of ["server", "framework", "syntaxes", "extension/media"]) {
    for (const name of readdirSync(join(root, folder), { recursive: true })) {
      const path = join(folder, name);
      if (!path.includes("__pycache__") && statSync(join(root, path)).isFile()) yield path;
    }
  }
}

export async function packageExtension() {
  await build();
  await ensurePython();
  await once("bundled", pins, bundledLibs, "bundled Python libraries", bundleLibraries);
  const args = ["package", "--no-dependencies", "--out", vsix];
  await once("vsix", [...packaged()], vsix, "retort.vsix", () =>
    runQuietly(npmProgram("vsce"), args, { log: "vsce" }),
  );
  const { size } = statSync(vsix);
  if (size >= sizeLimit) throw new CommandFailed(`retort.vsix has ${size} bytes; the limit is ${sizeLimit}.`);
  return { path: vsix, size };
}

async function printPackage() {
  const { path, size } = await packageExtension();
  process.stdout.write(
    `${path} (${(size / 1024 / 1024).toFixed(1)} MB)\nInstall it: code --install-extension ${path}\n`,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(printPackage);
