// Where VS Code finds the debug adapter: debugpy's, bundled, run by the interpreter that hosts the server.

import {
  type DebugAdapterDescriptor,
  type DebugAdapterDescriptorFactory,
  DebugAdapterExecutable,
  DebugAdapterInlineImplementation,
  DebugAdapterServer,
  type DebugProtocolMessage,
  type DebugSession,
  EventEmitter,
  type LogOutputChannel,
} from "vscode";
import type { Interpreters } from "../python/interpreters";
import { ChildAdapter, type DapMessage, type Place } from "./childAdapter";
import type { Bundle } from "./configuration";

export class AdapterFactory implements DebugAdapterDescriptorFactory {
  constructor(
    private readonly bundle: Bundle,
    private readonly interpreters: Interpreters,
    private readonly log: LogOutputChannel,
  ) {}

  async createDebugAdapterDescriptor(session: DebugSession): Promise<DebugAdapterDescriptor> {
    const { connect, subProcessId } = session.configuration;
    // A process that the app started: its parent's adapter already knows it.
    if (subProcessId !== undefined) return this.adapterOfChild(connect);
    if (connect !== undefined) return new DebugAdapterServer(connect.port, connect.host);
    const python = await this.interpreters.forServer();
    if (python === undefined)
      throw new Error(
        "There is no Python 3.10 or newer to run the debugger with. Install it, or set retort.interpreter.",
      );
    return new DebugAdapterExecutable(python.path, [this.bundle.adapter]);
  }

  private adapterOfChild(place: Place): DebugAdapterDescriptor {
    const said = new EventEmitter<DebugProtocolMessage>();
    const child = new ChildAdapter(
      place,
      (message) => said.fire(message),
      (text) => this.log.info(text),
    );
    return new DebugAdapterInlineImplementation({
      onDidSendMessage: said.event,
      handleMessage: (message) => child.send(message as DapMessage),
      dispose: () => {
        child.dispose();
        said.dispose();
      },
    });
  }
}
