// "Create launch.json": what would be started anyway, written down to be changed.

import { Uri, type WorkspaceFolder, window, workspace } from "vscode";
import type { ConfigurationProvider } from "./provider";

/** Opens a folder's launch.json, which is made if there is none. */
export async function createLaunchJson(provider: ConfigurationProvider): Promise<void> {
  const folder = await chooseFolder();
  if (!folder) return;
  const file = Uri.joinPath(folder.uri, ".vscode", "launch.json");
  if (!(await exists(file))) {
    const configurations = await provider.provideDebugConfigurations(folder);
    const plain = { type: "retort", request: "launch", name: "Flask" };
    const content = { version: "0.2.0", configurations: configurations.length ? configurations : [plain] };
    await workspace.fs.writeFile(file, new TextEncoder().encode(`${JSON.stringify(content, null, 2)}\n`));
  }
  await window.showTextDocument(file);
}

async function chooseFolder(): Promise<WorkspaceFolder | undefined> {
  const folders = workspace.workspaceFolders ?? [];
  return folders.length > 1 ? window.showWorkspaceFolderPick() : folders[0];
}

async function exists(file: Uri): Promise<boolean> {
  return workspace.fs.stat(file).then(
    () => true,
    () => false,
  );
}
