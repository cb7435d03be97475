// Which framework runs the app: an installed Flask always wins over the bundled one.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { copyFolder, helloFolder, startEditor, writeSettings } from "./harness.mjs";
import { flaskPython } from "./standIns.mjs";

let editor;

before(async () => {
  // Drawn on a canvas, the terminal would hold no text that can be looked for.
  editor = await startEditor({ settings: { "terminal.integrated.gpuAcceleration": "off" } });
});

after(() => editor?.stop());

/** An interpreter with nothing but the standard library. */
function barePython(folder) {
  execFileSync("python3", ["-m", "venv", "--without-pip", join(folder, "bare")]);
  return join(folder, "bare", "bin", "python");
}

const address = "http://127.0.0.1:5000/";

async function runsHello(t, folder, { announced, offersFlask }) {
  const workbench = await editor.open(t, folder);
  await workbench.showRoutes();
  await workbench.route("GET /").click();
  await workbench.page.keyboard.press("F5");
  await workbench.terminalText(announced);
  await workbench.terminalText(/Running\son\shttp:\/\/127\.0\.0\.1:5000/);
  assert.equal(await (await fetch(address)).text(), "Hello World!");
  await workbench.status("127.0.0.1:5000").click();
  await workbench.quickItem("Stop").first().waitFor();
  assert.equal(await workbench.quickItem("Install Flask").count(), offersFlask ? 1 : 0);
  await workbench.screenshot(t.name.replaceAll(/\W+/g, "-"));
  await workbench.page.keyboard.press("Escape");
  await workbench.page.keyboard.press("Shift+F5");
  await workbench.debugToolbar.waitFor({ state: "hidden" });
  await assert.rejects(fetch(address), "the port is free again");
}

test("hello.py runs on the Flask of the chosen interpreter", async (t) => {
  const folder = copyFolder(helloFolder);
  writeSettings(folder, { "retort.interpreter": flaskPython() });
  await runsHello(t, folder, { announced: /Retort:\srunning\son\sFlask\s3\.1\.3/, offersFlask: false });
});

test("hello.py runs on the bundled framework where no Flask is installed", async (t) => {
  const folder = copyFolder(helloFolder);
  writeSettings(folder, { "retort.interpreter": barePython(folder) });
  const announced = /Retort:\srunning\son\sthe\sbundled\sframework/;
  await runsHello(t, folder, { announced, offersFlask: true });
});
