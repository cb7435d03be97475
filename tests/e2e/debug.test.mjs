// One-click debugging of the smallest app, by each way there is to start it.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { copyFolder, eventually, helloFolder, makeFolder, startEditor } from "./harness.mjs";

let editor;

before(async () => {
  // Drawn on a canvas, the terminal would hold no text that can be looked for.
  editor = await startEditor({ settings: { "terminal.integrated.gpuAcceleration": "off" } });
});

after(() => editor?.stop());

const address = "http://127.0.0.1:5000/";

const ways = {
  F5: (workbench) => workbench.page.keyboard.press("F5"),
  "the command palette": (workbench) => workbench.command("Retort: Debug the App"),
  "the code lens": (workbench) => workbench.page.locator(".codelens-decoration a").first().click(),
  "the editor's title": (workbench) => workbench.debugFromTitle(),
  "the view's button": async (workbench) => {
    await workbench.showRoutes();
    await workbench.page.getByRole("button", { name: "Debug the App" }).first().click();
  },
};

test("hello.py runs, stops at a breakpoint and ends, by each way to start it", async (t) => {
  const workbench = await editor.open(t, copyFolder(helloFolder));
  await workbench.showRoutes();
  await workbench.route("GET /").click();
  await workbench.focusEditor();
  await workbench.setBreakpoint(5);
  for (const [name, start] of Object.entries(ways)) {
    await t.test(name, () => runsAndStops(workbench, name, start));
  }
});

async function runsAndStops(workbench, name, start) {
  await start(workbench);
  await workbench.terminalText(/Retort:\srunning\son/);
  await workbench.terminalText(/Running\son\shttp:\/\/127\.0\.0\.1:5000/);

  const answer = fetch(address).then((response) => response.text());
  await workbench.stoppedAt("hello.py", 5);
  await workbench.screenshot(`debug-${name.replaceAll(/\W+/g, "-")}`);
  await workbench.page.keyboard.press("F5");
  assert.equal(await answer, "Hello World!");

  await workbench.page.keyboard.press("Shift+F5");
  await workbench.debugToolbar.waitFor({ state: "hidden" });
  await assert.rejects(fetch(address), "the port is free again");
  await workbench.killTerminals();
}

const reloading = `from flask import Flask

app = Flask(__name__)


@app.get("/")
def index():
    return "version 1"


if __name__ == "__main__":
    app.run(debug=True)
`;

test("breakpoints outlive a save that reloads the app, and the status bar knows the app", async (t) => {
  const folder = makeFolder({ "shop.py": reloading });
  const workbench = await editor.open(t, folder);
  await workbench.showRoutes();
  await workbench.route("GET /").click();
  await workbench.focusEditor();
  await workbench.setBreakpoint(8);
  await workbench.page.keyboard.press("F5");
  await workbench.terminalText(/Debugger\sis\sactive/);
  await workbench.status("127.0.0.1:5000").waitFor();

  writeFileSync(join(folder, "shop.py"), reloading.replace("version 1", "version 2"));
  await workbench.terminalText(/Detected\schange[\s\S]*Debugger\sis\sactive/);
  const answer = fetch(address).then((response) => response.text());
  await workbench.stoppedAt("shop.py", 8);
  await workbench.screenshot("debug-reload");
  await workbench.page.keyboard.press("F5");
  assert.equal(await answer, "version 2");

  await workbench.status("127.0.0.1:5000").click();
  await workbench.quickItem("Stop").first().waitFor();
  await workbench.screenshot("debug-app-menu");
  await workbench.quickItem("Stop").first().click();
  await workbench.debugToolbar.waitFor({ state: "hidden" });
  await workbench.status("127.0.0.1:5000").waitFor({ state: "hidden" });
  await assert.rejects(fetch(address), "the port is free again");
});

const live = `from flask import Flask

app = Flask(__name__)
exec("app.add_url_rule('/hidden', 'hidden', lambda: 'only now')")


@app.get("/")
def index():
    return "here"


if __name__ == "__main__":
    app.run(port=5002)
`;

test("the outline and the request log show what the running app does", async (t) => {
  const workbench = await editor.open(t, makeFolder({ "shop.py": live }));
  await workbench.showRoutes();
  await workbench.route("GET /").click();
  await workbench.page.keyboard.press("F5");
  await workbench.status("127.0.0.1:5002").waitFor();
  await workbench.route("GET /hidden").waitFor();
  await workbench.route("Only in the running app").waitFor();

  assert.equal(await (await fetch("http://127.0.0.1:5002/")).text(), "here");
  await workbench.route("200 in").waitFor();
  await workbench.page.getByRole("button", { name: "Requests Section" }).click();
  const requests = workbench.page.getByRole("tree", { name: "Requests" }).getByRole("treeitem");
  await requests.filter({ hasText: "GET /" }).first().waitFor();
  await workbench.screenshot("debug-live");

  await requests.first().hover();
  await requests.first().getByRole("button", { name: "Send Again" }).click();
  await requests.nth(1).waitFor();

  // Written while the app runs, a route is not in it yet.
  await workbench.openFile("shop.py");
  await workbench.goToLine(11);
  await workbench.type('@app.get("/new")\ndef new():\n    return "later"\n');
  await workbench.route("GET /new").getByText("not in the running app").waitFor();
  await workbench.screenshot("debug-not-in-running-app");
  await workbench.page.keyboard.press("Shift+F5");
  await workbench.debugToolbar.waitFor({ state: "hidden" });
  await workbench.route("GET /hidden").waitFor({ state: "hidden" });
  await workbench.route("GET /new").waitFor();
  assert.equal(await workbench.view.getByText("not in the running app").count(), 0);
});

const users = `from flask import Flask

app = Flask(__name__)


@app.get("/users/<int:id>")
def user(id):
    return {"id": id, "name": "Ada"}
`;

test("a route is tried without a running app: its URL is checked, its answer shown and copied as curl", async (t) => {
  const folder = makeFolder({ "shop.py": users });
  const workbench = await editor.open(t, folder);
  await workbench.showRoutes();
  await workbench.tryRoute("GET /users", "/users/ada", "/users/7?full=1");
  await workbench.page.keyboard.press("Enter");
  await workbench.page.getByRole("dialog").getByRole("button", { name: "Import It" }).click();
  await workbench.editorLines.getByText("HTTP 200 OK").first().waitFor();
  await workbench.editorLines.getByText('"name": "Ada"').first().waitFor();
  await workbench.screenshot("debug-try-route");
  await workbench.command("Retort: Copy as curl");
  await workbench.status("Copied as curl").waitFor();
  const copied = await workbench.page.evaluate(() => navigator.clipboard.readText());
  assert.equal(copied, "curl -i -X GET 'http://127.0.0.1:5000/users/7?full=1'");

  // What was tried is offered again, and what was allowed is not asked again.
  const answers = workbench.page.getByRole("tab", { name: /users∕7/ });
  assert.equal(await answers.count(), 1);
  await workbench.openRoute("GET /users");
  await workbench.command("Retort: Try Route");
  await workbench.quickItem("GET /users/7?full=1").first().click();
  await answers.nth(1).waitFor();

  // An app that is never imported to its end is given up, and nothing of it is left.
  writeFileSync(join(folder, "shop.py"), `${users}\nimport time\n\ntime.sleep(600)\n`);
  await workbench.openRoute("GET /users");
  await workbench.command("Retort: Try Route");
  await workbench.quickItem("GET /users/7?full=1").first().click();
  const waiting = workbench.notification("GET /users/7?full=1: no answer yet");
  await waiting.getByRole("button", { name: "Cancel" }).click();
  await waiting.waitFor({ state: "hidden" });
  await eventually(() => editor.processes(/bootstrap\.py/).length === 0, "the end of the import");
});

const shop = `from flask import Flask

app = Flask(__name__)


@app.get("/")
def index():
    return "welcome"
`;

const launchSteps = {
  "launch.json is made of what would be started anyway": async ({ workbench, launchJson }) => {
    await workbench.command("Retort: Create launch.json");
    await workbench.tab("launch.json").waitFor();
    const { type, app, pythonPath } = JSON.parse(readFileSync(launchJson, "utf8")).configurations[0];
    assert.deepEqual({ type, app }, { type: "retort", app: "shop:app" });
    assert.match(pythonPath[0], /workspaceFolder}\/src$/);
    await workbench.screenshot("debug-launch-json");
  },

  "its attributes are completed": async ({ workbench, launchJson }) => {
    await workbench.focusEditor();
    await workbench.goToLine(5);
    await workbench.page.keyboard.press("End");
    await workbench.type('\n"openB');
    await workbench.complete("openBrowser");
    await workbench.type("true");
    await workbench.page.keyboard.press("Control+S");
    const isSaved = () => readFileSync(launchJson, "utf8").includes('"openBrowser": true,');
    await eventually(isSaved, "the attribute in the saved file");
    await workbench.screenshot("debug-launch-completion");
  },

  'the view "Run and Debug" offers the app, written down or not': async ({ workbench }) => {
    await workbench.command("View: Show Run and Debug");
    await workbench.page.getByRole("button", { name: /^Debug Launch Configurations/ }).click();
    await workbench.page.getByRole("menuitemcheckbox", { name: "Flask (Retort)..." }).click();
    await workbench.quickItem("Flask: shop:app").first().waitFor();
    assert.equal(await workbench.quickItems.count(), 1);
    await workbench.screenshot("debug-dynamic-configurations");
    await workbench.page.keyboard.press("Escape");
  },

  "the browser opens where the app serves": async ({ workbench }) => {
    const opened = workbench.page.context().waitForEvent("page");
    await workbench.page.keyboard.press("F5");
    const page = await opened;
    await page.getByText("welcome").waitFor();
    await page.close();
    await workbench.stopDebugging();
  },
};

test("a launch configuration is offered, written down, completed, and started with its browser", async (t) => {
  const folder = makeFolder({ "src/shop.py": shop });
  const workbench = await editor.open(t, folder);
  await workbench.showRoutes();
  await workbench.route("GET /").waitFor();
  const launchJson = join(folder, ".vscode", "launch.json");
  for (const [name, act] of Object.entries(launchSteps)) {
    await t.test(name, () => act({ workbench, launchJson }));
  }
});
