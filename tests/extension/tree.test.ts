import assert from "node:assert/strict";
import { test } from "node:test";
import type { Route, RoutesResult } from "../../extension/src/protocol";
import { describeRoute, splitSentence } from "../../extension/src/routes/describe";
import {
  buildTree,
  type Node,
  parentOf,
  routeAt,
  routeNodes,
  routeOf,
  type TreeOptions,
} from "../../extension/src/routes/tree";

const nowhere = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

function route(text: string, changes: Partial<Route> = {}): Route {
  const [methods = "", rule = "", endpoint = ""] = text.split(" ");
  const uri = "file:///app/app.py";
  return {
    rule,
    methods: methods.split(","),
    endpoint,
    view: endpoint.split(".").at(-1) ?? "",
    app: "app",
    blueprint: null,
    path: "app.py",
    line: 1,
    end_line: 1,
    folder: "file:///app",
    uri,
    range: nowhere,
    selectionRange: nowhere,
    registration: { uri, range: nowhere },
    state: "ok",
    ...changes,
  };
}

function result(routes: readonly Route[], changes: Partial<RoutesResult> = {}): RoutesResult {
  return {
    version: 1,
    root: null,
    folders: [],
    indexing: false,
    routes,
    apps: [],
    unregistered: [],
    ...changes,
  };
}

/** The tree as text, one node a line, indented by its depth. */
function drawn(nodes: readonly Node[], depth = 0): string[] {
  return nodes.flatMap((node) => {
    const indent = "  ".repeat(depth);
    if (node.kind !== "route") return [`${indent}${node.label}`, ...drawn(node.children, depth + 1)];
    const { label, description } = describeRoute(node.route);
    return [`${indent}${label} ${description}`];
  });
}

function tree(contents: RoutesResult, options: Partial<TreeOptions> = {}): readonly Node[] {
  return buildTree(contents, { layout: "grouped", sort: "rule", filter: "", ...options });
}

const shop = result([
  route("GET /users/<int:id> users.show", { blueprint: "users", line: 9 }),
  route("POST /users users.create", { blueprint: "users", line: 20 }),
  route("GET / index", { line: 30 }),
]);

test("the only route of the only app stands at the top", () => {
  assert.deepEqual(drawn(tree(result([route("GET / hello_world")]))), ["GET / hello_world"]);
});

test("a blueprint's routes stand below it, after the app's own", () => {
  assert.deepEqual(drawn(tree(shop)), [
    "GET / index",
    "users",
    "  POST /users users.create",
    "  GET /users/<int:id> users.show",
  ]);
});

test("two apps have a level of their own", () => {
  const both = result([route("GET / index"), route("GET /admin admin", { app: "admin_app" })]);
  assert.deepEqual(drawn(tree(both)), ["app", "  GET / index", "admin_app", "  GET /admin admin"]);
});

test("two workspace folders have a level of their own, by their names", () => {
  const other = route("GET / index", { folder: "file:///work/api" });
  const folders = [{ uri: "file:///app", name: "Shop", path: "/app" }];
  assert.deepEqual(drawn(tree(result([route("GET / index"), other], { folders }))), [
    "Shop",
    "  GET / index",
    "api",
    "  GET / index",
  ]);
});

test("flat is one list", () => {
  assert.deepEqual(drawn(tree(shop, { layout: "flat" })), [
    "GET / index",
    "POST /users users.create",
    "GET /users/<int:id> users.show",
  ]);
});

test("source order is by file and line", () => {
  assert.deepEqual(drawn(tree(shop, { layout: "flat", sort: "source" })), [
    "GET /users/<int:id> users.show",
    "POST /users users.create",
    "GET / index",
  ]);
});

test("a filter's words may name method, rule, endpoint, view and file, in any order and case", () => {
  for (const filter of ["USERS post", "create", "app.py users.create"]) {
    assert.deepEqual(drawn(tree(shop, { layout: "flat", filter })), ["POST /users users.create"]);
  }
  assert.deepEqual(drawn(tree(shop, { filter: "nothing" })), []);
});

test("a rule that cannot be told is listed last and says so", () => {
  const dynamic = route("GET ? dynamic", { rule: null });
  assert.deepEqual(drawn(tree(result([dynamic, route("GET /z z")]))), [
    "GET /z z",
    "GET (rule not known) dynamic",
  ]);
});

test("views that are in no url_map stand in a group of their own with the missing step", () => {
  const { endpoint: _, app: __, blueprint: ___, end_line: ____, ...view } = route("GET /lost lost");
  const unregistered = [{ ...view, target: "shop", state: "blueprint-not-registered" }];
  const nodes = tree(result([], { unregistered }));
  assert.deepEqual(drawn(nodes), ["Not registered", "  GET /lost lost · blueprint not registered"]);
});

test("ids differ, also for routes that look the same, and stay when others come and go", () => {
  const twin = route("GET / index");
  const before = routeNodes(tree(result([twin, twin])));
  const after = routeNodes(tree(result([twin, twin, route("GET /a a")])));
  assert.equal(new Set(before.map(({ id }) => id)).size, 2);
  assert.deepEqual(
    after.filter(({ route }) => route.rule === "/").map(({ id }) => id),
    before.map(({ id }) => id),
  );
});

test("every node's parent is the group that holds it", () => {
  const nodes = tree(shop);
  const users = nodes[1];
  assert.ok(users && users.kind === "blueprint" && users.children[0]);
  assert.equal(parentOf(nodes, users), undefined);
  assert.equal(parentOf(nodes, users.children[0])?.id, users.id);
});

const lines = (start: number, end: number) => ({
  range: { start: { line: start, character: 0 }, end: { line: end, character: 0 } },
});

test("the cursor is in the innermost view function around it", () => {
  const nodes = tree(
    result([route("GET /outer outer", lines(0, 20)), route("GET /inner inner", lines(5, 8))]),
  );
  const at = (line: number) => routeAt(nodes, "file:///app/app.py", line)?.route.endpoint;
  assert.deepEqual([at(1), at(6), at(20), at(21)], ["outer", "inner", "outer", undefined]);
  assert.equal(routeAt(nodes, "file:///other.py", 6), undefined);
});

test("of two rules of one view function the selected one stays", () => {
  const nodes = tree(result([route("GET /a view", lines(0, 3)), route("GET /b view", lines(0, 3))]));
  const [first, second] = routeNodes(nodes);
  assert.equal(routeAt(nodes, "file:///app/app.py", 1)?.id, first?.id);
  assert.equal(routeAt(nodes, "file:///app/app.py", 1, second)?.id, second?.id);
});

test("a screen reader hears method, rule, endpoint, state and place", () => {
  const { spoken } = describeRoute(route("GET /lost lost", { state: "not-called", line: 7 }));
  assert.equal(spoken, "GET /lost, endpoint lost, never called, in app.py, line 7");
});

for (const [text, first, others] of [
  ["Only one.", "Only one.", ""],
  ["No app has app.py. Call it. Then run.", "No app has app.py.", "Call it. Then run."],
  ["no full stop", "no full stop", ""],
] as const) {
  test(`"${text}" is told in its first sentence and the others`, () => {
    assert.deepEqual(splitSentence(text), [first, others]);
  });
}

test("a command takes an item of the outline or a route of a code lens, and nothing else", () => {
  const index = route("GET / index");
  const [node] = routeNodes(tree(result([index])));
  assert.equal(routeOf(node), index);
  assert.equal(routeOf(index), index);
  for (const other of [undefined, null, "file:///app/app.py", { scheme: "file", path: "/app/app.py" }]) {
    assert.equal(routeOf(other), undefined);
  }
});
