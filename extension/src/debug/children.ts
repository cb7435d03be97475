// The processes that an app starts, its reloaded self among them, as sessions that live and end with the app's.

import { type DebugAdapterTracker, type DebugAdapterTrackerFactory, type Disposable, debug } from "vscode";

/**
 * VS Code would start such sessions itself, but on their own: to stop one would only detach the debugger from the
 * reloaded app. So debugpy is told to announce them by its event, as to a client that cannot start them.
 */
class AnnouncedChildren implements DebugAdapterTrackerFactory {
  createDebugAdapterTracker(): DebugAdapterTracker {
    return {
      onWillReceiveMessage: (message) => {
        if (message.command === "initialize") message.arguments.supportsStartDebuggingRequest = false;
      },
    };
  }
}

export function debugChildren(): Disposable[] {
  return [
    debug.registerDebugAdapterTrackerFactory("retort", new AnnouncedChildren()),
    debug.onDidReceiveDebugSessionCustomEvent(({ session, event, body }) => {
      if (session.type !== "retort" || event !== "debugpyAttach") return;
      const options = { parentSession: session, lifecycleManagedByParent: true };
      void debug.startDebugging(session.workspaceFolder, { ...body, type: "retort" }, options);
    }),
  ];
}
