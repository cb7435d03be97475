// A tried request and its answer, as text.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { asCurl, parseHeaders, renderExchange, withContentType } from "../../../extension/src/debug/exchange";

const request = { method: "POST", url: "/a?b=1", headers: [], body: '{"it\'s": 1}' } as const;

test("headers are read, one a line or behind semicolons", () => {
  assert.deepEqual(parseHeaders("Accept: text/html; q=0.5; X-Token: a:b"), [
    ["Accept", "text/html; q=0.5"],
    ["X-Token", "a:b"],
  ]);
  assert.deepEqual(parseHeaders(""), []);
  assert.equal(parseHeaders("no header"), undefined);
});

test("a body gets the content type that it looks like, unless one is given", () => {
  assert.deepEqual(withContentType(request).headers, [["Content-Type", "application/json"]]);
  assert.deepEqual(withContentType({ ...request, body: "a=1" }).headers, [
    ["Content-Type", "application/x-www-form-urlencoded"],
  ]);
  const given = { ...request, headers: [["content-type", "text/plain"]] as const };
  assert.deepEqual(withContentType(given), given);
});

test("a JSON answer is indented, another is shown as it is", () => {
  const answer = { status: "200 OK", body: '{"a":[1]}', milliseconds: 3 };
  const json = renderExchange(request, { ...answer, headers: [["Content-Type", "application/json"]] });
  assert.match(json, /HTTP 200 OK {2}\(3 ms\)/);
  assert.match(json, /\{\n {2}"a": \[\n/);
  assert.match(
    renderExchange(request, { ...answer, headers: [["Content-Type", "text/plain"]] }),
    /\{"a":\[1\]\}/,
  );
});

test("a shell reads in curl's command what was sent", () => {
  const command = asCurl({ ...request, headers: [["X", "a b"]] }, "http://h:1");
  const words = execFileSync("sh", ["-c", `printf '%s\\n' ${command}`], { encoding: "utf8" });
  const expected = [
    "curl",
    "-i",
    "-X",
    "POST",
    "http://h:1/a?b=1",
    "-H",
    "X: a b",
    "--data-raw",
    request.body,
  ];
  assert.deepEqual(words.trimEnd().split("\n"), expected);
});
