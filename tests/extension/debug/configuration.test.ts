// What a launch configuration means to debugpy, and what is said about one that means nothing.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
  asWritten,
  bundleIn,
  complaint,
  isDebugpy,
  type LaunchPlan,
  type RetortLaunch,
  toDebugpy,
  withPlan,
} from "../../../extension/src/debug/configuration";

const bundle = bundleIn("/ext");
const base: RetortLaunch = { type: "retort", request: "launch", name: "Flask" };
const plan: LaunchPlan = {
  label: "app.py",
  kind: "script",
  target: "/work space/app.py",
  uri: "file:///work%20space/app.py",
  folder: "/work space",
  cwd: "/work space",
  pythonPath: [],
  reason: "calls run() when it is run",
};

test("the launcher is what debugpy runs, and the app is its argument", () => {
  const made = toDebugpy({ ...base, program: "/a/app.py", port: 8000, debug: false, args: ["--x"] }, bundle);
  assert.equal(made.program, join("/ext", "server", "retort", "launcher", "bootstrap.py"));
  assert.deepEqual(made.args, ["--script", "/a/app.py", "--port", "8000", "--no-debug", "--", "--x"]);
  assert.ok(isDebugpy(made, bundle));
});

test("what a configuration leaves open is left to the app", () => {
  assert.deepEqual(toDebugpy({ ...base, app: "shop:create_app('x')" }, bundle).args, [
    "--app",
    "shop:create_app('x')",
    "--",
  ]);
});

test("host and port never reach debugpy, to which they would mean its own", () => {
  const made = toDebugpy({ ...base, app: "shop", host: "0.0.0.0", port: 1 }, bundle);
  assert.ok(!("host" in made) && !("port" in made) && !("module" in made));
});

test("with justMyCode the framework is stepped over, without it only the launcher", () => {
  const folders = (justMyCode: boolean) =>
    toDebugpy({ ...base, app: "a", justMyCode }, bundle).rules.map((r) => r.path);
  assert.deepEqual(folders(true), [bundle.launcher, bundle.framework, bundle.libraries]);
  assert.deepEqual(folders(false), [bundle.launcher]);
});

test("a plan fills in what the user has not written", () => {
  assert.deepEqual(withPlan({ ...base, cwd: "/elsewhere" }, plan), {
    ...base,
    program: "/work space/app.py",
    cwd: "/elsewhere",
    pythonPath: [],
  });
});

// VS Code's own spelling of a variable.
const workspaceFolder = ["$", "{workspaceFolder}"].join("");

test("a plan is written with variables", () => {
  assert.deepEqual(asWritten(plan), { program: `${workspaceFolder}/app.py` });
  const inSrc: LaunchPlan = { ...plan, kind: "app", target: "shop:app", pythonPath: ["/work space/src"] };
  assert.deepEqual(asWritten(inSrc), { app: "shop:app", pythonPath: [`${workspaceFolder}/src`] });
});

const wrong: [Record<string, unknown>, RegExp][] = [
  [{ port: "5000" }, /"port" must be a number from 0 to 65535, not "5000"/],
  [{ port: 70000 }, /"port" must be/],
  [{ debug: "yes" }, /"debug" must be true or false, not "yes"/],
  [{ console: "terminal" }, /"console" must be "integratedTerminal"/],
  [{ args: "--x" }, /"args" must be a list of texts/],
  [{ env: { DEBUG: 1 } }, /"env" must be an object with a text or null for each variable, not {"DEBUG":1}/],
  [{ openBrowser: "firefox" }, /"openBrowser" must be/],
  [{ program: "a.py", app: "a:app" }, /"program" and "app" exclude each other/],
];

for (const [attributes, expected] of wrong) {
  test(`${JSON.stringify(attributes)} is complained about`, () => {
    assert.match(complaint({ ...base, ...attributes }) ?? "", expected);
  });
}

const schema: Record<string, { readonly markdownDescription?: string; readonly default?: unknown }> =
  JSON.parse(readFileSync("package.json", "utf8")).contributes.debuggers[0].configurationAttributes.launch
    .properties;

test("the schema of launch.json describes each attribute, and its examples are right", () => {
  assert.ok(Object.keys(schema).length > 15);
  for (const [name, { markdownDescription, default: example }] of Object.entries(schema)) {
    assert.match(markdownDescription ?? "", /^[A-Z].*\.$/, name);
    assert.equal(complaint({ ...base, [name]: example }), undefined);
    assert.match(complaint({ ...base, [name]: { not: true } }) ?? "", new RegExp(`^"${name}" must be `));
  }
});

test("a right configuration is not complained about", () => {
  const all = {
    program: "a.py",
    args: ["x"],
    port: 0,
    debug: true,
    env: { A: null },
    openBrowser: "simpleBrowser",
  };
  assert.equal(complaint({ ...base, ...all }), undefined);
});
