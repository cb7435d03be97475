// Templates: what is wrong in them is shown in them, and their names lead to them.

import { after, before, test } from "node:test";
import { makeFolder, startEditor } from "./harness.mjs";

let editor;

before(async () => {
  editor = await startEditor();
});

after(() => editor?.stop());

const files = {
  "shop.py": `from flask import Flask, render_template

app = Flask(__name__)


@app.get("/")
def index():
    return render_template("index.html")


@app.get("/about")
def about():
    return render_template("abuot.html")
`,
  "templates/index.html": `<a href="{{ url_for('abuot') }}">About</a>\n`,
  "templates/about.html": "<h1>About</h1>\n",
};

test("an unknown endpoint is marked in the template, and the quick fix names the view", async (t) => {
  const workbench = await editor.open(t, makeFolder(files, "shop"));
  await workbench.openFile("templates/index.html");
  await workbench.showFirstProblem("There is no endpoint 'abuot'");
  await workbench.screenshot("template-endpoint");
  await workbench.page.keyboard.press("Escape");
  await workbench.quickFix("Change to 'about'");
  await workbench.editorLines.getByText("url_for('about')").first().waitFor();
  await workbench.squiggles.first().waitFor({ state: "hidden" });
});

test("a missing template is marked, its fix leads to one that F12 opens", async (t) => {
  const workbench = await editor.open(t, makeFolder(files, "shop"));
  await workbench.openFile("shop.py");
  await workbench.showFirstProblem("There is no template 'abuot.html'");
  await workbench.screenshot("template-missing");
  await workbench.page.keyboard.press("Escape");
  await workbench.quickFix("Change to 'about.html'");
  await workbench.squiggles.first().waitFor({ state: "hidden" });
  await workbench.page.keyboard.press("ArrowRight");
  await workbench.page.keyboard.press("F12");
  await workbench.tab("about.html").waitFor();
  await workbench.editorLines.getByText("<h1>About</h1>").first().waitFor();
});
