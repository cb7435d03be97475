// The colours of Jinja templates and of URL rules, and what typing a tag does.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { eventually, makeFolder, startEditor } from "./harness.mjs";

// Of the theme "Dark Modern".
const colours = {
  "rgb(86, 156, 214)": "tag",
  "rgb(78, 201, 176)": "type",
  "rgb(156, 220, 254)": "variable",
  "rgb(220, 220, 170)": "function",
  "rgb(197, 134, 192)": "control",
  "rgb(206, 145, 120)": "string",
  "rgb(106, 153, 85)": "comment",
};

let editor;

before(async () => {
  const settings = {
    "workbench.colorTheme": "Default Dark Modern",
    "editor.autoClosingBrackets": "languageDefined",
    "editor.bracketPairColorization.enabled": false,
  };
  editor = await startEditor({ settings });
});

after(() => editor?.stop());

/** What the pieces of the open file are coloured as, by their text. */
async function shown(workbench) {
  const pieces = await workbench.editorLines
    .locator(".view-line span > span")
    .evaluateAll((spans) =>
      spans.map((span) => [span.textContent.replaceAll("\u00a0", " ").trim(), getComputedStyle(span).color]),
    );
  return Object.fromEntries(pieces.map(([text, colour]) => [text, colours[colour] ?? colour]));
}

async function opened(t, path, text) {
  const folder = makeFolder({ [path]: text });
  const workbench = await editor.open(t, folder);
  await workbench.openFile(path);
  return { workbench, folder };
}

/** Waits for pieces of the open file to have the colours of what they are. */
async function looksLike(workbench, wanted) {
  let last = {};
  const holds = async () => {
    last = await shown(workbench);
    return Object.entries(wanted).every(([text, kind]) => last[text] === kind);
  };
  await eventually(holds, "the colours").catch(() => assert.deepEqual({ ...last, ...wanted }, last));
}

test("Jinja in a plain .html file, in text, attributes and scripts", async (t) => {
  const page = `<h1 class="a {{ kind }}">{{ title|upper }}</h1>
{% if user %}<p>{# note #}</p>{% endif %}
<script>const data = {{ rows|tojson }};</script>
`;
  const { workbench } = await opened(t, "index.html", page);
  const wanted = { h1: "tag", kind: "variable", upper: "function", if: "control", endif: "control" };
  await looksLike(workbench, { ...wanted, "{# note #}": "comment", const: "tag", tojson: "function" });
  await workbench.screenshot("jinja-html");
});

test("a .j2 file is a Jinja template, in which tags close themselves", async (t) => {
  const { workbench, folder } = await opened(t, "mail.html.j2", "<p>{{ name }}</p>\n");
  await workbench.status("Jinja HTML").waitFor();
  await looksLike(workbench, { p: "tag", name: "variable" });
  await workbench.typeAtEnd("{% if x");
  await workbench.command("File: Save");
  const file = () => readFileSync(join(folder, "mail.html.j2"), "utf8");
  await eventually(() => file() === "<p>{{ name }}</p>\n{% if x %}", "the closed tag");
});

test("converters and variables of URL rules in Python", async (t) => {
  const app = `from flask import Flask
app = Flask(__name__)

@app.route("/user/<int:number>/<name>")
def user(number, name):
    return "hello"
`;
  const { workbench } = await opened(t, "app.py", app);
  await looksLike(workbench, { '"/user/': "string", int: "type", name: "variable" });
  await workbench.screenshot("url-rules");
});
