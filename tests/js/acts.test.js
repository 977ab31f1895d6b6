/** What who leads has asked for is under way until the board that it made is here. */

import assert from "node:assert/strict";
import test from "node:test";

import { createActs } from "../../static/console/acts.js";
import { createOutbox } from "../../static/js/outbox.js";
import { createStorage as createDevice } from "../../static/js/storage.js";
import { createStorage, createWorld } from "./world.js";

const open = { type: "OpenPhase", phase: "weigh" };

function desk() {
  const board = { seq: 7 };
  const outbox = createOutbox(createDevice(createStorage(), null), "console:g", { world: createWorld(), send: () => true });
  const toasts = { done() {}, refused() {}, settle() {} };
  const acts = createActs({ outbox, flow: { visit: 1 }, reached: () => board.seq, words: () => "", format: {}, toasts, onChange() {} });
  return { acts, board, ack: (n, seq) => outbox.onFrame({ t: "ack", n, seq, made: "" }) };
}

test("a step that was asked for twice in a blink is taken once", () => {
  const { acts, ack } = desk();
  acts.perform(open);
  assert.ok(acts.pending.has("OpenPhase"));
  // Answered, but the page still shows the step before.
  ack(1, 8);
  assert.ok(acts.pending.has("OpenPhase"));
});

test("who sees the new step can take the next at once, however slow the clock", () => {
  const { acts, board, ack } = desk();
  acts.perform(open);
  ack(1, 8);
  board.seq = 8;
  assert.equal(acts.pending.size, 0);
  acts.perform(open);
  board.seq = 9;
  // The board may also be here before its answer.
  assert.ok(acts.pending.has("OpenPhase"));
  ack(2, 9);
  assert.equal(acts.pending.size, 0);
});
