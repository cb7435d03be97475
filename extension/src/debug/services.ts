// What debugging needs of the rest of the extension.

import type { LogOutputChannel, Uri } from "vscode";

export interface DebugServices {
  readonly extensionPath: string;
  readonly log: LogOutputChannel;
  /** The Python that runs the app which owns a file; undefined where none was found. */
  appInterpreter(file: Uri | undefined): Promise<string | undefined>;
  /** The Python that hosts the language server, which also hosts the debug adapter. */
  serverInterpreter(): Promise<string | undefined>;
  /** Ask the language server. Rejects while it does not run. */
  request<Result>(method: string, params: unknown): Promise<Result>;
}
