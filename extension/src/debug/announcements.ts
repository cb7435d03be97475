// What the processes that an app starts need of the session that has started the app. No vscode here.

import type { DebugAdapterTracker, DebugAdapterTrackerFactory, DebugSession } from "vscode";

/**
 * VS Code would start sessions for such processes itself, but on their own: to stop one would only detach the
 * debugger from the reloaded app. So debugpy is told to announce them by its event, as to a client that cannot
 * start them.
 */
export class Announcements implements DebugAdapterTrackerFactory {
  private readonly ending = new WeakSet<DebugSession>();

  createDebugAdapterTracker(session: DebugSession): DebugAdapterTracker {
    // A session that is restarted may be the same one.
    this.ending.delete(session);
    return {
      onWillReceiveMessage: ({ command, arguments: given }) => {
        if (command === "initialize") given.supportsStartDebuggingRequest = false;
        if (command === "terminate" || command === "disconnect") this.ending.add(session);
      },
    };
  }

  /** Tells whether a session was asked to end: then its adapter is about to go, and a child's session with it. */
  isEnding(session: DebugSession): boolean {
    return this.ending.has(session);
  }
}
