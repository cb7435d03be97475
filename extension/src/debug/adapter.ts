// Where VS Code finds the debug adapter: debugpy's, bundled, run by the interpreter that hosts the server.

import {
  DebugAdapterExecutable,
  DebugAdapterServer,
  type DebugAdapterDescriptor,
  type DebugAdapterDescriptorFactory,
  type DebugSession,
} from "vscode";
import type { Bundle } from "./configuration";
import type { DebugServices } from "./services";

export class AdapterFactory implements DebugAdapterDescriptorFactory {
  constructor(
    private readonly bundle: Bundle,
    private readonly services: DebugServices,
  ) {}

  async createDebugAdapterDescriptor(session: DebugSession): Promise<DebugAdapterDescriptor> {
    const { connect } = session.configuration;
    // A process that the app started: it is already known to the adapter of its parent.
    if (connect !== undefined) return new DebugAdapterServer(connect.port, connect.host);
    const python = await this.services.serverInterpreter();
    if (python === undefined) throw new Error("Retort found no Python 3.10 or newer to run the debugger.");
    this.services.log.info(`debug adapter: ${python} ${this.bundle.adapter}`);
    return new DebugAdapterExecutable(python, [this.bundle.adapter]);
  }
}
