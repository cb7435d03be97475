// The line on which running apps report, over a real socket.

import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { test } from "node:test";
import { type AppMessage, Channel } from "../../../extension/src/debug/channel";
import { RunningApp } from "../../../extension/src/debug/runningApp";

test("who knows a token is heard", async (t) => {
  const channel = new Channel(assert.fail);
  t.after(() => channel.dispose());
  const heard = new Promise<AppMessage>((resolve) => void channel.open(resolve).then(speak));
  function speak(address: string) {
    const [port, token] = address.split(":");
    connect(Number(port), "127.0.0.1").end(`${token}\n{"type":"listening","pid":1,"url":"http://x"}\n`);
  }
  assert.deepEqual(await heard, { type: "listening", pid: 1, url: "http://x" });
});

for (const greeting of ["wrong\n", "x".repeat(10_000)]) {
  test(`who knows none is turned away: ${greeting.slice(0, 6).trim()}`, async (t) => {
    const channel = new Channel(() => undefined);
    t.after(() => channel.dispose());
    const [port] = (await channel.open(() => assert.fail("a stranger was heard"))).split(":");
    const socket = connect(Number(port), "127.0.0.1");
    socket.on("error", () => undefined).resume();
    socket.write(greeting);
    await once(socket, "close");
  });
}

test("an app is known by what it reports", () => {
  const app = new RunningApp("Flask: app.py");
  assert.equal(app.framework, "starting");
  app.receive({ type: "framework", pid: 1, version: null, python: "/py" });
  assert.match(app.framework, /bundled framework/);
  app.receive({ type: "framework", pid: 2, version: "3.1.3", python: "/py" });
  assert.equal(app.framework, "Flask 3.1.3");
  const request = { type: "request", pid: 2, method: "GET", path: "/a", query: "", rule: "/a" } as const;
  app.receive({ ...request, endpoint: "a", status: 200, milliseconds: 1.5 });
  app.receive({ ...request, endpoint: "a", status: 500, milliseconds: 2 });
  assert.equal(app.lastRequest({ endpoint: "a", rule: "/a" })?.status, 500);
  assert.equal(app.lastRequest({ endpoint: "a", rule: "/other" }), undefined);
});

test("the log keeps the newest requests", () => {
  const app = new RunningApp("app");
  for (let status = 0; status < 600; status++) {
    const place = { method: "GET", path: "/", query: "", endpoint: null, rule: null };
    app.receive({ type: "request", pid: 1, ...place, status, milliseconds: 1 });
  }
  assert.equal(app.requests.length, 500);
  assert.equal(app.requests[0]?.status, 599);
});
