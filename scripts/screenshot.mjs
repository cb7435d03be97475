// `npm run screenshot`: takes the README's picture from the real editor.

import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { copyFolder, helloFolder, startEditor } from "../tests/e2e/harness.mjs";
import { packageExtension } from "./package.mjs";
import { main, step } from "./process.mjs";
import { root } from "./project.mjs";
import { ensureBrowser, ensureEditor } from "./setup.mjs";

const path = join(root, "docs", "images", "outline.png");

// One more route than the quickstart, as someone has typed it and not saved it yet.
const typed = `
@app.get('/users/<int:id>')
def show_user(id):
    return f'User {id}'
`;

async function takePicture() {
  const settings = { "workbench.colorTheme": "Default Dark Modern", "editor.minimap.enabled": false };
  const editor = await startEditor({ settings: { ...settings, "window.commandCenter": false } });
  try {
    const workbench = await editor.newWindow();
    await workbench.page.setViewportSize({ width: 960, height: 440 });
    await workbench.open(copyFolder(helloFolder, "hello"));
    await workbench.showRoutes();
    await workbench.route("GET /").click();
    await workbench.tab("hello.py").waitFor();
    await workbench.focusEditor();
    await workbench.typeAtEnd(typed);
    await workbench.selectedRoute("GET /users/<int:id>").waitFor();
    await workbench.page.locator(".codelens-decoration").first().waitFor();
    mkdirSync(dirname(path), { recursive: true });
    await workbench.page.screenshot({ path });
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
