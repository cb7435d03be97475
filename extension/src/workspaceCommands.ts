// Commands that set things up: the interpreter, and a first app.

import { FileType, Uri, type WorkspaceFolder, window, workspace } from "vscode";
import { describeSource } from "./python/interpreter";
import type { Interpreters } from "./python/interpreters";
import type { Handlers } from "./routes/routeCommands";

const hello = `from flask import Flask
app = Flask(__name__)
@app.route('/')
def hello_world():
    return 'Hello World!'
if __name__ == '__main__':
    app.run()
`;

export function workspaceCommands(interpreters: Interpreters): Handlers {
  return {
    "retort.selectInterpreter": () => selectInterpreter(interpreters),
    "retort.createHello": createHello,
  };
}

/** Lists the interpreters that work and writes the chosen one into the settings. */
async function selectInterpreter(interpreters: Interpreters): Promise<void> {
  const automatic = { label: "$(sparkle) Choose automatically", path: "" };
  const browse = { label: "$(folder-opened) Browse…", path: undefined };
  const found = interpreters.list().then((list) => {
    const items = list.map(({ path, version, source }) => {
      return {
        label: `Python ${version.join(".")}`,
        description: path,
        detail: describeSource(source),
        path,
      };
    });
    return [automatic, ...items, browse];
  });
  const placeHolder = "The Python interpreter that runs the app";
  const choice = await window.showQuickPick(found, { placeHolder, matchOnDescription: true });
  if (!choice) return;
  const path = choice.path ?? (await browseForInterpreter());
  if (path === undefined) return;
  const folders = workspace.workspaceFolders;
  await workspace.getConfiguration("retort").update("interpreter", path || undefined, !folders);
}

async function browseForInterpreter(): Promise<string | undefined> {
  const [file] =
    (await window.showOpenDialog({ title: "Select a Python Interpreter", openLabel: "Select" })) ?? [];
  return file?.fsPath;
}

/** Writes the smallest Flask app into the workspace folder and opens it. */
async function createHello(): Promise<void> {
  const folders = workspace.workspaceFolders ?? [];
  const folder: Pick<WorkspaceFolder, "uri"> | undefined =
    folders.length > 1 ? await window.showWorkspaceFolderPick() : folders[0];
  if (!folder) return;
  const file = Uri.joinPath(folder.uri, "hello.py");
  if (!(await exists(file))) await workspace.fs.writeFile(file, new TextEncoder().encode(hello));
  await window.showTextDocument(file);
}

async function exists(file: Uri): Promise<boolean> {
  return workspace.fs.stat(file).then(
    ({ type }) => type !== FileType.Unknown,
    () => false,
  );
}
