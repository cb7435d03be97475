// The server and the client declare the shapes of retort/* each in its own language; here they are compared.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

function fields(file: string, declaration: RegExp, field: RegExp): Map<string, string[]> {
  const declared = new Map<string, string[]>();
  for (const [, name = "", body = ""] of readFileSync(file, "utf8").matchAll(declaration)) {
    declared.set(name, [...body.matchAll(field)].map(([, key = ""]) => key).sort());
  }
  return declared;
}

const server = fields(
  "server/retort/lsp/messages.py",
  /^class (\w+)\((?:TypedDict|Route)\):\n((?: {4}.*\n|\n(?= {4}))*)/gm,
  /^ {4}(\w+):/gm,
);
const client = fields(
  "extension/src/protocol.ts",
  /^export interface (\w+)(?: extends \w+)? \{\n((?: {2}.*\n)*)\}/gm,
  /^ {2}readonly (\w+)\??:/gm,
);

test("both sides were understood", () => {
  assert.ok(client.size >= 7 && server.size >= 7, `${client.size} and ${server.size} declarations`);
});

for (const [name, keys] of client) {
  test(`${name} has the same fields in Python and in TypeScript`, () => {
    assert.deepEqual(keys, server.get(name));
  });
}
