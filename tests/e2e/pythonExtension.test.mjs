// The environment that is chosen in the Python extension, played by a stand-in with the same API.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { npmProgram, root } from "../../scripts/project.mjs";
import { copyFolder, eventually, helloFolder, startEditor } from "./harness.mjs";

function packStandIn() {
  const out = join(mkdtempSync(join(tmpdir(), "retort-standin-")), "python.vsix");
  const args = ["package", "--out", out, "--no-dependencies", "--allow-missing-repository", "--skip-license"];
  execFileSync(npmProgram("vsce"), args, { cwd: join(root, "tests", "e2e", "standins", "python") });
  return out;
}

test("the Python extension's environment is used, and a change of it applies at once", async (t) => {
  const editor = await startEditor({ extensions: [packStandIn()] });
  t.after(() => editor.stop());
  const folder = copyFolder(helloFolder);
  const choose = (name) => {
    mkdirSync(join(folder, ".vscode"), { recursive: true });
    const settings = { "standin.interpreter": join(folder, name, "bin", "python") };
    writeFileSync(join(folder, ".vscode", "settings.json"), JSON.stringify(settings));
  };
  for (const name of ["first", "second", ".venv"]) {
    execFileSync("python3", ["-m", "venv", "--without-pip", join(folder, name)]);
  }
  choose("first");
  const workbench = await editor.open(t, folder);
  await workbench.showRoutes();
  await workbench.route("GET /").waitFor();
  const startedOn = (name) => editor.output().includes(`(${join(folder, name, "bin", "python")}).`);
  await eventually(() => startedOn("first"), "the server on the first choice");
  choose("second");
  await eventually(() => startedOn("second"), "the server on the second choice");
  await workbench.command("Retort: Show Output");
  await workbench.page.locator(".output-view").getByText("chosen in the Python extension").first().waitFor();
  await workbench.screenshot("python-extension");
});
