// Everything else that the Routes view and its commands do, in an app with blueprints.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { makeFolder, startEditor } from "./harness.mjs";

const files = {
  "app.py": `from flask import Flask
from users import users

app = Flask(__name__)
app.register_blueprint(users, url_prefix="/users")


@app.get("/")
def index():
    return "Shop"


@app.delete("/basket")
def empty_basket():
    return "", 204
`,
  "users.py": `from flask import Blueprint

users = Blueprint("users", __name__)
lost = Blueprint("lost", __name__)


@users.get("/<int:id>")
def show(id):
    return str(id)


@users.post("/")
def create():
    return "", 201


@lost.get("/nobody")
def nobody():
    return ""
`,
};

let editor;

before(async () => {
  editor = await startEditor();
});

after(() => editor?.stop());

async function open(t) {
  const workbench = await editor.open(t, makeFolder(files, "shop"));
  await workbench.showRoutes();
  await workbench.route("GET /users/<int:id>").waitFor();
  return workbench;
}

test("routes are grouped by blueprint, or flat; filtered while typing; and followed", async (t) => {
  const workbench = await open(t);
  assert.deepEqual(await workbench.routeTexts(), [
    "GET / index",
    "DELETE /basket empty_basket",
    "users 2",
    "POST /users/ users.create",
    "GET /users/<int:id> users.show",
    "Not registered 1",
    "GET /nobody nobody · blueprint not registered",
  ]);
  await workbench.screenshot("routes-grouped");

  await workbench.openFile("users.py");
  await workbench.goToLine(14);
  await workbench.selectedRoute("POST /users/").waitFor();
  await workbench.screenshot("routes-follow");

  await workbench.command("Retort: Show Routes as a Flat List");
  await workbench.route(/^users\s*2$/).waitFor({ state: "detached" });
  await workbench.commandThatAsks("Retort: Filter Routes", "Path, method");
  await workbench.page.keyboard.type("show get");
  await workbench.route("POST /users/").waitFor({ state: "detached" });
  assert.deepEqual(await workbench.routeTexts(), ["GET /users/<int:id> users.show"]);
  await workbench.screenshot("routes-filter");
  await workbench.page.keyboard.press("Enter");
  await workbench.command("Retort: Clear Route Filter");
  await workbench.route("DELETE /basket").waitFor();
  await workbench.command("Retort: Group Routes");
  await workbench.route(/^users\s*2$/).waitFor();
});

test("a route is found by its parts, and by a URL that werkzeug matches", async (t) => {
  const workbench = await open(t);
  await workbench.commandThatAsks("Retort: Go to Route", "Search routes");
  await workbench.quickItem("users.create").waitFor();
  await workbench.page.keyboard.type("basket");
  await workbench.quickItem("users.create").waitFor({ state: "detached" });
  await workbench.screenshot("go-to-route");
  await workbench.page.keyboard.press("Enter");
  await workbench.status("Ln 14, Col 17 (12 selected)").waitFor();

  await workbench.commandThatAsks("Retort: Find Route for URL", "/users/7/edit");
  await workbench.page.keyboard.type("http://localhost:5000/users/7?page=2");
  await workbench.quickItem("id = 7").waitFor();
  await workbench.screenshot("find-route-for-url");
  await workbench.quickInput.fill("PATCH /users/7");
  await workbench.quickItem("405 Method Not Allowed").waitFor();
  await workbench.screenshot("find-route-for-url-405");
  await workbench.quickInput.fill("/users/7");
  await workbench.quickItem("id = 7").waitFor();
  await workbench.page.keyboard.press("Enter");
  await workbench.tab("users.py").waitFor();
});

test("a view that nothing registers is listed, and why is told step by step", async (t) => {
  const workbench = await open(t);
  await workbench.route("Not registered").waitFor();
  await workbench.route("GET /nobody").waitFor();
  await workbench.openFile("users.py");
  await workbench.goToLine(19);
  await workbench.command("Retort: Why Is This Route Missing?");
  await workbench.quickItem("No app registers the blueprint").waitFor();
  await workbench.screenshot("why-is-this-route-missing");
  await workbench.page.keyboard.press("Escape");
  await workbench.quickItem("No app registers the blueprint").waitFor({ state: "hidden" });

  // The code lens over it asks the same, wherever the cursor is.
  await workbench.goToLine(1);
  await workbench.page.locator(".codelens-decoration a").filter({ hasText: "why?" }).click();
  await workbench.quickItem("No app registers the blueprint").waitFor();
});

test("a route's menu copies its parts and opens its registration", async (t) => {
  const workbench = await open(t);
  for (const [title, text] of [
    ["Copy URL Rule", "/users/<int:id>"],
    ["Copy Endpoint", "users.show"],
    ["Copy url_for() Call", "url_for('users.show', id=id)"],
  ]) {
    await workbench.routeMenu("GET /users/<int:id>", title);
    await workbench.status(`Copied ${text}`).waitFor();
    assert.equal(await workbench.page.evaluate(() => navigator.clipboard.readText()), text);
  }
  await workbench.routeMenu("GET /users/<int:id>", "Open Registration");
  await workbench.tab("users.py").waitFor();
  await workbench.status("Ln 7").waitFor();
  await workbench.screenshot("open-registration");
});
