// `npm run screenshot`: takes the README's picture from the real editor.

import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { makeFolder, startEditor } from "../tests/e2e/harness.mjs";
import { packageExtension } from "./package.mjs";
import { main, step } from "./process.mjs";
import { root } from "./project.mjs";
import { ensureBrowser, ensureEditor } from "./setup.mjs";

const path = join(root, "docs", "images", "outline.png");

const files = {
  "app.py": `from flask import Flask
from users import users

app = Flask(__name__)
app.register_blueprint(users, url_prefix="/users")


@app.get("/")
def index():
    return "Hello World!"


@app.get("/about")
def about():
    return "About"
`,
  "users.py": `from flask import Blueprint

users = Blueprint("users", __name__)


@users.get("/<int:id>")
def show(id):
    return f"User {id}"
`,
};

// What someone has just typed and not saved yet; the view does not take the rule's variable.
const typed = `

@users.delete("/<int:id>")
def remove(user_id):
    return "", 204
`;

async function takePicture() {
  const settings = {
    "workbench.colorTheme": "Default Dark Modern",
    "window.commandCenter": false,
    "editor.minimap.enabled": false,
    "editor.occurrencesHighlight": "off",
    "editor.scrollBeyondLastLine": false,
  };
  const editor = await startEditor({ settings });
  try {
    const workbench = await editor.newWindow();
    await workbench.page.setViewportSize({ width: 960, height: 480 });
    await workbench.open(makeFolder(files, "shop"));
    await workbench.showRoutes();
    await workbench.widenSideBar(80);
    await workbench.route("GET /users/<int:id>").click();
    await workbench.tab("users.py").waitFor();
    await workbench.focusEditor();
    await workbench.typeAtEnd(typed);
    await workbench.goToLine(12);
    await workbench.selectedRoute("DELETE /users/<int:id>").waitFor();
    await workbench.squiggles.first().waitFor();
    mkdirSync(dirname(path), { recursive: true });
    await workbench.page.screenshot({ path, animations: "disabled", caret: "initial" });
  } finally {
    await editor.stop();
  }
}

async function screenshot() {
  await packageExtension();
  await ensureEditor();
  process.env.RETORT_BROWSER = await ensureBrowser();
  await step("docs/images/outline.png", takePicture);
}

main(screenshot);
