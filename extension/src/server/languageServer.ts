// The language server's process and the client that talks to it.

import { join } from "node:path";
import * as readline from "node:readline";
import type { Readable } from "node:stream";
import { type CancellationToken, type LogOutputChannel, workspace } from "vscode";
import {
  LanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
  State,
} from "vscode-languageclient/node";
import type { Interpreter } from "../python/interpreter";

/** `noPython`: nothing can host it; `stopped`: it has crashed too often. */
export type ServerState = "starting" | "running" | "noPython" | "stopped";

export interface ServerEvents {
  readonly stateChanged: (state: ServerState) => void;
  readonly routesChanged: () => void;
}

export class LanguageServer {
  private client: LanguageClient | undefined;

  constructor(
    private readonly extensionPath: string,
    private readonly storagePath: string,
    private readonly log: LogOutputChannel,
    private readonly events: ServerEvents,
  ) {}

  /** Starts the server on an interpreter, in the place of the one that runs; stops it for undefined. */
  async hostOn(python: Interpreter | undefined): Promise<void> {
    await this.stop();
    if (!python) return this.events.stateChanged("noPython");
    this.log.info(`Starting the language server on Python ${python.version.join(".")} (${python.path}).`);
    this.client = this.createClient(python.path);
    await this.client.start().catch((error) => this.log.error(`The language server did not start: ${error}`));
  }

  async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    await client?.dispose().catch((error) => this.log.warn(`The language server did not end well: ${error}`));
  }

  /** Rejects where the server does not run; waits while it starts. */
  async request<Result>(method: string, params: object, token?: CancellationToken): Promise<Result> {
    if (!this.client) throw new Error("The Retort language server is not running. See Retort: Show Output.");
    // With an undefined token the client would send the params as a list.
    return token
      ? this.client.sendRequest<Result>(method, params, token)
      : this.client.sendRequest<Result>(method, params);
  }

  /** Makes an edit that the server has answered with. */
  async applyEdit(edit: object): Promise<void> {
    const converted = await this.client?.protocol2CodeConverter.asWorkspaceEdit(edit);
    if (converted) await workspace.applyEdit(converted);
  }

  private createClient(python: string): LanguageClient {
    const script = join(this.extensionPath, "server", "start_server.py");
    const server = { command: python, args: ["-I", "-S", script], options: { cwd: this.extensionPath } };
    const client = new LanguageClient("retort", "Retort", server, this.options());
    client.onNotification("retort/routesChanged", this.events.routesChanged);
    client.onDidChangeState(({ newState }) => {
      if (client === this.client) this.events.stateChanged(stateNames[newState]);
    });
    return client;
  }

  private options(): LanguageClientOptions {
    const toLog = (stream: Readable) => {
      readline.createInterface({ input: stream }).on("line", (line) => this.log.info(`server: ${line}`));
    };
    return {
      // What an earlier start found out is kept there, and holds only for the same settings.
      initializationOptions: {
        cacheFolder: this.storagePath,
        settings: workspace.getConfiguration("retort"),
      },
      // Files only: what a diff, a notebook or a preview shows is no part of the app.
      documentSelector: [
        { scheme: "file", language: "python" },
        { scheme: "file", language: "jinja-html" },
        { scheme: "file", language: "html" },
        { scheme: "file", language: "jinja" },
        { scheme: "file", pattern: "**/templates/**" },
        { scheme: "file", pattern: "**/pyproject.toml" },
      ],
      outputChannel: this.log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      // Standard error carries the server's log, which is not all errors.
      stdioOptions: { stdout: toLog, stderr: toLog },
      synchronize: { configurationSection: "retort" },
    };
  }
}

const stateNames: Readonly<Record<State, ServerState>> = {
  [State.Starting]: "starting",
  [State.Running]: "running",
  [State.Stopped]: "stopped",
  [State.StartFailed]: "stopped",
};
