import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { probe } from "../../extension/src/python/probe";

const folder = mkdtempSync(join(tmpdir(), "retort-probe-"));
const candidate = (command: string) => ({ command, args: [], source: "path" as const });

function program(name: string, script: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

test("a real Python tells its path and version", async () => {
  const answer = await probe(candidate("python3"), folder);
  assert.ok("path" in answer);
  assert.ok(answer.path.startsWith("/"));
  assert.equal(answer.version.length, 3);
  assert.equal(answer.version[0], 3);
});

test("a json.py beside the caller is not imported", async () => {
  writeFileSync(join(folder, "json.py"), "raise SystemExit('shadowed')");
  assert.ok("path" in (await probe(candidate("python3"), folder)));
});

for (const [what, command, reason] of [
  ["a file that does not exist", join(folder, "gone"), /no such file/],
  ["a folder", folder, /may not be executed/],
  ["a program that fails", program("fails", "echo broken >&2; exit 3"), /broken/],
  ["a program that is no Python", program("other", "echo hello"), /did not answer as Python/],
] as const) {
  test(`${what} is a failure with its reason`, async () => {
    const answer = await probe(candidate(command), folder);
    assert.ok("failure" in answer);
    assert.match(answer.failure, reason);
  });
}
