import assert from "node:assert/strict";
import { test } from "node:test";
import type { Route, RoutesResult } from "../../extension/src/protocol";
import { RouteStore } from "../../extension/src/routes/store";

function answer(rules: readonly string[], { indexing = false } = {}): RoutesResult {
  const routes = rules.map((rule) => ({ rule }) as Route);
  return { version: 1, root: null, folders: [], indexing, routes, apps: [], unregistered: [] };
}

/** A store whose server gives these answers one after the other. */
function storeOf(...answers: readonly RoutesResult[]) {
  const left = [...answers];
  const store = new RouteStore(async () => left.shift() ?? assert.fail("asked too often"));
  const seen: string[] = [];
  store.onChange(() => {
    const rules = store.result?.routes.map(({ rule }) => rule).join(" ");
    seen.push(`${rules}${store.indexing ? " …" : ""}`);
  });
  return { store, seen, refresh: store.refresh };
}

test("what is known is shown while the first index grows", async () => {
  const { seen, refresh } = storeOf(answer(["/a"], { indexing: true }), answer(["/a", "/b"]));
  await refresh();
  await refresh();
  assert.deepEqual(seen, ["/a …", "/a /b"]);
});

test("the routes stay while a server that has restarted indexes anew", async () => {
  const { seen, refresh } = storeOf(answer(["/a", "/b"]), answer([], { indexing: true }), answer(["/c"]));
  for (const _ of [1, 2, 3]) await refresh();
  assert.deepEqual(seen, ["/a /b", "/a /b …", "/c"]);
});

test("routes that are gone for good go", async () => {
  const { seen, refresh } = storeOf(answer(["/a"]), answer([]));
  await refresh();
  await refresh();
  assert.deepEqual(seen, ["/a", ""]);
});

test("a server that cannot answer leaves the routes as they are", async () => {
  const store = new RouteStore(async () => Promise.reject(new Error("stopped")));
  await assert.rejects(store.refresh(), /stopped/);
  assert.equal(store.result, undefined);
});
