/** How a page looks on one device: what is kept, and what is no look of ours. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { createLooks, lookOf } from "../../static/js/looks.js";
import { heldNow } from "../../static/phone/along.js";
import { sayOf } from "../../static/js/say.js";
import { createStorage } from "./world.js";

const USUAL = { size: 1, contrast: "", clock: true, along: false, calm: false };

test("a look is kept on the device, and the big screen has its own", () => {
  const storage = createStorage();
  const laid = [];
  const looks = createLooks(storage, "page", (look) => laid.push(look));
  assert.deepEqual(looks.now, USUAL);
  looks.change({ size: 2 });
  looks.change({ contrast: "dark", clock: false });
  const chosen = { ...USUAL, size: 2, contrast: "dark", clock: false };
  assert.deepEqual(laid.pop(), chosen);
  assert.deepEqual(createLooks(storage, "page", () => {}).now, chosen);
  assert.deepEqual(createLooks(storage, "screen", () => {}).now, USUAL);
});

test("where nothing can be kept, a look holds as long as the page", () => {
  const storage = { getItem: () => null, setItem: () => {
    throw new Error("QuotaExceededError");
  } };
  const looks = createLooks(storage, "page", () => {});
  looks.change({ size: 1.5 });
  assert.equal(looks.now.size, 1.5);
});

test("what is no look of ours is the usual one", () => {
  for (const odd of [null, 3, "big", [], { size: "huge", contrast: "pink", clock: "no", along: "yes" }, { size: 40 }, { size: -1 }]) {
    assert.deepEqual(lookOf(odd), USUAL);
  }
  const storage = createStorage();
  storage.setItem("doorstart:look:page", "{half");
  assert.deepEqual(createLooks(storage, "page", () => {}).now, USUAL);
});

test("who reads along reads what the one who leads says, vote by vote", () => {
  const round = (poll, visit, times, status) => ["r" + poll + times, { poll, visit, times, status }];
  const words = (key) => key;
  const says = (rounds, visit) =>
    sayOf({ status: "live", phase: { say: "choose now" }, rounds: heldNow(rounds, visit), words });
  assert.equal(says([], 2), "choose now");
  assert.equal(says([round("a", 1, 1, "closed")], 2), "choose now");
  assert.equal(says([round("a", 2, 1, "closed")], 2), "console.vote_closed_say");
  assert.equal(says([round("a", 2, 2, "open"), round("a", 2, 1, "revealed")], 2), "choose now");
  assert.equal(says([round("a", 2, 1, "revealed"), round("b", 2, 1, "revealed")], 2), "console.result_say");
});
