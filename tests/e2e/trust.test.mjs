// Restricted Mode: what an untrusted folder brings is read, never run.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { copyFolder, eventually, helloFolder, startEditor, writeProgram } from "./harness.mjs";

let editor;

before(async () => {
  editor = await startEditor({
    trusted: false,
    settings: { "security.workspace.trust.startupPrompt": "never" },
  });
});

after(() => editor?.stop());

/** A copy of hello whose interpreters leave a mark when they run; otherwise they are real. */
function trap() {
  const folder = copyFolder(helloFolder, "untrusted");
  const mark = join(folder, "..", "was-run");
  for (const path of [".venv/bin/python", ".venv/bin/python3", "venv/bin/python", "bin/python"]) {
    writeProgram(join(folder, path), `echo "$0 $*" >> '${mark}'\nexec python3 "$@"`);
  }
  mkdirSync(join(folder, ".vscode"));
  const settings = { "retort.interpreter": join(folder, "bin/python") };
  writeFileSync(join(folder, ".vscode/settings.json"), JSON.stringify(settings));
  return { folder, mark };
}

test("in an untrusted folder routes are shown and nothing of it is run, until it is trusted", async (t) => {
  const { folder, mark } = trap();
  const workbench = await editor.open(t, folder);
  await workbench.showRoutes();
  await workbench.route("GET /").waitFor();
  await workbench.route("GET /").click();
  await workbench.tab("hello.py").waitFor();
  await workbench.focusEditor();
  await workbench.typeAtEnd("\n@app.route('/typed')\ndef typed():\n    return ''\n");
  await workbench.route("GET /typed").waitFor();
  await workbench.view.getByText("running and debugging need a trusted workspace").waitFor();
  assert.ok(!existsSync(mark), "an interpreter of the folder was run");
  await workbench.screenshot("restricted-mode");

  // Running is disabled, wherever it is offered.
  await workbench.page.keyboard.press("F1");
  await workbench.quickInput.fill(">Retort: Debug the App");
  await workbench.quickItems.first().waitFor();
  assert.equal(await workbench.quickItem("Retort: Debug the App").count(), 0);
  await workbench.page.keyboard.press("Escape");
  await workbench.focusEditor();
  await workbench.page.keyboard.press("F5");
  // The reason is the editor's own, as is the question.
  await workbench.dialog.getByText(/executes build tasks and program code/).waitFor();
  await workbench.screenshot("restricted-mode-debug");
  await workbench.dialog.getByRole("button", { name: "Cancel" }).click();
  await workbench.dialog.waitFor({ state: "hidden" });
  assert.equal(await workbench.debugToolbar.isVisible(), false);
  assert.ok(!existsSync(mark), "an interpreter of the folder was run");

  await workbench.page.getByRole("button", { name: "Manage" }).first().click();
  await workbench.page.getByRole("button", { name: "Trust", exact: true }).first().click();
  await eventually(() => existsSync(mark), "the folder's interpreter, now that it is trusted");
  await workbench.screenshot("restricted-mode-ended");
});
