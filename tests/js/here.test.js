import assert from "node:assert/strict";
import { test } from "node:test";

import { createHere } from "../../static/phone/here.js";

function started(context) {
  const real = globalThis.document;
  context.after(() => (globalThis.document = real));
  globalThis.document = { hidden: false };
  const sent = [];
  const here = createHere((frame) => sent.push(frame));
  here.atVisit(1);
  return { here, sent };
}

test("who asks for time keeps the step when it is over, until going on", (context) => {
  const { here, sent } = started(context);
  here.toggle();
  assert.equal(sent[sent.length - 1].busy, true);
  assert.equal(here.waits(), false);
  here.atVisit(2);
  assert.equal(here.said.busy, false);
  assert.equal(here.waits(), true);
  here.atVisit(3);
  assert.equal(here.waits(), true);
  here.movedOn();
  assert.equal(here.waits(), false);
});

test("what was sent after all ends the waiting", (context) => {
  const { here } = started(context);
  here.toggle();
  here.atVisit(2);
  here.finished();
  assert.equal(here.waits(), false);
});

test("who asked for nothing goes along with the others", (context) => {
  const { here, sent } = started(context);
  here.atVisit(2);
  assert.equal(here.waits(), false);
  assert.deepEqual(sent, []);
});
