// Fills bundled/libs with the pinned Python libraries that the extension carries: pure Python only, so
// that one VSIX serves every platform and Python from 3.10 on.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runQuietly } from "./process.mjs";
import { bundledLibs, cache, root, venvProgram } from "./project.mjs";

// MarkupSafe publishes no pure-Python wheel; its code falls back to Python where the C module is absent.
const withNativeModule = ["markupsafe"];

/** The entries of a requirements file, without their environment markers: a universal bundle takes them all. */
function readRequirements() {
  const text = readFileSync(join(root, "requirements", "bundled.txt"), "utf8");
  const entries = text.replaceAll("\\\n", " ").split("\n").filter(Boolean);
  return entries.map((entry) => entry.replace(/ ;.*?(?=--hash)/, " "));
}

async function install(entries, ...options) {
  const file = join(cache, "bundled-requirements.txt");
  writeFileSync(file, `${entries.join("\n")}\n`);
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile", "--upgrade"];
  const args = [...pip, "--no-deps", "--only-binary=:all:", "--require-hashes", "--target", bundledLibs];
  await runQuietly(venvProgram("python"), [...args, ...options, "-r", file], { log: "bundle" });
}

/** Native modules would fit one platform only; their sources and debug symbols are most of debugpy's bytes. */
function removeNativeFiles() {
  const native = /\.(so|pyd|dylib|dll|lib|exe|pdb|c|cc|cpp|h|hpp|pyx|pxd)$/;
  for (const name of readdirSync(bundledLibs, { recursive: true })) {
    if (native.test(name)) rmSync(join(bundledLibs, name));
  }
  rmSync(join(bundledLibs, "bin"), { recursive: true, force: true });
}

export async function bundleLibraries() {
  rmSync(bundledLibs, { recursive: true, force: true });
  mkdirSync(bundledLibs, { recursive: true });
  const isNative = (entry) => withNativeModule.some((name) => entry.startsWith(`${name}==`));
  const entries = readRequirements();
  const universal = ["--platform=any", "--implementation=py", "--abi=none", "--python-version=3.10"];
  await install(
    entries.filter((entry) => !isNative(entry)),
    ...universal,
  );
  await install(entries.filter(isNative));
  removeNativeFiles();
}
