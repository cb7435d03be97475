// A debug client without an editor: speaks DAP to the real debugpy adapter with the configuration that
// the extension makes, and attaches to reloaded children as VS Code does.

import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { connect } from "node:net";
import type { Duplex, Readable, Writable } from "node:stream";
import { type Bundle, type RetortLaunch, toDebugpy } from "../../../extension/src/debug/configuration";

export interface Message {
  seq: number;
  type: "request" | "response" | "event";
  command?: string;
  event?: string;
  request_seq?: number;
  success?: boolean;
  message?: string;
  // biome-ignore lint/suspicious/noExplicitAny: each command has its own, and the tests look into a few.
  body?: any;
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  arguments?: any;
}

/** One DAP connection: requests with their responses, and events in the order in which they came. */
export class Connection {
  readonly received: Message[] = [];
  private seq = 0;
  private buffer = Buffer.alloc(0);
  private readonly waiting = new Set<() => void>();

  constructor(
    input: Readable,
    private readonly output: Writable,
    private readonly answer: (request: Message) => void,
  ) {
    input.on("data", (chunk: Buffer) => this.read(chunk));
  }

  // biome-ignore lint/suspicious/noExplicitAny: the body of the response, as above.
  async request(command: string, args: unknown = {}): Promise<any> {
    const seq = this.send({ type: "request", command, arguments: args });
    const response = await this.until((m) => m.type === "response" && m.request_seq === seq);
    if (!response.success) throw new Error(`${command}: ${response.message}`);
    return response.body;
  }

  respond(request: Message, body: unknown = {}): void {
    const about = { request_seq: request.seq, success: true, command: request.command };
    this.send({ type: "response", ...about, body });
  }

  /** The first message, received or yet to come, for which `test` holds; `from` skips earlier ones. */
  until(test: (message: Message) => boolean, from = 0): Promise<Message> {
    return new Promise((resolve) => {
      const look = () => {
        const found = this.received.slice(from).find(test);
        if (!found) return;
        this.waiting.delete(look);
        resolve(found);
      };
      this.waiting.add(look);
      look();
    });
  }

  event(name: string, from = 0): Promise<Message> {
    return this.until((message) => message.event === name, from);
  }

  private send(message: object): number {
    const seq = ++this.seq;
    const text = JSON.stringify({ seq, ...message });
    this.output.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
    return seq;
  }

  private read(chunk: Buffer): void {
    this.buffer = Buffer.concat([this.buffer, chunk]);
    for (;;) {
      const end = this.buffer.indexOf("\r\n\r\n");
      if (end < 0) return;
      const length = Number(/Content-Length: (\d+)/.exec(this.buffer.toString("utf8", 0, end))?.[1]);
      if (this.buffer.length < end + 4 + length) return;
      const message = JSON.parse(this.buffer.toString("utf8", end + 4, end + 4 + length)) as Message;
      this.buffer = this.buffer.subarray(end + 4 + length);
      this.received.push(message);
      if (message.type === "request") this.answer(message);
      for (const look of [...this.waiting]) look();
    }
  }
}

/** Where to stop: lines (from 1) by file, and the exception filters that are ticked. */
export interface Stops {
  breakpoints?: Record<string, { line: number; condition?: string; logMessage?: string }[]>;
  filters?: string[];
}

/** A launched app with all its processes under the debugger. */
export class DebugSession {
  /** The connection of the launched process first, then one for each child that was attached. */
  readonly connections: Connection[] = [];
  private readonly sockets: Duplex[] = [];
  private stopping = false;

  private constructor(
    private readonly adapter: ChildProcessWithoutNullStreams,
    private readonly stops: Stops,
  ) {}

  static async launch(bundle: Bundle, python: string, config: Partial<RetortLaunch>, stops: Stops = {}) {
    const session = new DebugSession(spawn(python, [bundle.adapter]), stops);
    const launch = { type: "retort", request: "launch", name: "test", console: "internalConsole" as const };
    const args = toDebugpy({ ...launch, python, ...config }, bundle);
    await session.start(session.adapter.stdout, session.adapter.stdin, "launch", args);
    return session;
  }

  /** All that the processes have printed so far. */
  get output(): string {
    return this.connections
      .flatMap((connection) => connection.received)
      .filter((m) => m.event === "output" && m.body.category !== "telemetry")
      .map((m) => m.body.output)
      .join("");
  }

  /** Waits until the output matches, and returns the match. */
  async printed(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.output);
      if (match) return match;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Waits until the nth connection (from 0) is there: 1 is the first reloaded child. */
  async connection(index: number): Promise<Connection> {
    while (this.connections.length <= index) await new Promise((resolve) => setTimeout(resolve, 20));
    return this.connections[index] as Connection;
  }

  /** Ends the adapter as a crash of the editor would: without a word. */
  async kill(): Promise<void> {
    this.stopping = true;
    const gone = this.exit();
    this.adapter.kill("SIGKILL");
    await gone;
  }

  private exit(): Promise<unknown> {
    return new Promise((resolve) => this.adapter.once("exit", resolve));
  }

  /** Ends the app and its adapter; nothing happens the second time. */
  async stop(): Promise<void> {
    if (this.adapter.exitCode !== null || this.adapter.signalCode !== null) return;
    this.stopping = true;
    const gone = this.exit();
    // An adapter that ends by itself at this moment never answers.
    await Promise.race([gone, this.connections[0]?.request("disconnect", { terminateDebuggee: true })]);
    for (const socket of this.sockets) socket.destroy();
    this.adapter.stdin.end();
    await gone;
  }

  private async start(input: Readable, output: Writable, command: string, args: unknown): Promise<void> {
    const connection: Connection = new Connection(input, output, (request) => {
      connection.respond(request);
      if (request.command === "startDebugging") this.attach(request.arguments.configuration);
    });
    this.connections.push(connection);
    await connection.request("initialize", {
      adapterID: "retort",
      clientID: "vscode",
      pathFormat: "path",
      linesStartAt1: true,
      supportsStartDebuggingRequest: true,
      supportsRunInTerminalRequest: true,
    });
    const started = connection.request(command, args);
    // It is awaited below; a stop may reject it before it comes to that.
    started.catch(() => undefined);
    await connection.event("initialized");
    for (const [path, breakpoints] of Object.entries(this.stops.breakpoints ?? {})) {
      await connection.request("setBreakpoints", { source: { path }, breakpoints });
    }
    await connection.request("setExceptionBreakpoints", { filters: this.stops.filters ?? ["uncaught"] });
    await connection.request("configurationDone");
    await started;
  }

  private attach(configuration: { connect: { host: string; port: number } }): void {
    const { host, port } = configuration.connect;
    const socket = connect(port, host);
    this.sockets.push(socket);
    socket.once("connect", () => {
      this.start(socket, socket, "attach", configuration).catch((error) => {
        // A stop may come between a child's start and its being attached.
        if (!this.stopping) throw error;
      });
    });
  }
}
