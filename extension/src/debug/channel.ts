// The private line from the running apps: a loopback socket that takes only connections which begin with a
// token that was given out. server/retort/launcher/channel.py is the other end.

import { randomBytes } from "node:crypto";
import { createServer, type Server, type Socket } from "node:net";
import { createInterface } from "node:readline";

/** A message of a running app; `pid` tells the reloaded child from its parent. */
export type AppMessage = { readonly pid: number } & (
  | { readonly type: "framework"; readonly version: string | null; readonly python: string }
  | { readonly type: "listening"; readonly url: string }
  | { readonly type: "routes"; readonly routes: readonly LiveRoute[] }
  | ({ readonly type: "request" } & LiveRequest)
);

/** One rule of the url_map that the app really has. */
export interface LiveRoute {
  readonly rule: string;
  readonly methods: readonly string[];
  readonly endpoint: string;
}

export interface LiveRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly endpoint: string | null;
  readonly rule: string | null;
  readonly status: number | null;
  readonly milliseconds: number;
}

/** The environment variable that tells a launched app where to report. */
export const channelVariable = "RETORT_CHANNEL";

// The first line is a token; whoever sends more before it is known is not ours.
const longestGreeting = 256;

export class Channel {
  private readonly server: Server;
  private readonly listening: Promise<void>;
  private readonly receivers = new Map<string, (message: AppMessage) => void>();
  private readonly sockets = new Set<Socket>();

  constructor(private readonly complain: (text: string) => void) {
    this.server = createServer((socket) => this.welcome(socket));
    this.listening = new Promise((resolve) => this.server.listen(0, "127.0.0.1", resolve));
  }

  /** Gives out a token, as `PORT:TOKEN`; it counts until the channel is disposed of. */
  async open(receive: (message: AppMessage) => void): Promise<string> {
    await this.listening;
    const token = randomBytes(24).toString("hex");
    this.receivers.set(token, receive);
    const address = this.server.address();
    return `${address !== null && typeof address === "object" ? address.port : 0}:${token}`;
  }

  dispose(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private welcome(socket: Socket): void {
    this.sockets.add(socket);
    socket.on("close", () => this.sockets.delete(socket));
    socket.on("error", (error) => this.complain(`An app's line broke: ${error.message}`));
    const strangerLeaves = () => {
      if (socket.bytesRead > longestGreeting) socket.destroy();
    };
    socket.on("data", strangerLeaves);
    let receive: ((message: AppMessage) => void) | undefined;
    createInterface({ input: socket }).on("line", (line) => {
      if (receive) return this.deliver(line, receive);
      receive = this.receivers.get(line);
      socket.off("data", strangerLeaves);
      if (!receive) socket.destroy();
    });
  }

  private deliver(line: string, receive: (message: AppMessage) => void): void {
    try {
      receive(JSON.parse(line) as AppMessage);
    } catch (error) {
      this.complain(`An app sent what is no message: ${error}`);
    }
  }
}
