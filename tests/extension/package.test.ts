// What .vscodeignore lets into the VSIX.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { makeApp } from "./debug/apps";

test("sources and licences are packaged; what Python and we compile or test is not", () => {
  const carried = [
    "bundled/libs/jinja2/__init__.py",
    "bundled/libs/jinja2-3.1.dist-info/licenses/LICENSE",
    "dist/extension.js",
    "framework/flask/py.typed",
    "server/retort/launcher/bootstrap.py",
  ];
  // The interpreter that runs the debugger from the working tree leaves such files there.
  const left = [
    "bundled/libs/jinja2/__pycache__/runtime.cpython-312.pyc",
    "server/retort/launcher/__pycache__/start.cpython-312.pyc",
    "extension/src/extension.ts",
    "tests/conftest.py",
  ];
  const folder = makeApp(Object.fromEntries([...carried, ...left].map((path) => [path, ""])));
  for (const name of ["package.json", ".vscodeignore"]) copyFileSync(name, join(folder, name));
  const vsce = resolve("node_modules", "@vscode", "vsce", "vsce");
  const options = { cwd: folder, encoding: "utf8" } as const;
  const listed = execFileSync(process.execPath, [vsce, "ls", "--no-dependencies"], options);
  assert.deepEqual(listed.trim().split("\n").sort(), [...carried, "package.json"].sort());
});
