/** Time on a phone: its clock may be wrong, it may sleep, and no time closes anything. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { createModel } from "../../static/js/model.js";
import { createOutbox } from "../../static/js/outbox.js";
import { createStorage } from "../../static/js/storage.js";
import { timeLeft } from "../../static/js/timer.js";
import { createDrafts } from "../../static/phone/drafts.js";
import { createStorage as createLocal, createWorld } from "./world.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOON = 1_792_310_400_000;
const PHASE = { seq: 3, id: "f", visit: 1, visited: [], ends_at: NOON + 5 * MINUTE, minutes: 10, left: 0 };

test("a clock that is hours off shows the time that is left by the server's clock", () => {
  for (const off of [-7 * HOUR, 5 * HOUR]) {
    let device = NOON + off;
    const model = createModel({ now: NOON, position: { seq: 3, mark: "" }, view: { phase: PHASE } }, () => device);
    const left = () => timeLeft(model.get("phase"), "live", model.now());
    assert.deepEqual(left(), { minutes: 5, share: 0.5, state: "running" });
    device += 2 * MINUTE;
    assert.equal(left().minutes, 3);
    // The phone finds the right time in the midst of it; the next word of the server mends it.
    device = NOON + 2 * MINUTE;
    model.apply({ t: "now", now: NOON + 2 * MINUTE });
    assert.equal(left().minutes, 3);
  }
});

test("a clock that jumps keeps no command from going out", () => {
  for (const jump of [-7 * HOUR, 7 * HOUR]) {
    const world = createWorld();
    const sent = [];
    const outbox = createOutbox(createStorage(createLocal(), null), "doorstart:outbox:g", {
      world,
      send: (frame) => sent.push(frame.n) > 0,
    });
    outbox.add({ type: "PostCard", kind: "k", text: "een" }, 1);
    world.sleep(jump);
    outbox.onFrame({ t: "ack", n: 1, seq: 1, made: "m" });
    outbox.add({ type: "PostCard", kind: "k", text: "twee" }, 1);
    assert.deepEqual(sent, [1, 2]);
    assert.equal(outbox.entries().length, 2);
  }
});

test("A-13 hours after its time a phase is said to be over, and no more than that", () => {
  const over = timeLeft(PHASE, "live", PHASE.ends_at + 9 * HOUR);
  assert.deepEqual(over, { minutes: 0, share: 1, state: "over" });
});

test("a phone that slept for twenty minutes sends its card for the step it was in, and keeps its draft", () => {
  const world = createWorld();
  const local = createLocal();
  const storage = createStorage(local, null);
  const drafts = createDrafts(storage, "doorstart:drafts:g", world.now, "me");
  const model = createModel({ position: { seq: 3, mark: "" }, view: { phase: PHASE } }, world.now);
  let up = false;
  const sent = [];
  const outbox = createOutbox(storage, "doorstart:outbox:g", {
    world,
    send(frame) {
      if (up) sent.push(frame);
      return up;
    },
  });
  outbox.add({ type: "PostCard", kind: "k", text: "net voor ik sliep" }, model.get("phase").visit);
  const said = { kind: "k", phase: "f", visit: 1, text: "half", fields: {}, links: {}, anonymous: false, reason: null };
  drafts.keepText(said);
  world.sleep(20 * MINUTE);
  // It wakes in another step, with one whole view.
  model.apply({ t: "view", position: { seq: 90, mark: "" }, view: { phase: { ...PHASE, seq: 80, id: "g", visit: 4 } } });
  up = true;
  world.pass(5000);
  outbox.flush();
  assert.deepEqual([sent[0].visit, sent[0].command.text], [1, "net voor ik sliep"]);
  assert.equal(model.get("phase").visit, 4);
  assert.equal(drafts.text("k", "f").text, "half");
});
