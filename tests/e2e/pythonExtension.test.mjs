// Beside the Python and the Python Debugger extension, played by stand-ins.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { copyFolder, eventually, fetchText, helloFolder, startEditor, writeSettings } from "./harness.mjs";
import { flaskPython, packStandIn } from "./standIns.mjs";

let editor;

before(async () => {
  const settings = { "terminal.integrated.gpuAcceleration": "off" };
  editor = await startEditor({ settings, extensions: ["python", "debugpy"].map(packStandIn) });
});

after(() => editor?.stop());

test("the Python extension's environment is used, and a change of it applies at once", async (t) => {
  const folder = copyFolder(helloFolder);
  const choose = (name) => {
    mkdirSync(join(folder, ".vscode"), { recursive: true });
    const settings = { "standin.interpreter": join(folder, name, "bin", "python") };
    writeFileSync(join(folder, ".vscode", "settings.json"), JSON.stringify(settings));
  };
  for (const name of ["first", "second", ".venv"]) {
    execFileSync("python3", ["-m", "venv", "--without-pip", join(folder, name)]);
  }
  choose("first");
  const workbench = await editor.open(t, folder);
  await workbench.showRoutes();
  await workbench.route("GET /").waitFor();
  const startedOn = (name) => editor.output().includes(`(${join(folder, name, "bin", "python")}).`);
  await eventually(() => startedOn("first"), "the server on the first choice");
  choose("second");
  await eventually(() => startedOn("second"), "the server on the second choice");
  await workbench.command("Retort: Show Output");
  await workbench.page.locator(".output-view").getByText("chosen in the Python extension").first().waitFor();
  await workbench.screenshot("python-extension");
});

/** Tells whether a port takes connections; a request would stop at the breakpoint. */
async function listens(port) {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

const address = "http://127.0.0.1:5000/";

test("a configuration of the Python Debugger for Flask works beside it", async (t) => {
  const folder = copyFolder(helloFolder);
  const python = flaskPython();
  writeSettings(folder, { "retort.interpreter": python });
  // As VS Code's own template has it; what comes last the extension would fill in.
  const flask = {
    name: "Python Debugger: Flask",
    type: "debugpy",
    request: "launch",
    module: "flask",
    env: { FLASK_APP: "hello.py", FLASK_DEBUG: "1" },
    args: ["run", "--no-debugger", "--no-reload"],
    jinja: true,
    python,
    cwd: folder,
    console: "integratedTerminal",
  };
  const launch = { version: "0.2.0", configurations: [flask] };
  writeFileSync(join(folder, ".vscode", "launch.json"), JSON.stringify(launch));
  const workbench = await editor.open(t, folder);
  await workbench.showRoutes();
  await workbench.route("GET /").click();
  await workbench.focusEditor();
  await workbench.setBreakpoint(5);
  await workbench.page.keyboard.press("F5");
  await eventually(() => listens(5000), "the app to listen");
  const answer = fetchText(address);
  await workbench.stoppedAt("hello.py", 5);
  assert.equal(
    await workbench.status("127.0.0.1:5000").count(),
    0,
    "it is not an app that Retort has started",
  );
  await workbench.screenshot("beside-python-debugger");
  await workbench.page.keyboard.press("F5");
  assert.equal(await answer, "Hello World!");
  await workbench.stopDebugging();

  // Retort's own way stays.
  await workbench.command("Retort: Run the App Without Debugging");
  await workbench.status("127.0.0.1:5000").waitFor();
  assert.equal(await fetchText(address), "Hello World!");
  await workbench.stopDebugging();
});
