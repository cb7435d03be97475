// How long it takes until something shows; printed, not asserted, since no time is right on every machine.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { copyFolder, helloFolder, startEditor } from "./harness.mjs";

let editor;

before(async () => {
  editor = await startEditor();
});

after(() => editor?.stop());

test("start-up times", async (t) => {
  const workbench = await editor.open(t, copyFolder(helloFolder));
  await workbench.showRoutes();
  await workbench.route("GET /").waitFor();
  // The view stays open over a reload, so the second time nothing waits for a click.
  const started = performance.now();
  await workbench.page.reload();
  await workbench.activityIcon.waitFor();
  const workbenchSeconds = (performance.now() - started) / 1000;
  await workbench.route("GET /").waitFor();
  const routeSeconds = (performance.now() - started) / 1000;

  await workbench.command("Developer: Show Running Extensions");
  const row = workbench.page
    .locator(".runtime-extensions-editor .monaco-list-row")
    .filter({ hasText: "Retort" });
  await row.getByText("Activation:").first().waitFor();
  const activation = (await row.first().textContent()).match(/Activation: (\d+ms)/);
  assert.ok(activation, "VS Code reports no activation time");
  await workbench.screenshot("running-extensions");
  t.diagnostic(`activation as VS Code reports it: ${activation[1]}`);
  t.diagnostic(`from opening the folder to the workbench: ${workbenchSeconds.toFixed(1)} s`);
  t.diagnostic(`from opening the folder to the first route: ${routeSeconds.toFixed(1)} s`);
});
