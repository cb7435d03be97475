// Sessions of the processes that an app starts: what they are told, and how they end.

import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import type { DebugSession } from "vscode";
import { Announcements } from "../../../extension/src/debug/announcements";
import { ChildAdapter, type DapMessage } from "../../../extension/src/debug/childAdapter";
import { nearestInSessions } from "../../../extension/src/debug/runningApp";

const initialize = { seq: 1, type: "request", command: "initialize" };
const attach = { seq: 2, type: "request", command: "attach" };
const disconnect = { seq: 3, type: "request", command: "disconnect" };
const initialized = {
  seq: 1,
  type: "response",
  command: "initialize",
  request_seq: 1,
  success: true,
  body: { name: "größer" },
};
const terminated = { seq: 2, type: "event", event: "terminated" };

/** What VS Code takes as an answer to say nothing about. */
const canceled = (request_seq: number) => ({
  seq: 0,
  type: "response",
  request_seq,
  command: "canceled",
  success: false,
  message: "canceled",
});

/** A child's adapter on a port, and what it has delivered and logged. */
function adapterOn(port: number) {
  const delivered: DapMessage[] = [];
  const logged: string[] = [];
  const adapter = new ChildAdapter(
    { host: "127.0.0.1", port },
    (message) => delivered.push(message),
    (text) => logged.push(text),
  );
  const untilDelivered = async (count: number) => {
    while (delivered.length < count) await new Promise((done) => setTimeout(done, 5));
    return delivered;
  };
  return { adapter, logged, untilDelivered };
}

/** A parent's adapter that listens: its port, and the other end of the child's line. */
async function listen(t: TestContext) {
  const server = createServer();
  const connection = once(server, "connection") as Promise<[Socket]>;
  await once(server.listen(0, "127.0.0.1"), "listening");
  t.after(() => server.close());
  return { server, port: (server.address() as AddressInfo).port, connection };
}

function framed(message: object): string {
  const text = JSON.stringify(message);
  return `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
}

test("a child whose parent's adapter is gone is not attached, and nobody is told but the log", async (t) => {
  const { server, port } = await listen(t);
  await new Promise((done) => server.close(done));
  const { adapter, logged, untilDelivered } = adapterOn(port);
  adapter.send(initialize);
  assert.deepEqual(await untilDelivered(1), [canceled(1)]);
  adapter.send(disconnect);
  const ended = { seq: 0, type: "response", request_seq: 3, command: "disconnect", success: true };
  assert.deepEqual(await untilDelivered(2), [canceled(1), ended]);
  assert.match(logged.join(), /^A process of the app is not debugged: connect ECONNREFUSED/);
});

test("messages pass both ways, in whatever pieces they come", async (t) => {
  const { port, connection } = await listen(t);
  const { adapter, untilDelivered } = adapterOn(port);
  adapter.send(initialize);
  adapter.send(attach);
  const [socket] = await connection;
  let asked = "";
  socket.on("data", (chunk) => {
    asked += chunk;
  });
  while (!asked.endsWith(framed(attach))) await once(socket, "data");
  assert.equal(asked, framed(initialize) + framed(attach));
  for (const byte of Buffer.from(framed(initialized))) {
    socket.write(Buffer.of(byte));
    await new Promise((done) => setImmediate(done));
  }
  const event = { seq: 2, type: "event", event: "initialized" };
  socket.write(framed(event) + framed({ ...event, seq: 3 }));
  assert.deepEqual(await untilDelivered(3), [initialized, event, { ...event, seq: 3 }]);
  adapter.dispose();
  await once(socket, "end");
});

test("an adapter that goes while a child is being attached ends the child's session", async (t) => {
  const { port, connection } = await listen(t);
  const { adapter, untilDelivered } = adapterOn(port);
  adapter.send(initialize);
  const [socket] = await connection;
  socket.write(framed(initialized));
  await untilDelivered(1);
  adapter.send(attach);
  await once(socket, "data");
  socket.destroy();
  const expected = [initialized, canceled(2), { ...terminated, seq: 0 }];
  assert.deepEqual(await untilDelivered(3), expected);
});

test("an adapter that has announced the end itself is not announced again", async (t) => {
  const { port, connection } = await listen(t);
  const { adapter, untilDelivered } = adapterOn(port);
  adapter.send(initialize);
  const [socket] = await connection;
  const closed = once(socket, "close");
  socket.resume().end(framed(initialized) + framed(terminated));
  await untilDelivered(2);
  await closed;
  adapter.send(disconnect);
  const [, , answer] = await untilDelivered(3);
  assert.equal(answer?.command, "disconnect");
});

const session = { id: "1" } as DebugSession;

/** Shows a request to the tracker of a session, as VS Code does before the adapter gets it. */
function track(announcements: Announcements, command: string) {
  const request = { command, arguments: { supportsStartDebuggingRequest: true } };
  announcements.createDebugAdapterTracker(session).onWillReceiveMessage?.(request);
  return request;
}

test("debugpy is told that it cannot start sessions itself", () => {
  const { arguments: told } = track(new Announcements(), "initialize");
  assert.equal(told.supportsStartDebuggingRequest, false);
});

for (const command of ["terminate", "disconnect"]) {
  test(`a session that gets "${command}" is ending, until it is started again`, () => {
    const announcements = new Announcements();
    track(announcements, "initialize");
    assert.equal(announcements.isEnding(session), false);
    track(announcements, command);
    assert.equal(announcements.isEnding(session), true);
    track(announcements, "initialize");
    assert.equal(announcements.isEnding(session), false);
  });
}

test("a process that the reloaded app has started belongs to the app, too", () => {
  interface Session {
    readonly id: string;
    readonly parentSession?: Session;
  }
  const app: Session = { id: "app" };
  const reloaded: Session = { id: "reloaded", parentSession: app };
  const started: Session = { id: "started", parentSession: reloaded };
  const find = ({ id }: Session) => (id === "app" ? "the app" : undefined);
  assert.equal(nearestInSessions(started, find), "the app");
  assert.equal(nearestInSessions<Session, string>({ id: "another" }, find), undefined);
  assert.equal(nearestInSessions<Session, string>(undefined, find), undefined);
});
