// Installing a package into the app's environment, in a terminal where it can be watched.

import { type Uri, window } from "vscode";

export function installFlask(python: string, folder: Uri | undefined): void {
  runInTerminal(python, ["-m", "pip", "install", "Flask"], folder);
}

/** The program is started directly: no shell has a say in how its arguments are quoted. */
export function runInTerminal(program: string, args: readonly string[], folder: Uri | undefined): void {
  const name = `Retort: ${args.slice(-2).join(" ")}`;
  const terminal = window.createTerminal({
    name,
    shellPath: program,
    shellArgs: [...args],
    ...(folder ? { cwd: folder } : {}),
  });
  terminal.show();
}
