// While an app runs: the status bar, the requests, trying a route; and what is left when something dies.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  appPort,
  eventually,
  fetchText,
  makeFolder,
  processesNaming,
  startEditor,
  untilRefused,
} from "./harness.mjs";

let editor;

before(async () => {
  editor = await startEditor({ settings: { "terminal.integrated.gpuAcceleration": "off" } });
});

after(() => editor?.stop());

const shop = (port) => `from flask import Flask

from views import pages

app = Flask(__name__)
app.register_blueprint(pages)

if __name__ == "__main__":
    app.run(port=${port}, debug=True)
`;

const views = `from flask import Blueprint, request

pages = Blueprint("pages", __name__)


@pages.get("/")
def index():
    return "welcome"


@pages.put("/users/<int:id>")
def change(id):
    return {"id": id, "name": request.get_json()["name"], "full": "full" in request.args}


@pages.get("/divide/<int:n>")
def divide(n):
    return str(1 / n)
`;

/** Opens a new folder with the app and starts it, on a port of its own. */
async function start(t) {
  const port = await appPort();
  const address = `http://127.0.0.1:${port}`;
  const folder = makeFolder({ "shop.py": shop(port), "views.py": views });
  const workbench = await editor.open(t, folder);
  await workbench.showRoutes();
  await workbench.route("GET /").waitFor();
  await workbench.command("Retort: Debug the App");
  await workbench.status(`127.0.0.1:${port}`).waitFor();
  await eventually(() => answers(address), "the app's first answer");
  return { folder, workbench, address, state: `127.0.0.1:${port}` };
}

function answers(address) {
  return fetch(address).then(
    () => true,
    () => false,
  );
}

/** Nothing that was started for a folder may be left, and its port is free. */
async function untilNothingIsLeft({ folder, address }) {
  await untilRefused(address);
  await eventually(() => !processesNaming(folder).some((line) => line.includes("bootstrap.py")), "its end");
}

test("the status bar has the address, restarts on the same port, and stops", async (t) => {
  const app = await start(t);
  const { folder, workbench, address, state } = app;
  await workbench.status(state).click();
  await workbench.quickItem("Open in Browser").first().waitFor();
  await workbench.screenshot("app-menu");
  const before = processesNaming(folder).length;
  assert.ok(before > 0);
  await workbench.quickItem("Restart").first().click();
  await workbench.status("Flask starting").waitFor();
  await workbench.status(state).waitFor();
  await eventually(() => answers(address), "the answer of the restarted app");
  await workbench.status(state).click();
  await workbench.quickItem("Stop").first().click();
  await workbench.debugToolbar.waitFor({ state: "hidden" });
  await untilNothingIsLeft(app);
});

test("a request is listed, leads to its view, and is sent again", async (t) => {
  const { workbench, address } = await start(t);
  await workbench.showRequests();
  await fetchText(`${address}/divide/4?verbose=1`);
  const row = workbench.requests.filter({ hasText: "GET /divide/4?verbose=1" });
  await row.first().getByText("200").waitFor();
  await workbench.screenshot("requests");
  await row.first().click();
  await workbench.tab("views.py").waitFor();
  await workbench.status("Ln 17,").waitFor();
  await row.first().hover();
  await row.first().getByRole("button", { name: "Send Again" }).click();
  await row.nth(1).waitFor();
  await workbench.stopDebugging();
});

test("a route of the running app is tried: variable, headers, body; and its answer is shown", async (t) => {
  const { workbench, address } = await start(t);
  await workbench.route("PUT /users").click();
  await workbench.command("Retort: Try Route");
  await workbench.quickInput.fill("/users/ada");
  await workbench.page.getByText("404 Not Found").first().waitFor();
  await workbench.quickInput.fill("/users/7?full=1");
  await workbench.page.getByText("404 Not Found").first().waitFor({ state: "hidden" });
  await workbench.page.keyboard.press("Enter");
  await workbench.page.getByText("Headers").first().waitFor();
  await workbench.quickInput.fill("X-Trace: 12");
  await workbench.page.keyboard.press("Enter");
  await workbench.page.getByText("Body").first().waitFor();
  await workbench.quickInput.fill('{"name": "Ada"}');
  await workbench.page.keyboard.press("Enter");
  await workbench.editorLines.getByText("HTTP 200 OK").first().waitFor();
  await workbench.editorLines.getByText("X-Trace: 12").first().waitFor();
  await workbench.editorLines.getByText("application/json").first().waitFor();
  await workbench.editorLines.getByText('"name": "Ada"').first().waitFor();
  await workbench.screenshot("try-route");
  await workbench.command("Retort: Copy as curl");
  await workbench.status("Copied as curl").waitFor();
  const copied = await workbench.page.evaluate(() => navigator.clipboard.readText());
  assert.match(
    copied,
    new RegExp(`^curl -i -X PUT '${address}/users/7\\?full=1' -H 'X-Trace: 12' -H 'Content`),
  );

  // What was tried is offered again.
  await workbench.route("PUT /users").click();
  await workbench.command("Retort: Try Route");
  await workbench.quickItem("PUT /users/7?full=1").first().waitFor();
  await workbench.page.keyboard.press("Escape");
  await workbench.stopDebugging();
});

test("an exception that nothing handles stops at its line, with the exception shown", async (t) => {
  const { workbench, address } = await start(t);
  const answer = fetch(`${address}/divide/0`);
  await workbench.stoppedAt("views.py", 18);
  await workbench.page.locator(".exception-widget").getByText("division by zero").first().waitFor();
  await workbench.screenshot("debug-exception");
  await workbench.page.keyboard.press("F5");
  const response = await answer;
  assert.equal(response.status, 500);
  assert.match(await response.text(), /Werkzeug Debugger|__debugger__/i);
  await workbench.stopDebugging();
});

/** Ends processes of the editor without a word. */
function kill(pattern) {
  const found = editor.processes(pattern);
  assert.notEqual(found.length, 0, `no process matches ${pattern}`);
  for (const { pid } of found) process.kill(pid, "SIGKILL");
  return found;
}

const languageServer = /server\/start_server\.py/;

test("a language server that is killed leaves the app alone, and what it leaves ends with the app", async (t) => {
  const app = await start(t);
  const { workbench, address } = app;
  const killed = new Set(kill(languageServer).map(({ pid }) => pid));
  await eventually(() => {
    const found = editor.processes(languageServer);
    return found.length > 0 && found.every(({ pid }) => !killed.has(pid));
  }, "another language server");
  assert.equal(await fetchText(address), "welcome");
  await workbench.route("GET /").waitFor();
  await workbench.stopDebugging();
  await untilNothingIsLeft(app);
});

test("a debug adapter that is killed takes the app along", async (t) => {
  const app = await start(t);
  const { workbench, state } = app;
  kill(/debugpy\/adapter(?!.*--for-server)/);
  await untilNothingIsLeft(app);
  await workbench.status(state).waitFor({ state: "hidden" });
});

test("an extension host that is killed takes the app along", async (t) => {
  const app = await start(t);
  kill(/--type=extensionHost/);
  await untilNothingIsLeft(app);
});

test("a window that is closed takes the app along", async (t) => {
  const app = await start(t);
  const { workbench } = app;
  await workbench.page.close({ runBeforeUnload: true });
  await untilNothingIsLeft(app);
});
