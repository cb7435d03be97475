// The apps that run in this window, by their debug sessions.

import { type DebugConfiguration, type DebugSession, type Disposable, debug, EventEmitter } from "vscode";
import { Channel, channelVariable } from "./channel";
import { nearestInSessions, RunningApp } from "./runningApp";

export interface Running {
  readonly session: DebugSession;
  readonly app: RunningApp;
}

/** Milliseconds in which requests count as one change. */
const requestsTogether = 100;

export class RunningApps implements Disposable {
  private readonly channel: Channel;
  private readonly launched = new Map<string, RunningApp>();
  private readonly sessions = new Map<string, Running>();
  private readonly changed = new EventEmitter<RunningApp | undefined>();
  private readonly subscriptions: Disposable[];
  private soon: NodeJS.Timeout | undefined;
  private readonly serving = new EventEmitter<Running>();
  /** Something about an app, or which of them is the current one, has changed. */
  readonly onChange = this.changed.event;
  /** An app has announced its address. */
  readonly onServing = this.serving.event;

  constructor(complain: (text: string) => void) {
    this.channel = new Channel(complain);
    this.subscriptions = [
      debug.onDidStartDebugSession((session) => this.started(session)),
      debug.onDidTerminateDebugSession((session) => this.ended(session)),
      debug.onDidChangeActiveDebugSession(() => this.changed.fire(undefined)),
    ];
  }

  /** The app of the active session, else the one that was started last. */
  get current(): Running | undefined {
    const own = nearestInSessions(debug.activeDebugSession, ({ id }) => this.sessions.get(id));
    return own ?? [...this.sessions.values()].at(-1);
  }

  /** Lets the app of a configuration report to this window. */
  async connect<T extends DebugConfiguration>(config: T): Promise<T> {
    const app = new RunningApp(config.name);
    const address = await this.channel.open((message) => {
      app.receive(message);
      // A page may ask for much at once.
      if (message.type === "request") this.fireSoon(app);
      else this.changed.fire(app);
      const running = [...this.sessions.values()].find((other) => other.app === app);
      if (message.type === "listening" && running) this.serving.fire(running);
    });
    this.launched.set(address, app);
    return { ...config, env: { ...config.env, [channelVariable]: address } };
  }

  dispose(): void {
    clearTimeout(this.soon);
    this.channel.dispose();
    this.changed.dispose();
    this.serving.dispose();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private fireSoon(app: RunningApp): void {
    this.soon ??= setTimeout(() => {
      this.soon = undefined;
      this.changed.fire(app);
    }, requestsTogether);
  }

  private started(session: DebugSession): void {
    const app = this.launched.get(session.configuration.env?.[channelVariable] ?? "");
    // A reloaded child belongs to the app that its parent has started.
    if (!app || session.parentSession?.type === "retort") return;
    const running = { session, app };
    this.sessions.set(session.id, running);
    this.changed.fire(app);
    // A quick app has announced its address before its session counts as started.
    if (app.url !== undefined) this.serving.fire(running);
  }

  private ended(session: DebugSession): void {
    const running = this.sessions.get(session.id);
    if (!running || !this.sessions.delete(session.id)) return;
    running.app.ended();
    this.changed.fire(running.app);
  }
}
