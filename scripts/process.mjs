// Runs programs: with their output shown, or behind one line of progress with the output kept in a log.

import { spawn } from "node:child_process";
import { createWriteStream, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cache, root } from "./project.mjs";

export class CommandFailed extends Error {}

/**
 * Runs a program with this terminal's output.
 * @returns the exit code.
 */
export function runShown(program, args, options = {}) {
  return new Promise((done, fail) => {
    const child = spawn(program, args, { cwd: root, stdio: "inherit", ...options });
    child.on("error", fail);
    child.on("close", (code, signal) => done(code ?? (signal ? 128 : 1)));
  });
}

// `npm run --silent` would make an npm that it starts silent too, about its errors as well.
export const { npm_config_loglevel: _silent, ...environment } = process.env;

/** Runs a program and throws CommandFailed, with the end of its output, unless it exits with 0. */
export async function runQuietly(program, args, { log, ...options } = {}) {
  mkdirSync(join(cache, "logs"), { recursive: true });
  const path = join(cache, "logs", `${log ?? "command"}.log`);
  const file = createWriteStream(path, { flags: "a" });
  file.write(`$ ${program} ${args.join(" ")}\n`);
  const code = await new Promise((done, fail) => {
    const child = spawn(program, args, {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      env: environment,
      ...options,
    });
    child.stdout.pipe(file, { end: false });
    child.stderr.pipe(file, { end: false });
    child.on("error", fail);
    child.on("close", done);
  });
  await new Promise((done) => file.end(done));
  if (code === 0) return;
  const tail = readFileSync(path, "utf8").trimEnd().split("\n").slice(-25).join("\n");
  throw new CommandFailed(
    `${program} ended with exit code ${code}. Its last words:\n${tail}\n(all of it: ${path})`,
  );
}

/** Whether a program exists and answers `--version` (or the given arguments) with exit code 0. */
export function answers(program, args = ["--version"]) {
  return new Promise((done) => {
    const child = spawn(program, args, { stdio: "ignore" });
    child.on("error", () => done(false));
    child.on("close", (code) => done(code === 0));
  });
}

/**
 * Runs one step of a set-up behind a line such as `✓ Python environment (12 s)`.
 * On a terminal the line counts the seconds while the work goes on.
 */
export async function step(title, work) {
  const started = Date.now();
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
  const live = process.stdout.isTTY;
  const say = (mark, end) =>
    process.stdout.write(`${live ? "\r\x1b[K" : ""}${mark} ${title} (${seconds()})${end}`);
  if (!live) process.stdout.write(`… ${title}\n`);
  const ticker = live ? setInterval(() => say("…", ""), 250) : undefined;
  try {
    const result = await work();
    say("✓", "\n");
    return result;
  } catch (error) {
    say("✗", "\n");
    throw error;
  } finally {
    clearInterval(ticker);
  }
}

/** Runs a script's main function; a foreseen failure is one message, not a stack trace. */
export async function main(work) {
  try {
    process.exitCode = (await work()) ?? 0;
  } catch (error) {
    process.stderr.write(`\n${error instanceof CommandFailed ? error.message : error.stack}\n`);
    process.exitCode = 1;
  }
}
