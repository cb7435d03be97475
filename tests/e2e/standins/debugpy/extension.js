// The debug type of the Python Debugger extension: configurations go to debugpy's adapter as they are written.

const { join } = require("node:path");
const { DebugAdapterExecutable, DebugAdapterServer, debug, extensions } = require("vscode");

exports.activate = (context) => {
  const retort = extensions.getExtension("retort.retort");
  const adapter = join(retort.extensionPath, "bundled", "libs", "debugpy", "adapter");
  const factory = {
    createDebugAdapterDescriptor({ configuration: { connect, python } }) {
      if (connect) return new DebugAdapterServer(connect.port, connect.host);
      return new DebugAdapterExecutable(python, [adapter]);
    },
  };
  context.subscriptions.push(debug.registerDebugAdapterDescriptorFactory("debugpy", factory));
};
