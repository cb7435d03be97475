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

/** Opens a new folder with an app that has a port of its own. */
async function open(t) {
  const port = await appPort();
  const folder = makeFolder({ "shop.py": shop(port), "views.py": views });
  const workbench = await editor.open(t, folder);
  await workbench.showRoutes();
  await workbench.route("GET /").waitFor();
  return { folder, workbench, address: `http://127.0.0.1:${port}`, state: `127.0.0.1:${port}` };
}

async function start({ workbench, address, state }) {
  await workbench.command("Retort: Debug the App");
  await workbench.status(state).waitFor();
  await eventually(() => answers(address), "the app's first answer");
}

function answers(address) {
  return fetch(address).then(
    () => true,
    () => false,
  );
}

/** The processes that were started for a folder's app. */
function appProcesses(folder) {
  return processesNaming(folder).filter((line) => line.includes("bootstrap.py"));
}

/** Nothing that was started for a folder may be left, and its port is free. */
async function untilNothingIsLeft({ folder, address }) {
  await untilRefused(address);
  await eventually(() => appProcesses(folder).length === 0, "its end");
}

/** Does what restarts the app: it then answers again, from other processes. */
async function restarts({ folder, workbench, address, state }, act) {
  const pids = () => editor.processes(/bootstrap\.py/).filter(({ args }) => args.includes(folder));
  const before = new Set(pids().map(({ pid }) => pid));
  await act();
  await eventually(() => {
    const found = pids();
    return found.length > 0 && found.every(({ pid }) => !before.has(pid));
  }, "other processes");
  await workbench.status(state).waitFor();
  await eventually(() => answers(address), "the answer of the restarted app");
}

const extensionHost = /--type=extensionHost/;

/** Holds the process that runs the extensions while something is done, as a busy machine would. */
async function withoutExtensions(act) {
  const signal = (name) => {
    for (const { pid } of editor.processes(extensionHost)) process.kill(pid, name);
  };
  signal("SIGSTOP");
  try {
    await act();
  } finally {
    signal("SIGCONT");
  }
}

const steps = {
  "the address opens in the Simple Browser": async ({ workbench, state }) => {
    await workbench.status(state).click();
    await workbench.quickItem("Open in Browser").first().waitFor();
    await workbench.screenshot("app-menu");
    await workbench.quickItem("Open in Simple Browser").first().click();
    await workbench.tab("Simple Browser").waitFor();
    const page = workbench.page.frameLocator("iframe.webview").frameLocator("iframe").frameLocator("iframe");
    await page.getByText("welcome").waitFor();
    await workbench.page.keyboard.press("Control+W");
  },

  "a request is listed, leads to its view, and is sent again": async ({ workbench, address }) => {
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
  },

  "a route is tried: variable, headers, body; its answer is shown, and kept": async (app) => {
    const { workbench, address } = app;
    await workbench.tryRoute("PUT /users", "/users/ada", "/users/7?full=1");
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
  },

  "it restarts on the same port": async ({ folder, workbench, address, state }) => {
    await restarts({ folder, workbench, address, state }, async () => {
      await workbench.status(state).click();
      await workbench.quickItem("Restart").first().click();
    });
  },

  "an exception that nothing handles stops at its line, with the exception shown": async (app) => {
    const { workbench, address } = app;
    const answer = fetch(`${address}/divide/0`);
    await workbench.stoppedAt("views.py", 18);
    await workbench.page.locator(".exception-widget").getByText("division by zero").first().waitFor();
    await workbench.screenshot("debug-exception");
    await workbench.page.keyboard.press("F5");
    const response = await answer;
    assert.equal(response.status, 500);
    assert.match(await response.text(), /Werkzeug Debugger|__debugger__/i);
  },

  "stopped in the reloaded app, the toolbar restarts the whole app on the same port": async (app) => {
    const { folder, workbench, address } = app;
    const processes = appProcesses(folder).length;
    fetch(`${address}/divide/0`).catch(() => "the process that is asked is taken down");
    await workbench.stoppedAt("views.py", 18);
    await restarts(app, () => workbench.debugToolbar.getByRole("button", { name: /^Restart/ }).click());
    await eventually(() => appProcesses(folder).length === processes, "as many processes as before");
  },

  "it stops, and leaves nothing": async (app) => {
    await app.workbench.status(app.state).click();
    await app.workbench.quickItem("Stop").first().click();
    await app.workbench.debugToolbar.waitFor({ state: "hidden" });
    await untilNothingIsLeft(app);
  },

  "stopped while its reloaded self is being attached, it ends without a complaint": async (app) => {
    const { workbench, folder } = app;
    await workbench.killTerminals();
    await workbench.watchDialogs();
    await workbench.command("Retort: Debug the App");
    await workbench.terminalText(/Restarting/);
    await withoutExtensions(async () => {
      const isReloaded = (line) => line.includes("pydevd.py");
      await eventually(() => appProcesses(folder).some(isReloaded), "the reloaded app");
      // Time for it to announce itself; the test would pass without, but less would be tested.
      await new Promise((done) => setTimeout(done, 2_000));
      await workbench.page.keyboard.press("Shift+F5");
    });
    await untilNothingIsLeft(app);
    await start(app);
    await workbench.stopDebugging();
    await untilNothingIsLeft(app);
    assert.deepEqual(await workbench.watchedDialogs(), []);
  },
};

test("what can be done with a running app", async (t) => {
  const app = await open(t);
  await start(app);
  for (const [name, act] of Object.entries(steps)) await t.test(name, () => act(app));
});

/** Ends processes of the editor without a word. */
function kill(pattern) {
  const found = editor.processes(pattern);
  assert.notEqual(found.length, 0, `no process matches ${pattern}`);
  for (const { pid } of found) {
    try {
      process.kill(pid, "SIGKILL");
    } catch (error) {
      // It ended together with one that was killed before it.
      if (error.code !== "ESRCH") throw error;
    }
  }
  return found;
}

const languageServer = /server\/start_server\.py/;

const killed = {
  "the debug adapter": /debugpy\/adapter(?!.*--for-server)/,
  "debugpy's launcher": /debugpy\/launcher \d+ --/,
  "the reloader": /debugpy --connect .*bootstrap\.py/,
  "the reloaded app": /pydevd\.py --port .*bootstrap\.py/,
  // The last one, since the window has to be reloaded after it.
  "the extension host": extensionHost,
};

test("no process and no bound port is left when one of those that run an app is killed", async (t) => {
  const app = await open(t);
  const { workbench, state } = app;
  for (const [name, pattern] of Object.entries(killed)) {
    await t.test(name, async () => {
      await start(app);
      kill(pattern);
      await untilNothingIsLeft(app);
      if (name !== "the extension host") await workbench.status(state).waitFor({ state: "hidden" });
    });
  }
});

test("a language server that is killed leaves the app alone; a window that is closed does not", async (t) => {
  const app = await open(t);
  const { workbench, address } = app;
  await start(app);
  const before = new Set(kill(languageServer).map(({ pid }) => pid));
  await eventually(() => {
    const found = editor.processes(languageServer);
    return found.length > 0 && found.every(({ pid }) => !before.has(pid));
  }, "another language server");
  assert.equal(await fetchText(address), "welcome");
  await workbench.route("GET /").waitFor();

  await workbench.page.close({ runBeforeUnload: true });
  await untilNothingIsLeft(app);
});
