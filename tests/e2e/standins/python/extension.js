// The environments API of Microsoft's Python extension, answered from a setting.

const { EventEmitter, Uri, workspace } = require("vscode");

exports.activate = ({ subscriptions }) => {
  const changed = new EventEmitter();
  const listen = workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration("standin")) changed.fire({});
  });
  subscriptions.push(changed, listen);
  const path = () => workspace.getConfiguration("standin").get("interpreter");
  return {
    environments: {
      getActiveEnvironmentPath: () => ({ id: path(), path: path() }),
      resolveEnvironment: async (environment) =>
        environment.path ? { executable: { uri: Uri.file(environment.path) } } : undefined,
      onDidChangeActiveEnvironmentPath: changed.event,
    },
  };
};
