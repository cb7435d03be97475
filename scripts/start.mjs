// `npm start [-- FOLDER]`: opens a folder in a real VS Code in the browser, with the extension installed.

import { existsSync, rmSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { findFreePort, installExtension, serveEditor, writeDefaultSettings } from "./editor.mjs";
import { packageExtension } from "./package.mjs";
import { CommandFailed, main, step } from "./process.mjs";
import { cache, root, vsix } from "./project.mjs";
import { ensureEditor } from "./setup.mjs";

const firstPort = 8900;

function folderToOpen() {
  const named = process.argv[2];
  // npm runs scripts in the package's folder; INIT_CWD is where the person stood.
  const folder = named
    ? resolve(process.env.INIT_CWD ?? process.cwd(), named)
    : join(root, "examples", "hello");
  if (existsSync(folder) && statSync(folder).isDirectory()) return folder;
  throw new CommandFailed(`There is no folder ${folder}. Name one that exists: npm start -- FOLDER`);
}

async function start() {
  const folder = folderToOpen();
  await packageExtension();
  await ensureEditor();
  const data = join(cache, "start");
  rmSync(join(data, "extensions"), { recursive: true, force: true });
  await step("extension installed from its VSIX", () => installExtension({ data, vsix }));
  writeDefaultSettings(data, {
    "workbench.startupEditor": "none",
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "chat.disableAIFeatures": true,
  });
  const port = await findFreePort(firstPort);
  const editor = await step("editor", () => serveEditor({ data, folder, port }));
  process.stdout.write(`\nVS Code with Retort is at ${editor.url}\nControl-C ends it.\n`);
  return untilInterrupted(editor);
}

function untilInterrupted(editor) {
  return new Promise((done, fail) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
      process.once(signal, () => {
        process.stdout.write("\nStopping the editor …\n");
        editor.stop().then(() => done(0), fail);
      });
    }
    editor.process.once("exit", (code) => done(code ?? 0));
  });
}

main(start);
