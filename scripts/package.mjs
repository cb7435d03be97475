// `npm run package`: builds retort.vsix, one universal package with everything inside.

import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "./build.mjs";
import { bundleLibraries } from "./bundle-libraries.mjs";
import { CommandFailed, main, runQuietly, step } from "./process.mjs";
import { bundledLibs, npmProgram, vsix } from "./project.mjs";
import { ensurePython, once } from "./setup.mjs";

const sizeLimit = 8 * 1024 * 1024;

export async function packageExtension() {
  await build();
  await ensurePython();
  const pins = ["requirements/bundled.txt", "scripts/bundle-libraries.mjs"];
  await once("bundled", pins, bundledLibs, "bundled Python libraries", bundleLibraries);
  const args = ["package", "--no-dependencies", "--out", vsix];
  await step("retort.vsix", () => runQuietly(npmProgram("vsce"), args, { log: "vsce" }));
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
