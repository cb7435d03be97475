// Which Python hosts the server and runs the app, and what is said where there is none.

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { copyFolder, eventually, helloFolder, startEditor, writeProgram, writeSettings } from "./harness.mjs";

let editor;

before(async () => {
  editor = await startEditor();
});

after(() => editor?.stop());

test("a new virtual environment and a change of the setting apply without reloading", async (t) => {
  const folder = copyFolder(helloFolder, "environments");
  const workbench = await editor.open(t, folder);
  await workbench.showRoutes();
  await workbench.route("GET /").waitFor();
  const startedOn = (path) =>
    editor.output().match(new RegExp(`Starting the language server on .*\\(${path}\\)`));
  execFileSync("python3", ["-m", "venv", "--without-pip", join(folder, ".venv")]);
  await eventually(() => startedOn(join(folder, ".venv/bin/python")), "the server on .venv");

  const other = join(folder, "other", "bin", "python");
  execFileSync("python3", ["-m", "venv", "--without-pip", join(folder, "other")]);
  writeSettings(folder, { "retort.interpreter": "other/bin/python" });
  await eventually(() => startedOn(other), "the server on the interpreter of the setting");
  await workbench.openFile("hello.py");
  await workbench.typeAtEnd("\n@app.route('/more')\ndef more():\n    return ''\n");
  await workbench.route("GET /more").waitFor();

  // What is gone is noticed, said, and replaced by the next best.
  rmSync(join(folder, "other"), { recursive: true });
  await workbench.command("Retort: Restart Language Server");
  await workbench
    .notification("The Python interpreter in the setting retort.interpreter does not work")
    .waitFor();
  await workbench.screenshot("interpreter-setting-fails");
  await workbench.notification("does not work").getByRole("button", { name: "Open Setting" }).click();
  await workbench.page
    .locator(".settings-editor")
    .getByText("The Python interpreter that runs your app")
    .first()
    .waitFor();
  await workbench.screenshot("interpreter-open-setting");
});

test("a Python that is too old is named with its version", async (t) => {
  const folder = copyFolder(helloFolder, "old");
  const old = join(folder, "..", "old-python");
  writeProgram(old, `echo '["${old}", 3, 9, 2]'`);
  writeSettings(folder, { "retort.interpreter": old });
  const workbench = await editor.open(t, folder);
  await workbench.notification("Retort needs Python 3.10 or newer").getByText("is Python 3.9.2").waitFor();
  await workbench.screenshot("interpreter-too-old");
  // Another Python still hosts the server.
  await workbench.showRoutes();
  await workbench.route("GET /").waitFor();
});

test("the log tells every step", async (t) => {
  const workbench = await editor.open(t, copyFolder(helloFolder, "log"));
  await workbench.showRoutes();
  await workbench.route("GET /").waitFor();
  await workbench.command("Retort: Show Output");
  const panel = workbench.page.locator(".output-view");
  await panel.getByText("Looking for a Python interpreter").first().waitFor();
  await panel.getByText("Starting the language server on").first().waitFor();
  await workbench.screenshot("show-output");
});

test("a folder's interpreter can be chosen from those that work", async (t) => {
  const folder = copyFolder(helloFolder, "choose");
  execFileSync("python3", ["-m", "venv", "--without-pip", join(folder, ".venv")]);
  const workbench = await editor.open(t, folder);
  await workbench.showRoutes();
  await workbench.route("GET /").waitFor();
  await workbench.command("Retort: Select Python Interpreter");
  await workbench.quickItem(join(folder, ".venv/bin/python")).waitFor();
  await workbench.screenshot("interpreter-choose");
  await workbench.quickItem("on PATH").first().click();
  const file = join(folder, ".vscode", "settings.json");
  const written = () => existsSync(file) && readFileSync(file, "utf8").includes("retort.interpreter");
  await eventually(written, "the setting");
});
