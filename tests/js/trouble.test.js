/** What is said of a server that cannot save: when it lasts, and when it is over. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { createTrouble } from "../../static/console/trouble.js";
import { createWorld } from "./world.js";

function watched() {
  const world = createWorld();
  const shown = [];
  const trouble = createTrouble({ patience: 2000, lasts: 10_000, world }, () => shown.push(trouble.shown));
  return { world, trouble, shown };
}

test("what is over at once was nobody's business", () => {
  const { world, trouble, shown } = watched();
  trouble.hear(true);
  trouble.hear(false);
  world.pass(1999);
  trouble.hear(true);
  world.pass(60_000);
  assert.deepEqual(shown, []);
});

test("what lasts is said once, and that it is over for a while", () => {
  const { world, trouble, shown } = watched();
  for (let n = 0; n < 5; n += 1) {
    trouble.hear(false);
    world.pass(1000);
  }
  assert.deepEqual(shown, ["on"]);
  trouble.hear(true);
  assert.deepEqual(shown, ["on", "over"]);
  world.pass(10_000);
  assert.deepEqual(shown, ["on", "over", ""]);
});

test("a second time right after the first does not count as over", () => {
  const { world, trouble, shown } = watched();
  trouble.hear(false);
  world.pass(2000);
  trouble.hear(true);
  trouble.hear(false);
  assert.equal(trouble.shown, "");
  world.pass(2000);
  assert.deepEqual(shown, ["on", "over", "", "on"]);
});

test("what was sent may wait on the phones from the first moment until they had time", () => {
  const { world, trouble } = watched();
  assert.equal(trouble.fresh, false);
  trouble.hear(false);
  assert.equal(trouble.fresh, true);
  trouble.hear(true);
  world.pass(9999);
  assert.equal(trouble.fresh, true);
  world.pass(1);
  assert.equal(trouble.fresh, false);
});
