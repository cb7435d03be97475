// What a running app adds to the outline.

import assert from "node:assert/strict";
import { test } from "node:test";
import { liveNote, onlyWhileRunning, routesOnlyLive } from "../../../extension/src/debug/live";
import { RunningApp } from "../../../extension/src/debug/runningApp";
import type { Route, RoutesResult } from "../../../extension/src/protocol";

const range = { start: { line: 2, character: 0 }, end: { line: 2, character: 3 } };
const place = { uri: "file:///app.py", range };

function route(rule: string | null, endpoint: string, app = "shop:app"): Route {
  const names = {
    methods: ["GET"],
    endpoint,
    view: endpoint,
    app,
    blueprint: null,
    path: "app.py",
    folder: "",
  };
  const lines = { line: 3, end_line: 4, selectionRange: range, registration: place, state: "registered" };
  return { rule, ...names, ...lines, ...place };
}

function known(...routes: Route[]): RoutesResult {
  const apps = [{ name: "shop:app", folder: "", ...place, routes: routes.length }];
  return { version: 1, root: null, folders: [], indexing: false, routes, apps, unregistered: [] };
}

function running(...rules: [string, string][]): RunningApp {
  const app = new RunningApp("shop");
  const routes = rules.map(([rule, endpoint]) => ({ rule, endpoint, methods: ["GET"] }));
  app.receive({ type: "routes", pid: 1, routes });
  return app;
}

test("a route shows its last answer", () => {
  const index = route("/", "index");
  const app = running(["/", "index"]);
  assert.equal(liveNote(app, index, known(index)), "");
  const request = { method: "GET", path: "/", query: "", endpoint: "index", rule: "/" };
  app.receive({ type: "request", pid: 1, ...request, status: 404, milliseconds: 2.6 });
  assert.equal(liveNote(app, index, known(index)), "404 in 3 ms");
  const other = route("/home", "index");
  const both = running(["/", "index"], ["/home", "index"]);
  both.receive({ type: "request", pid: 1, ...request, status: 200, milliseconds: 1 });
  assert.equal(liveNote(both, other, known(index, other)), "", "the same view by another rule");
});

test("a route that the running app lacks is marked, one of another app is not", () => {
  const index = route("/", "index");
  const lost = route("/lost", "lost");
  const foreign = route("/admin", "admin", "admin:app");
  const app = running(["/", "index"]);
  const result = known(index, lost, foreign);
  assert.equal(liveNote(app, lost, result), "not in the running app");
  assert.equal(liveNote(app, foreign, result), "");
});

test("a route that no file says is listed, static files and unknown rules are not", () => {
  const app = running(
    ["/", "index"],
    ["/static/<path:filename>", "static"],
    ["/x/y", "dynamic"],
    ["/new", "new"],
  );
  const only = routesOnlyLive(app, known(route("/", "index"), route(null, "dynamic")));
  assert.deepEqual(
    only.map(({ rule, state, uri }) => [rule, state, uri]),
    [["/new", onlyWhileRunning, "file:///app.py"]],
  );
});

test("without a running app nothing is added", () => {
  const index = route("/", "index");
  assert.equal(liveNote(undefined, index, known(index)), "");
  assert.deepEqual(routesOnlyLive(undefined, known(index)), []);
});
