import assert from "node:assert/strict";
import { test } from "node:test";
import { coalesce } from "../../extension/src/coalesce";
import { RestartQueue } from "../../extension/src/server/restart";

/** Work that lasts until it is told to end. */
function stepwise() {
  const waiting: (() => void)[] = [];
  let runs = 0;
  const work = () => {
    runs += 1;
    return new Promise<void>((done) => waiting.push(done));
  };
  return { work, finish: () => waiting.shift()?.(), runs: () => runs };
}

const settled = () => new Promise((done) => setImmediate(done));

test("requests during a run lead to exactly one more", async () => {
  const { work, finish, runs } = stepwise();
  const request = coalesce(work);
  const first = request();
  const later = [request(), request(), request()];
  assert.equal(runs(), 1);
  finish();
  await first;
  await settled();
  assert.equal(runs(), 2);
  finish();
  await Promise.all(later);
  assert.equal(runs(), 2);
});

test("a run that fails does not keep the next from running", async () => {
  let runs = 0;
  const request = coalesce(async () => {
    runs += 1;
    if (runs === 1) throw new Error("first");
  });
  const [first, second] = await Promise.allSettled([request(), request()]);
  assert.equal(first.status, "rejected");
  assert.equal(second.status, "fulfilled");
});

function queue(wanted: () => string) {
  const applied: string[] = [];
  const restarts = new RestartQueue<string>(
    async () => wanted(),
    async (target) => {
      applied.push(target);
    },
    (one, other) => one === other,
  );
  return { restarts, applied };
}

test("nothing restarts while the same target is wanted", async () => {
  let wanted = "3.11";
  const { restarts, applied } = queue(() => wanted);
  await restarts.request();
  await restarts.request();
  wanted = "3.12";
  await restarts.request();
  assert.deepEqual(applied, ["3.11", "3.12"]);
});

test("a forced request restarts the same target", async () => {
  const { restarts, applied } = queue(() => "3.11");
  await restarts.request();
  await restarts.force();
  assert.deepEqual(applied, ["3.11", "3.11"]);
});

test("the target is resolved anew for a request that arrived during a restart", async () => {
  let wanted = "3.11";
  const { restarts, applied } = queue(() => wanted);
  const first = restarts.request();
  wanted = "3.12";
  await Promise.all([first, restarts.request()]);
  assert.equal(applied.at(-1), "3.12");
});
