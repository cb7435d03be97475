// The Routes view of the smallest app, as someone sees it who opens the folder and types.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { copyFolder, helloFolder, makeFolder, startEditor } from "./harness.mjs";

let editor;

before(async () => {
  editor = await startEditor();
});

after(() => editor?.stop());

test("hello.py's route is listed, and a click opens its view function", async (t) => {
  const workbench = await editor.open(t, copyFolder(helloFolder));
  await workbench.showRoutes();
  await workbench.route("GET /").waitFor();
  assert.deepEqual(await workbench.routeTexts(), ["GET / hello_world"]);
  const spoken = await workbench.route("GET /").getAttribute("aria-label");
  assert.match(spoken, /GET \/, endpoint hello_world, in hello\.py, line 4/);
  await workbench.screenshot("outline");

  await workbench.route("GET /").click();
  await workbench.tab("hello.py").waitFor();
  await workbench.status("Ln 4, Col 16 (11 selected)").waitFor();
  await workbench.screenshot("outline-click");
});

test("the outline follows what is typed, unsaved and broken", async (t) => {
  const workbench = await editor.open(t, copyFolder(helloFolder));
  await workbench.showRoutes();
  await workbench.openFile("hello.py");
  await workbench.typeAtEnd("\n@app.route('/about')\ndef about():\n    return 'About'\n");
  await workbench.route("GET /about").waitFor();
  assert.deepEqual(await workbench.routeTexts(), ["GET / hello_world", "GET /about about"]);
  await workbench.screenshot("outline-unsaved");

  await workbench.typeAtEnd("\n@app.route('/broken'\ndef (:\n\n@app.post('/later')\ndef later(");
  await workbench.route("POST /later").waitFor();
  const broken = await workbench.routeTexts();
  for (const still of ["GET / hello_world", "GET /about about"])
    assert.ok(broken.includes(still), `${broken}`);
  await workbench.screenshot("outline-broken");
});

test("deleting the function removes its route", async (t) => {
  const workbench = await editor.open(t, copyFolder(helloFolder));
  await workbench.showRoutes();
  await workbench.route("GET /").click();
  await workbench.tab("hello.py").waitFor();
  await workbench.focusEditor();
  await workbench.selectLines(3, 5);
  await workbench.page.keyboard.press("Delete");
  await workbench.view.getByText("The app has no routes yet").waitFor();
  assert.deepEqual(await workbench.routeTexts(), []);
  await workbench.screenshot("outline-deleted");
});

test("a file that is written outside of the editor joins the outline", async (t) => {
  const folder = makeFolder({ "README.md": "An app will come.\n" });
  const workbench = await editor.open(t, folder);
  await workbench.showRoutes();
  await workbench.view.getByText("No Flask app was found").waitFor();
  await workbench.screenshot("outline-empty");
  await workbench.view.getByRole("button", { name: "Create hello.py" }).click();
  await workbench.route("GET /").waitFor();
  await workbench.tab("hello.py").waitFor();
});
