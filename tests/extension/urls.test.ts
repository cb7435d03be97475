import assert from "node:assert/strict";
import { test } from "node:test";
import type { Route } from "../../extension/src/protocol";
import { firstVariable, splitRequestLine, urlForCall } from "../../extension/src/routes/urls";

for (const [endpoint, rule, call] of [
  ["index", "/", "url_for('index')"],
  ["shop.item", "/<int(min=1):id>/<rest>", "url_for('shop.item', id=id, rest=rest)"],
  ["any", '/<any("a:b",c):kind>', "url_for('any', kind=kind)"],
  ["unknown", null, "url_for('unknown')"],
] as const) {
  test(`a url_for call passes each variable of ${rule} by its name`, () => {
    assert.equal(urlForCall({ endpoint, rule } as Route), call);
  });
}

for (const [text, method, url] of [
  ["/users/7", "GET", "/users/7"],
  ["post /users", "POST", "/users"],
  ["  DELETE   http://localhost:5000/users/7?now=1 ", "DELETE", "http://localhost:5000/users/7?now=1"],
  ["users", "GET", "users"],
] as const) {
  test(`"${text}" asks for ${method} ${url}`, () => {
    assert.deepEqual(splitRequestLine(text), { url, method });
  });
}

test("the first variable that is still to be filled in is found", () => {
  assert.deepEqual(firstVariable("http://localhost/a/<int:id>/<b>"), [19, 27]);
  assert.equal(firstVariable("http://localhost/a/7/8"), undefined);
});
