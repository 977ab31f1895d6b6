import assert from "node:assert/strict";
import { test } from "node:test";

import { createThumb } from "../../static/phone/thumb.js";

const real = { document: globalThis.document, window: globalThis.window, now: Date.now };
const heard = {};
const page = { scrollY: 0, innerHeight: 600 };
let now = 1_000_000;

/** @param {string} name @param {(t: import("node:test").TestContext) => void} run on a page and a clock of its own */
function held(name, run) {
  test(name, (t) => {
    globalThis.document = { addEventListener: (name, act) => (heard[name] = act) };
    globalThis.window = page;
    Date.now = () => now;
    try {
      run(t);
    } finally {
      Object.assign(globalThis, { document: real.document, window: real.window });
      Date.now = real.now;
    }
  });
}

/** A hand on a page, whose timers a test lets be. */
function hand(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let again = 0;
  const thumb = createThumb(() => (again += 1));
  return { thumb, again: () => again };
}

held("nothing moves under a finger, nor in the moment after it", (t) => {
  const { thumb, again } = hand(t);
  assert.equal(thumb.down(), false);
  heard.touchstart();
  now += 3000;
  assert.equal(thumb.down(), true);
  heard.touchend();
  now += 500;
  assert.equal(thumb.down(), true);
  now += 300;
  assert.equal(thumb.down(), false);
  // What was held back is looked at again by itself.
  t.mock.timers.tick(700);
  assert.equal(again(), 1);
});

held("a finger that was never heard to leave holds nothing back for long", (t) => {
  const { thumb } = hand(t);
  heard.touchstart();
  now += 10_001;
  assert.equal(thumb.down(), false);
});

held("who has scrolled down and reads is told first, and after a while taken along", (t) => {
  const { thumb, again } = hand(t);
  heard.touchend();
  now += 4000;
  assert.equal(thumb.reads(), false);
  page.scrollY = 400;
  assert.equal(thumb.reads(), true);
  t.mock.timers.tick(6000);
  assert.equal(again(), 1);
  now += 6001;
  assert.equal(thumb.reads(), false);
  page.scrollY = 0;
});
