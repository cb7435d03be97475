// A tried request and its answer, as text.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import {
  asCurl,
  parseHeaders,
  reasonOf,
  renderExchange,
  urlOf,
  withContentType,
} from "../../../extension/src/debug/exchange";

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

test("curl is given the URL that is sent", () => {
  const spaced = { ...request, method: "GET", url: "/größe/a b?q=ä b", body: null };
  assert.equal(
    asCurl(spaced, "http://h:1"),
    "curl -i -X GET 'http://h:1/gr%C3%B6%C3%9Fe/a%20b?q=%C3%A4%20b'",
  );
});

test("a path that was decoded is sent as it came", () => {
  assert.equal(
    urlOf("http://h:1", "/größe/a b?/c#", "q=%C3%A4"),
    "http://h:1/gr%C3%B6%C3%9Fe/a%20b%3F/c%23?q=%C3%A4",
  );
  assert.equal(urlOf("http://h:1", "/", ""), "http://h:1/");
});

test("why a request has no answer is said by the cause of what fetch says", async () => {
  const failed = await fetch("http://127.0.0.1:1/").catch((error) => error);
  assert.match(reasonOf(failed), /ECONNREFUSED|bad port/);
  assert.equal(reasonOf(new Error("the app is not known")), "the app is not known");
});
