// The line to the debug adapter of a process that the app has started. No vscode here.

import { connect, type Socket } from "node:net";

/** A message of the Debug Adapter Protocol, as far as it matters to who passes it on. */
export interface DapMessage {
  readonly seq: number;
  readonly type: string;
  readonly command?: string;
  readonly event?: string;
  readonly request_seq?: number;
  readonly success?: boolean;
}

export interface Place {
  readonly host: string;
  readonly port: number;
}

const endsSession = ["disconnect", "terminate"];

/**
 * Such a process is debugged by its parent's adapter, which listens for a second session. Where that adapter is
 * gone, because the app was stopped just now, VS Code's own line to it would show an error in a dialog, and a
 * crash where it goes. But the parent's session says what there is to say: here, its end is the end.
 */
export class ChildAdapter {
  private socket: Socket | undefined;
  private received = Buffer.alloc(0);
  private readonly unanswered = new Map<number, DapMessage>();
  private state: "new" | "initialized" | "terminated" = "new";
  private isGone = false;

  /**
   * @param deliver takes what the adapter says.
   * @param complain takes why the line broke, for the log.
   */
  constructor(
    private readonly place: Place,
    private readonly deliver: (message: DapMessage) => void,
    private readonly complain: (text: string) => void,
  ) {}

  send(message: DapMessage): void {
    if (message.type === "request") this.unanswered.set(message.seq, message);
    if (this.isGone) {
      this.answerForIt();
      return;
    }
    this.socket ??= this.connect();
    const text = JSON.stringify(message);
    this.socket.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  }

  dispose(): void {
    this.socket?.end();
  }

  private connect(): Socket {
    const { host, port } = this.place;
    const socket = connect({ host, port, noDelay: true });
    socket.on("data", (chunk) => this.read(chunk));
    socket.on("error", (error) => this.complain(`A process of the app is not debugged: ${error.message}`));
    socket.on("close", () => this.end());
    return socket;
  }

  private read(chunk: Buffer): void {
    this.received = Buffer.concat([this.received, chunk]);
    for (;;) {
      const start = this.received.indexOf("\r\n\r\n") + 4;
      const length = /Content-Length: *(\d+)/.exec(this.received.toString("latin1", 0, start))?.[1];
      const end = start + Number(length);
      if (length === undefined || this.received.length < end) return;
      const message = JSON.parse(this.received.toString("utf8", start, end)) as DapMessage;
      this.received = this.received.subarray(end);
      this.pass(message);
    }
  }

  private pass(message: DapMessage): void {
    const asked = this.unanswered.get(message.request_seq ?? -1);
    if (message.type === "response") this.unanswered.delete(message.request_seq ?? -1);
    if (asked?.command === "initialize" && message.success) this.state = "initialized";
    if (message.event === "terminated") this.state = "terminated";
    this.deliver(message);
  }

  private end(): void {
    this.isGone = true;
    this.answerForIt();
    if (this.state === "initialized") this.pass({ seq: 0, type: "event", event: "terminated" });
  }

  private answerForIt(): void {
    for (const { seq, command = "" } of this.unanswered.values()) {
      const answer = { seq: 0, type: "response", request_seq: seq };
      // Who asks for the end has it. VS Code says nothing of requests that were canceled, which it spells so.
      const canceled = { command: "canceled", success: false, message: "canceled" };
      this.pass({ ...answer, ...(endsSession.includes(command) ? { command, success: true } : canceled) });
    }
  }
}
