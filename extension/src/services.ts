import type { CancellationToken, LogOutputChannel, Uri } from "vscode";
import type { Interpreter } from "./python/interpreter";

/** What the parts of the extension get from each other. */
export interface Services {
  /** Where the extension is installed; `bundled/libs`, `server` and `framework` lie below. */
  readonly extensionPath: string;
  /** "Retort: Show Output": every step that a user may ask about. */
  readonly log: LogOutputChannel;
  /** Asks the language server; waits while it starts, and rejects where it cannot run. */
  readonly request: <Result>(method: string, params: object, token?: CancellationToken) => Promise<Result>;
  /** The interpreter for the app that owns a file (or for the first folder); undefined where none works. */
  readonly appInterpreter: (file?: Uri) => Promise<Interpreter | undefined>;
}
