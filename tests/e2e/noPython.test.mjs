// A machine without any Python: one message, and a view that says what to do.

import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { copyFolder, helloFolder, startEditor } from "./harness.mjs";

test("no Python: one message with a button that opens the setting, and the view says so", async (t) => {
  // The editor asks the login shell for PATH; this one has none to add.
  const shell = join(mkdtempSync(join(tmpdir(), "retort-shell-")), "sh");
  writeFileSync(shell, "#!/bin/sh\nexit 1\n");
  chmodSync(shell, 0o755);
  const editor = await startEditor({ env: { PATH: "/nonexistent", SHELL: shell } });
  t.after(() => editor.stop());
  const workbench = await editor.open(t, copyFolder(helloFolder));
  await workbench.showRoutes();
  await workbench.notification("Retort needs Python 3.10 or newer and found none").waitFor();
  await workbench.view.getByText("No Python was found that can host the language server").waitFor();
  await workbench.screenshot("no-python");
  await workbench.notification("found none").getByRole("button", { name: "Open Setting" }).click();
  await workbench.page
    .locator(".settings-editor")
    .getByText("The Python interpreter that runs your app")
    .first()
    .waitFor();
});
