import assert from "node:assert/strict";
import { test } from "node:test";

import { createModel } from "../../static/js/model.js";

const at = (seq) => ({ seq, mark: "m" + seq });

function start(view = { "card:a": { seq: 1, text: "een" } }, seq = 5) {
  let clock = 1000;
  const model = createModel({ view, position: at(seq), now: 1500 }, () => clock);
  const told = [];
  model.subscribe((changed) => told.push(changed && [...changed]));
  return { model, told, pass: (ms) => (clock += ms) };
}

test("a patch that follows sets, takes away, and moves the position", () => {
  const { model, told } = start();
  const set = { "card:b": { seq: 6, text: "twee" }, "card:a": null };
  assert.equal(model.apply({ t: "patch", after: 5, position: at(6), set }), "ok");
  assert.deepEqual(model.all("card"), [["b", { seq: 6, text: "twee" }]]);
  assert.deepEqual(model.position, at(6));
  assert.deepEqual(told, [["card:b", "card:a"]]);
});

test("a patch seen before changes nothing; one that does not follow is a gap", () => {
  const { model, told } = start();
  const patch = { t: "patch", after: 5, position: at(6), set: { "card:a": { seq: 6, text: "nieuw" } } };
  assert.equal(model.apply(patch), "ok");
  assert.equal(model.apply(patch), "ok");
  assert.equal(model.apply({ t: "patch", after: 8, position: at(9), set: { "card:a": null } }), "gap");
  assert.equal(model.get("card", "a").text, "nieuw");
  assert.deepEqual(model.position, at(6));
  assert.equal(told.length, 1);
});

test("an older entity in a patch does not undo a newer one", () => {
  const { model } = start({ "card:a": { seq: 5, text: "nieuw" } });
  model.apply({ t: "patch", after: 5, position: at(6), set: { "card:a": { seq: 3, text: "oud" } } });
  assert.equal(model.get("card", "a").text, "nieuw");
});

test("a patch without anything to see moves the position and tells nobody", () => {
  const { model, told } = start();
  model.apply({ t: "patch", after: 5, position: at(9), set: {} });
  assert.deepEqual(model.position, at(9));
  assert.deepEqual(told, []);
});

test("a view replaces all, also after the log went back", () => {
  const { model, told } = start();
  model.apply({ t: "view", position: { seq: 2, mark: "x" }, view: { session: { seq: 2, status: "live" } } });
  assert.equal(model.get("card", "a"), null);
  assert.equal(model.get("session").status, "live");
  assert.deepEqual(model.position, { seq: 2, mark: "x" });
  assert.deepEqual(told, [null]);
});

test("the personal part goes by its seq, and starts anew with a whole view", () => {
  const { model } = start();
  model.apply({ t: "mine", seq: 8, mine: { left: 1 } });
  model.apply({ t: "mine", seq: 7, mine: { left: 2 } });
  assert.equal(model.mine.left, 1);
  model.apply({ t: "welcome", whole: true, now: 0, position: at(3) });
  model.apply({ t: "mine", seq: 3, mine: { left: 3 } });
  assert.equal(model.mine.left, 3);
});

test("the clock is the server's", () => {
  const { model, pass } = start();
  assert.equal(model.now(), 1500);
  pass(100);
  assert.equal(model.now(), 1600);
  model.apply({ t: "now", now: 9000 });
  assert.equal(model.now(), 9000);
});

test("names and presence replace the ones before", () => {
  const { model, told } = start();
  model.apply({ t: "names", people: { s: "An" }, organisations: { o: "De Bib" } });
  model.apply({ t: "presence", here: 4, typing: 1, busy: 2 });
  assert.equal(model.names.organisations.o, "De Bib");
  assert.equal(model.presence.here, 4);
  assert.deepEqual(told, [["names"], ["presence"]]);
});

test("all is well until the server says otherwise", () => {
  const { model, told } = start();
  assert.deepEqual(model.health, { saving: true, others: true });
  model.apply({ t: "health", saving: false, others: true });
  assert.equal(model.health.saving, false);
  assert.deepEqual(told, [["health"]]);
});

test("frames that are none of its business change nothing", () => {
  const { model, told } = start();
  assert.equal(model.apply({ t: "ack", n: 1, seq: 6, made: "" }), "ok");
  assert.equal(model.apply({ t: "something-newer" }), "ok");
  assert.deepEqual(told, []);
});
