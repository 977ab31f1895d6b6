import assert from "node:assert/strict";
import { test } from "node:test";

import { createOutbox } from "../../static/js/outbox.js";
import { createStorage as createDevice } from "../../static/js/storage.js";
import { createStorage, createWorld } from "./world.js";

const post = (text) => ({ type: "PostCard", kind: "k", text });

function open(storage = createStorage(), world = createWorld(), ready = undefined) {
  const line = { up: true, sent: [] };
  const late = [];
  const outbox = createOutbox(createDevice(storage, null), "doorstart:out:g", {
    world,
    ready,
    onLate: () => late.push(world.now()),
    send(frame) {
      if (line.up) line.sent.push(frame);
      return line.up;
    },
  });
  const ack = (n, made = "") => outbox.onFrame({ t: "ack", n, seq: 1, made });
  const no = (n, code, again = false) => outbox.onFrame({ t: "no", n, code, value: "", limit: "", again });
  return { outbox, line, late, ack, no, storage, world };
}

const texts = (sent) => sent.map((frame) => frame.command.text);
const states = (outbox) => outbox.entries().map((entry) => `${entry.command.text} ${entry.state}`);

test("one command is under way at a time, in the order they were given", () => {
  const { outbox, line, ack } = open();
  outbox.add(post("een"), 3);
  outbox.add(post("twee"), 3);
  assert.deepEqual(texts(line.sent), ["een"]);
  assert.equal(line.sent[0].n, 1);
  assert.equal(line.sent[0].visit, 3);
  ack(1, "card-1");
  assert.deepEqual(texts(line.sent), ["een", "twee"]);
  assert.equal(line.sent[1].outbox, line.sent[0].outbox);
  assert.equal(line.sent[1].n, 2);
  assert.deepEqual(states(outbox), ["een saved", "twee sending"]);
  assert.equal(outbox.entries()[0].made, "card-1");
});

test("without a line it waits, and goes out by itself afterwards, once", () => {
  const { outbox, line, ack, world } = open();
  line.up = false;
  outbox.add(post("een"), 1);
  world.pass(60_000);
  assert.deepEqual(line.sent, []);
  line.up = true;
  outbox.flush();
  ack(1);
  world.pass(60_000);
  assert.deepEqual(texts(line.sent), ["een"]);
});

test("a lost line sends the same again, under the same number", () => {
  const { outbox, line, ack } = open();
  outbox.add(post("een"), 1);
  outbox.lost();
  outbox.flush();
  assert.equal(line.sent.length, 2);
  assert.deepEqual(line.sent[0], line.sent[1]);
  ack(1);
  assert.deepEqual(states(outbox), ["een saved"]);
});

test("an answer that is long in coming is asked for again, and the line is doubted", () => {
  const { outbox, line, late, world } = open();
  outbox.add(post("een"), 1);
  world.pass(5000);
  assert.equal(late.length, 1);
  assert.deepEqual(line.sent[0], line.sent[1]);
});

test("a refusal keeps the reason, and the next one goes on", () => {
  const { outbox, line, no } = open();
  outbox.add(post("een"), 1);
  outbox.add(post("twee"), 1);
  no(1, "too_long");
  assert.deepEqual(states(outbox), ["een failed", "twee sending"]);
  assert.equal(outbox.entries()[0].code, "too_long");
  assert.deepEqual(texts(line.sent), ["een", "twee"]);
});

test("what may succeed later is kept and tried again, before what came after it", () => {
  const { outbox, line, no, ack, world } = open();
  outbox.add(post("een"), 1);
  outbox.add(post("twee"), 1);
  no(1, "unavailable", true);
  outbox.flush();
  assert.deepEqual(texts(line.sent), ["een"]);
  world.pass(2000);
  assert.deepEqual(texts(line.sent), ["een", "een"]);
  ack(1);
  assert.deepEqual(texts(line.sent), ["een", "een", "twee"]);
});

test("what is given back waits longer each time, by chance, and never over ten seconds", () => {
  const world = createWorld();
  const waits = [];
  for (const chance of [0, 1]) {
    world.random = () => chance;
    const { line, outbox, no } = open(createStorage(), world);
    outbox.add(post("een"), 1);
    for (let n = 0; n < 7; n += 1) {
      const before = world.now();
      const sent = line.sent.length;
      no(1, "unavailable", true);
      while (line.sent.length === sent) world.pass(50);
      waits.push(world.now() - before);
    }
  }
  assert.deepEqual(waits.slice(0, 7), [500, 500, 500, 500, 500, 500, 500]);
  assert.deepEqual(waits.slice(7), [1000, 2000, 4000, 8000, 10_000, 10_000, 10_000]);
});

test("an answer ends the growing of the pauses", () => {
  const { outbox, line, no, ack, world } = open();
  outbox.add(post("een"), 1);
  for (let n = 0; n < 6; n += 1) {
    no(1, "unavailable", true);
    world.pass(10_000);
  }
  ack(1);
  outbox.add(post("twee"), 1);
  const sent = line.sent.length;
  no(2, "unavailable", true);
  world.pass(1000);
  assert.equal(line.sent.length, sent + 1);
});

test("what was given back says so, is told once, and is the same after a reload", () => {
  const first = open();
  const entry = first.outbox.add(post("een"), 1);
  const told = [];
  first.outbox.subscribe((one) => told.push(one && `${one.state} ${one.code}`));
  first.no(1, "unavailable", true);
  first.world.pass(2000);
  first.no(1, "unavailable", true);
  assert.deepEqual(told, ["sending unavailable"]);
  first.outbox.leave();
  const second = open(first.storage, first.world);
  assert.equal(second.outbox.entries()[0].code, "unavailable");
  second.outbox.flush();
  second.ack(entry.n);
  assert.deepEqual(states(second.outbox), ["een saved"]);
  assert.equal(second.outbox.entries()[0].code, "");
});

test("a retry is a new command: its old number has an answer", () => {
  const { outbox, line, no } = open();
  const entry = outbox.add(post("een"), 1, { draft: "d" });
  no(1, "internal");
  const again = outbox.retry(entry.ref, 4);
  assert.equal(line.sent[1].n, 2);
  assert.equal(line.sent[1].visit, 4);
  assert.deepEqual(again.info, { draft: "d" });
  assert.deepEqual(states(outbox), ["een sending"]);
});

test("an answer to another number is not about this one", () => {
  const { outbox, ack } = open();
  outbox.add(post("een"), 1);
  ack(7);
  assert.deepEqual(states(outbox), ["een sending"]);
});

test("after a reload the same page goes on under the same id and numbers", () => {
  const first = open();
  first.line.up = false;
  first.outbox.add(post("een"), 2, { draft: "d" });
  first.outbox.leave();
  const second = open(first.storage, first.world);
  second.outbox.flush();
  assert.deepEqual(texts(second.line.sent), ["een"]);
  assert.deepEqual(second.outbox.entries()[0].info, { draft: "d" });
  second.ack(1);
  second.outbox.add(post("twee"), 2);
  assert.equal(second.line.sent[1].outbox, second.line.sent[0].outbox);
  assert.equal(second.line.sent[1].n, 2);
});

test("a page that was killed is taken over once it is surely gone", () => {
  const killed = open();
  killed.line.up = false;
  killed.outbox.add(post("een"), 1);
  const world = createWorld(100);
  const next = open(killed.storage, world);
  next.outbox.flush();
  assert.deepEqual(next.line.sent, []);
  world.pass(20_000);
  assert.deepEqual([...new Set(texts(next.line.sent))], ["een"]);
  assert.deepEqual([...new Set(next.line.sent.map((frame) => frame.n))], [1]);
  next.ack(1);
  assert.equal(next.outbox.entries().length, 1);
});

test("two pages of one seat keep apart", () => {
  const one = open();
  const other = open(one.storage, one.world);
  one.outbox.add(post("een"), 1);
  other.outbox.add(post("twee"), 1);
  assert.notEqual(one.line.sent[0].outbox, other.line.sent[0].outbox);
  one.world.pass(60_000);
  one.ack(1);
  other.ack(1);
  assert.deepEqual(states(one.outbox), ["een saved"]);
  assert.deepEqual(states(other.outbox), ["twee saved"]);
});

test("a page whose lane was taken while it slept begins a new one", () => {
  const slept = open();
  slept.line.up = false;
  slept.outbox.add(post("een"), 1);
  slept.world.sleep(60_000);
  const taker = open(slept.storage, slept.world);
  taker.outbox.flush();
  taker.ack(1);
  slept.line.up = true;
  slept.outbox.add(post("twee"), 1);
  assert.deepEqual(texts(slept.line.sent), ["twee"]);
  assert.notEqual(slept.line.sent[0].outbox, taker.line.sent[0].outbox);
});

test("a number that was used elsewhere with other content goes out from a new lane", () => {
  const { outbox, line, no, ack } = open();
  outbox.add(post("een"), 1);
  no(1, "id_reused");
  assert.equal(line.sent.length, 2);
  assert.notEqual(line.sent[1].outbox, line.sent[0].outbox);
  ack(1);
  assert.deepEqual(states(outbox), ["een saved"]);
});

test("a full storage does not keep a command from going out", () => {
  const { outbox, line, ack, storage } = open();
  storage.full = true;
  outbox.add(post("een"), 1);
  assert.deepEqual(texts(line.sent), ["een"]);
  ack(1);
  assert.deepEqual(states(outbox), ["een saved"]);
});

test("what is saved is not kept on the device, and goes when it is dropped", () => {
  const { outbox, ack, storage } = open();
  const entry = outbox.add(post("een"), 1);
  ack(1);
  const kept = JSON.parse([...storage.rows.values()][0].replace(/^\d+\n/, ""));
  assert.deepEqual(kept.entries, []);
  assert.equal(kept.next, 2);
  outbox.drop(entry.ref);
  assert.deepEqual(outbox.entries(), []);
});

test("rubbish in storage is passed over", () => {
  const storage = createStorage();
  storage.rows.set("doorstart:out:g:x", "{");
  storage.rows.set("doorstart:out:g:y", '"text"');
  const { outbox, line } = open(storage);
  outbox.add(post("een"), 1);
  assert.deepEqual(texts(line.sent), ["een"]);
});
