// Which app is started: of several, of a package in src, of several workspace folders.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { appPort, fetchText, makeFolder, startEditor } from "./harness.mjs";

let editor;
let port;

before(async () => {
  editor = await startEditor({ settings: { "terminal.integrated.gpuAcceleration": "off" } });
});

beforeEach(async () => {
  port = await appPort();
});

after(() => editor?.stop());

const greeting = (name) => `from flask import Flask

app = Flask(__name__)


@app.get("/")
def index():
    return "this is ${name}"
`;

/** What makes `flask run`, and so the launcher, serve on the tests' port. */
const onPort = () => ({ ".flaskenv": `FLASK_RUN_PORT=${port}\n` });

async function answersWith(workbench, text) {
  await workbench.status(`127.0.0.1:${port}`).waitFor();
  assert.equal(await fetchText(`http://127.0.0.1:${port}/`), text);
}

test("of several apps one is picked, once, until another is asked for", async (t) => {
  const files = {
    "shop.py": greeting("the shop"),
    "admin.py": greeting("the office"),
    "README.md": "",
    ...onPort(),
  };
  const workbench = await editor.open(t, makeFolder(files));
  await workbench.showRoutes();
  await workbench.route("shop:app").waitFor();
  await workbench.command("Retort: Debug the App");
  await workbench.quickItem("admin:app").first().waitFor();
  await workbench.quickItem("shop:app").getByText("the app of shop.py").waitFor();
  await workbench.screenshot("debug-several-apps");
  await workbench.quickItem("admin:app").first().click();
  await answersWith(workbench, "this is the office");
  await workbench.stopDebugging();

  // Asked again, it is started without a question.
  await workbench.command("Retort: Debug the App");
  await answersWith(workbench, "this is the office");
  await workbench.stopDebugging();

  await workbench.command("Retort: Choose an App to Debug");
  await workbench.quickItem("shop:app").first().click();
  await answersWith(workbench, "this is the shop");
  await workbench.stopDebugging();
});

test("the app of the open file is meant, whatever was picked before", async (t) => {
  const files = { "shop.py": greeting("the shop"), "admin.py": greeting("the office"), ...onPort() };
  const workbench = await editor.open(t, makeFolder(files));
  await workbench.showRoutes();
  await workbench.route("shop:app").waitFor();
  for (const [file, text] of Object.entries({ "admin.py": "the office", "shop.py": "the shop" })) {
    await workbench.openFile(file);
    await workbench.page.keyboard.press("F5");
    await answersWith(workbench, `this is ${text}`);
    await workbench.stopDebugging();
  }
});

const factory = `from flask import Flask


def create_app(title="Fruit"):
    app = Flask(__name__)
    app.config["TITLE"] = title
    from . import views

    app.register_blueprint(views.pages)
    return app
`;

const views = `from flask import Blueprint, current_app, render_template

pages = Blueprint("pages", __name__)


@pages.get("/")
def index():
    items = ["apple", "pear"]
    return render_template("index.html", title=current_app.config["TITLE"], items=items)
`;

const page = `<h1>{{ title }}</h1>
{% for item in items %}
  <li>{{ item }}</li>
{% endfor %}
`;

test("a factory in a package in src is started from a view's file, and stops in its template", async (t) => {
  const folder = makeFolder({
    "pyproject.toml": '[project]\nname = "shop"\nversion = "1"\n',
    "src/shop/__init__.py": factory,
    "src/shop/views.py": views,
    "src/shop/templates/index.html": page,
    ...onPort(),
  });
  const workbench = await editor.open(t, folder);
  await workbench.showRoutes();
  await workbench.route("GET /").waitFor();
  await workbench.openFile("src/shop/templates/index.html");
  await workbench.setBreakpoint(3);
  await workbench.openFile("src/shop/views.py");
  await workbench.page.keyboard.press("F5");
  await workbench.status(`127.0.0.1:${port}`).waitFor();

  const answer = fetchText(`http://127.0.0.1:${port}/`);
  await workbench.stoppedAt("index.html", 3);
  await workbench.showLocals();
  await workbench.variable("item").getByText("'apple'").waitFor();
  await workbench.variable("title").getByText("'Fruit'").waitFor();
  await workbench.screenshot("debug-template");
  await workbench.command("Remove All Breakpoints");
  await workbench.page.keyboard.press("F5");
  assert.match(await answer, /<li>pear<\/li>/);
  await workbench.stopDebugging();
});

test("of several workspace folders, the one of the open file has its app started", async (t) => {
  const shop = makeFolder({ "app.py": greeting("the shop"), "shop.html": "", ...onPort() }, "shop");
  const office = makeFolder({ "app.py": greeting("the office"), "office.html": "", ...onPort() }, "office");
  const workspace = join(dirname(shop), "both.code-workspace");
  writeFileSync(workspace, JSON.stringify({ folders: [{ path: shop }, { path: office }] }));
  const workbench = await editor.open(t, workspace);
  await workbench.showRoutes();
  await workbench.route("office").waitFor();
  // A template belongs to its folder's app.
  for (const [file, text] of Object.entries({ "office.html": "the office", "shop.html": "the shop" })) {
    await workbench.openFile(file);
    await workbench.command("Retort: Debug the App");
    await answersWith(workbench, `this is ${text}`);
    await workbench.screenshot(`debug-workspace-folder-${file.replace(".html", "")}`);
    await workbench.stopDebugging();
  }
});
