// Files that are named like modules: the warning, its quick fix, and a server that does not mind them.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { eventually, makeFolder, startEditor } from "./harness.mjs";

let editor;

before(async () => {
  editor = await startEditor();
});

after(() => editor?.stop());

const app = `from flask import Flask
app = Flask(__name__)
@app.route('/')
def index():
    return 'Hello'
`;

test("flask.py is warned of, and the quick fix renames it and updates what imports it", async (t) => {
  const folder = makeFolder({ "flask.py": app, "wsgi.py": "from flask import app as application\n" });
  const workbench = await editor.open(t, folder);
  await workbench.openFile("flask.py");
  await workbench.squiggles.first().waitFor();
  const problems = await workbench.showProblems();
  await problems.filter({ hasText: "shadowed-framework" }).first().waitFor();
  await workbench.screenshot("shadowed-framework");

  await workbench.focusEditor();
  await workbench.goToLine(1);
  await workbench.quickFix("Rename the file to app.py");
  await workbench.tab("app.py").waitFor();
  await eventually(() => existsSync(join(folder, "app.py")), "app.py");
  assert.ok(!existsSync(join(folder, "flask.py")));
  await workbench.command("File: Save All Files");
  const wsgi = () => readFileSync(join(folder, "wsgi.py"), "utf8");
  await eventually(() => wsgi() === "from app import app as application\n", "the import of app");
  assert.equal(readFileSync(join(folder, "app.py"), "utf8"), app);
  await problems.filter({ hasText: "shadowed-framework" }).first().waitFor({ state: "detached" });
  await workbench.screenshot("shadowed-framework-fixed");
});

test("where app.py is taken the next free name is offered", async (t) => {
  const folder = makeFolder({ "flask.py": app, "app.py": "" });
  const workbench = await editor.open(t, folder);
  await workbench.openFile("flask.py");
  await workbench.squiggles.first().waitFor();
  await workbench.goToLine(1);
  await workbench.quickFix("Rename the file to app1.py");
  await eventually(() => existsSync(join(folder, "app1.py")), "app1.py");
  assert.equal(readFileSync(join(folder, "app.py"), "utf8"), "");
});

test("the server works in a folder that holds flask.py, json.py, typing.py and werkzeug.py", async (t) => {
  const trap = "raise SystemExit('a file of the workspace was imported')\n";
  const names = ["flask.py", "json.py", "typing.py", "werkzeug.py", "pygls.py", "sitecustomize.py"];
  const traps = Object.fromEntries(names.map((name) => [name, trap]));
  const workbench = await editor.open(t, makeFolder({ ...traps, "hello.py": app }));
  await workbench.showRoutes();
  await workbench.route("GET /").waitFor();
  assert.deepEqual(await workbench.routeTexts(), ["GET / index"]);
  await workbench.screenshot("shadowed-modules");
});
