// One-click debugging of the smallest app, by each way there is to start it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { copyFolder, helloFolder, startEditor } from "./harness.mjs";

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

for (const [name, start] of Object.entries(ways)) {
  test(`hello.py runs, stops at a breakpoint and ends: ${name}`, async (t) => {
    const workbench = await editor.open(t, copyFolder(helloFolder));
    await workbench.showRoutes();
    await workbench.route("GET /").click();
    await workbench.focusEditor();
    await workbench.setBreakpoint(5);
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
  });
}
