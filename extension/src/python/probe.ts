// Runs a candidate once to learn which Python it is.

import { execFile } from "node:child_process";
import { accessSync, constants, realpathSync, statSync } from "node:fs";
import type { Candidate, Probe, Version } from "./interpreter";

// Isolated, and without `site`: nothing but the standard library has a say in the answer.
const question = "import json, sys; print(json.dumps([sys.executable, *sys.version_info[:3]]))";

const patience = 10_000;

/**
 * Asks a candidate for its path and version.
 * @param cwd a folder that is safe to run in: never the workspace.
 */
export function probe(candidate: Candidate, cwd: string): Promise<Probe> {
  const args = [...candidate.args, "-I", "-S", "-c", question];
  return new Promise((done) => {
    execFile(candidate.command, args, { cwd, timeout: patience, windowsHide: true }, (error, stdout) => {
      done(error ? { failure: explain(error) } : parse(stdout));
    });
  });
}

function parse(stdout: string): Probe {
  try {
    const [path, ...version] = JSON.parse(stdout) as [string, number, number, number];
    if (path && version.every(Number.isInteger)) return { path, version: version as Version };
  } catch {
    // Whatever has answered is no Python.
  }
  return { failure: "did not answer as Python does" };
}

function explain(error: Error & { code?: unknown; killed?: boolean }): string {
  if (error.code === "ENOENT") return "there is no such file";
  if (error.code === "EACCES") return "it may not be executed";
  if (error.killed) return `did not answer within ${patience / 1000} seconds`;
  return `ended with an error: ${error.message.split("\n")[1] || error.message.split("\n")[0]}`;
}

export function isFile(path: string): boolean {
  try {
    accessSync(path, constants.F_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

export function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
