// Before the start: what stands in the way is named, with a button that helps and one that starts anyway.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, beforeEach, test } from "node:test";
import { appPort, eventually, fetchText, makeFolder, startEditor } from "./harness.mjs";

let editor;
let port;

before(async () => {
  editor = await startEditor({ settings: { "terminal.integrated.gpuAcceleration": "off" } });
});

beforeEach(async () => {
  port = await appPort();
});

after(() => editor?.stop());

const app = (run = "") => `import os

from flask import Flask

app = Flask(__name__)


@app.get("/")
def index():
    return f"hello from {os.getpid()}"


if __name__ == "__main__":
    app.run(${run})
`;

/** Opens a new folder with an app in shop.py and presses F5. */
async function start(t, files, route = "GET /") {
  const workbench = await editor.open(t, makeFolder(files));
  await workbench.showRoutes();
  await workbench.openFile("shop.py");
  await workbench.route(route).waitFor();
  await workbench.page.keyboard.press("F5");
  return workbench;
}

test("a taken port is named with its holder; the next free one is a click away, and stays", async (t) => {
  const other = createServer((_request, response) => response.end("somebody else"));
  await new Promise((done) => other.listen(port, "127.0.0.1", done));
  t.after(() => other.close());
  const workbench = await start(t, { "shop.py": app(`port=${port}`) });
  await workbench.dialog.getByText(`Port ${port} is taken by`).waitFor();
  assert.match(await workbench.dialog.textContent(), new RegExp(`process ${process.pid}`));
  await workbench.screenshot("preflight-port");
  const use = workbench.dialog.getByRole("button", { name: /^Use Port/ });
  const free = Number((await use.textContent()).match(/\d+/)[0]);
  assert.ok(free > port);
  await use.click();
  await workbench.status(`127.0.0.1:${free}`).waitFor();
  const answer = () => fetchText(`http://127.0.0.1:${free}/`).catch(() => "");
  const first = await answer();
  assert.match(first, /^hello from/);
  await workbench.command("Retort: Restart the Running App");
  await eventually(async () => {
    const next = await answer();
    return next.startsWith("hello from") && next !== first;
  }, "another process on the same port");
  await workbench.status(`127.0.0.1:${free}`).waitFor();
  await workbench.stopDebugging();
});

test("a missing package is named with the command that installs it", async (t) => {
  const workbench = await start(t, { "shop.py": `import frobnicate_kit\n${app()}`, "requirements.txt": "" });
  await workbench.dialog.getByText("The app imports frobnicate_kit").waitFor();
  assert.match(await workbench.dialog.textContent(), /pip install frobnicate-kit/);
  await workbench.screenshot("preflight-missing-package");
  await workbench.dialog.getByRole("button", { name: "Cancel" }).click();
  await workbench.dialog.waitFor({ state: "hidden" });
  assert.equal(await workbench.debugToolbar.isVisible(), false);
});

test("a file that hides Flask is named and shown; the app is started anyway where one insists", async (t) => {
  const workbench = await start(t, { "shop.py": app(), "flask.py": "print('not flask')\n" });
  await workbench.dialog.getByText("shadowed-framework").waitFor();
  await workbench.screenshot("preflight-shadowing");
  await workbench.dialog.getByRole("button", { name: "Show" }).click();
  await workbench.tab("flask.py").waitFor();
  assert.equal(await workbench.debugToolbar.isVisible(), false);

  await workbench.openFile("shop.py");
  await workbench.page.keyboard.press("F5");
  await workbench.dialog.getByRole("button", { name: "Run Anyway" }).click();
  const stop = workbench.page.locator(".exception-widget");
  await stop.getByText("cannot import name 'Flask'").first().waitFor();
  await workbench.page.keyboard.press("F5");
  await workbench.terminalText(/hides\sthe\spackage\sflask/);
  await workbench.debugToolbar.waitFor({ state: "hidden" });

  // The traceback leads to its lines.
  await workbench.goToLine(1);
  await workbench.status("Ln 1,").waitFor();
  await workbench.insist(async () => {
    await followTracebackLink(workbench, "shop.py");
    await workbench.status("Ln 3,").waitFor({ timeout: 10_000 });
  });
  await workbench.screenshot("import-failure");
});

test("what breaks the import is mended by a button", async (t) => {
  const workbench = await start(t, { "shop.py": app().replace('"/"', '"start"') }, "GET start");
  await workbench.dialog.getByText("route-missing-slash").waitFor();
  await workbench.screenshot("preflight-mend");
  await workbench.dialog.getByRole("button", { name: "Insert the slash" }).click();
  await workbench.route("GET /start").waitFor();
  assert.equal(await workbench.debugToolbar.isVisible(), false);
});

async function followTracebackLink({ page }, file) {
  const row = page
    .locator(".terminal .xterm-rows > div")
    .filter({ hasText: `${file}"` })
    .last();
  const { x, y, height } = await row.boundingBox();
  // Behind the word File, within the path.
  await page.mouse.move(x + 120, y + height / 2);
  await page.keyboard.down("Control");
  await page.mouse.click(x + 120, y + height / 2, { delay: 200 });
  await page.keyboard.up("Control");
}

test("debug mode where others reach it asks first, and remembers", async (t) => {
  const workbench = await start(t, { "shop.py": app(`host="0.0.0.0", port=${port}, debug=True`) });
  await workbench.dialog.getByText("Debug mode on 0.0.0.0").waitFor();
  await workbench.screenshot("preflight-exposed");
  await workbench.dialog.getByRole("button", { name: "Run Anyway" }).click();
  await workbench.status(`:${port}`).waitFor();
  await untilItAnswers();
  await workbench.stopDebugging();

  await workbench.page.keyboard.press("F5");
  await workbench.status(`:${port}`).waitFor();
  await untilItAnswers();
  await workbench.stopDebugging();
});

/** The reloaded app answers, and by then the debugger is attached to it. */
function untilItAnswers() {
  const answers = async () => (await fetchText(`http://127.0.0.1:${port}/`)).startsWith("hello");
  return eventually(() => answers().catch(() => false), "the app's answer");
}
