// Where VS Code finds the debug adapter: debugpy's, bundled, run by the interpreter that hosts the server.

import {
  type DebugAdapterDescriptor,
  type DebugAdapterDescriptorFactory,
  DebugAdapterExecutable,
  DebugAdapterServer,
  type DebugSession,
} from "vscode";
import type { Interpreters } from "../python/interpreters";
import type { Bundle } from "./configuration";

export class AdapterFactory implements DebugAdapterDescriptorFactory {
  constructor(
    private readonly bundle: Bundle,
    private readonly interpreters: Interpreters,
  ) {}

  async createDebugAdapterDescriptor(session: DebugSession): Promise<DebugAdapterDescriptor> {
    const { connect } = session.configuration;
    // A process that the app started: its parent's adapter already knows it.
    if (connect !== undefined) return new DebugAdapterServer(connect.port, connect.host);
    const python = await this.interpreters.forServer();
    if (python === undefined) throw new Error("There is no Python 3.10 or newer to run the debugger with.");
    return new DebugAdapterExecutable(python.path, [this.bundle.adapter]);
  }
}
