// Installs Debian packages, where this is Debian (or a child of it) and we are root.

import { existsSync } from "node:fs";
import { runQuietly } from "./process.mjs";

export function canApt() {
  return process.platform === "linux" && process.getuid() === 0 && existsSync("/usr/bin/apt-get");
}

let listsFetched = false;

export async function aptInstall(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  if (!listsFetched) await runQuietly("apt-get", ["update", "-q"], { log: "apt", env });
  listsFetched = true;
  const args = ["install", "-q", "-y", "--no-install-recommends", ...packages];
  await runQuietly("apt-get", args, { log: "apt", env });
}
