import assert from "node:assert/strict";
import { test } from "node:test";

import { createEvents } from "../../static/js/events.js";

const HELLO = { t: "hello", v: 1, grant: "g", audience: "", position: { seq: 7, mark: "aa" } };
const HERE = { t: "here", typing: false, busy: false, hidden: false };
const soon = () => new Promise((done) => setImmediate(done));

/** A page with its line over events; what it asks, and what it was given. */
async function start() {
  const sources = [];
  const posted = [];
  const given = [];
  const socket = createEvents({
    newId: () => "page-0000000000000001",
    source(address) {
      const source = { query: new URLSearchParams(address.split("?")[1]), closed: false, heard: {} };
      source.addEventListener = (name, heard) => (source.heard[name] = heard);
      source.close = () => (source.closed = true);
      sources.push(source);
      return source;
    },
    post: (body) => new Promise((answer, lose) => posted.push({ ...JSON.parse(body), answer, lose })),
  });
  socket.onopen = () => socket.send(JSON.stringify(HELLO));
  socket.onmessage = (event) => given.push(JSON.parse(event.data));
  socket.onclose = (event) => given.push(event.code);
  await soon();
  const say = (frame) => sources.at(-1).heard.message({ data: JSON.stringify(frame) });
  const send = (frame) => socket.send(JSON.stringify(frame));
  return { socket, sources, posted, given, say, send };
}

test("hello asks for the stream, whose events are the frames", async () => {
  const { sources, given, say } = await start();
  assert.equal(sources.length, 1);
  assert.deepEqual(JSON.parse(sources[0].query.get("hello")), HELLO);
  assert.equal(sources[0].query.get("line"), "page-0000000000000001");
  assert.equal(sources[0].query.get("pieces"), "1");
  say({ t: "welcome" });
  assert.deepEqual(given, [{ t: "welcome" }]);
});

test("H5 every stream of a page has one name, so that the next takes the place of one that was lost", async () => {
  const asked = [];
  const before = globalThis.EventSource;
  globalThis.EventSource = class {
    constructor(address) {
      asked.push(new URLSearchParams(address.split("?")[1]).get("line"));
    }
    addEventListener() {}
    close() {}
  };
  try {
    for (let n = 0; n < 3; n += 1) {
      const socket = createEvents();
      socket.onopen = () => socket.send(JSON.stringify(HELLO));
      await soon();
      socket.close();
    }
  } finally {
    globalThis.EventSource = before;
  }
  assert.equal(asked.length, 3);
  assert.deepEqual(new Set(asked).size, 1);
  assert.match(asked[0], /^[0-9a-f]{32}$/);
});

test("a command goes by POST, and its answer comes as a frame", async () => {
  const { posted, given, send } = await start();
  send({ t: "do", outbox: "o", n: 1, visit: 0, command: { type: "X" } });
  assert.deepEqual([posted[0].grant, posted[0].frame.n], ["g", 1]);
  posted[0].answer('{"t":"ack","n":1}');
  await soon();
  assert.deepEqual(given, [{ t: "ack", n: 1 }]);
});

test("the second answer to what went out twice is not taken for that to another of its number", async () => {
  const { posted, given, send } = await start();
  const act = (outbox) => send({ t: "do", outbox, n: 1, visit: 0, command: { type: "X" } });
  act("gone");
  act("gone");
  posted[0].answer('{"t":"ack","n":1,"made":"first"}');
  await soon();
  act("own");
  posted[1].answer('{"t":"ack","n":1,"made":"first"}');
  await soon();
  posted[2].answer('{"t":"ack","n":1,"made":"second"}');
  await soon();
  assert.deepEqual(given.map((one) => one.made), ["first", "second"]);
});

test("a command without an answer says nothing, and the line stands", async () => {
  const { posted, given, send } = await start();
  send({ t: "do", outbox: "o", n: 1, visit: 0, command: { type: "X" } });
  posted[0].lose(new Error("no network"));
  await soon();
  assert.deepEqual(given, []);
});

test("to look elsewhere is another stream, and the one before says nothing any more", async () => {
  const { sources, given, send } = await start();
  send({ t: "look", audience: "whole", position: null });
  await soon();
  assert.equal(sources[0].closed, true);
  sources[0].heard.message({ data: '{"t":"now"}' });
  sources[0].heard.error();
  assert.deepEqual(given, []);
  const hello = JSON.parse(sources[1].query.get("hello"));
  assert.deepEqual([hello.t, hello.audience, hello.position], ["hello", "whole", null]);
});

test("how one is doing is said once there is a stream, and of several the last", async () => {
  const { posted, say, send } = await start();
  send({ ...HERE, typing: true });
  assert.equal(posted.length, 0);
  say({ t: "welcome" });
  send({ ...HERE, busy: true });
  send(HERE);
  assert.deepEqual(posted.map((one) => one.frame.typing), [true]);
  posted[0].answer("");
  await soon();
  assert.deepEqual(posted.map((one) => one.frame.typing), [true, false]);
});

test("who looks at the page again gets a stream that does not wait", async () => {
  const { sources, posted, say, send } = await start();
  say({ t: "welcome" });
  send({ ...HERE, hidden: true });
  assert.equal(posted[0].frame.hidden, true);
  send({ t: "look", audience: "", position: { seq: 9, mark: "aa" } });
  send(HERE);
  await soon();
  assert.equal(sources.length, 2);
  assert.equal(JSON.parse(sources[1].query.get("here")).hidden, false);
  assert.equal(JSON.parse(sources[1].query.get("hello")).position.seq, 9);
});

test("the code of the last event is the code of the close; a stream that breaks has none", async () => {
  for (const [name, data, code] of [["close", "4501", 4501], ["error", undefined, 1006]]) {
    const { sources, given } = await start();
    sources[0].heard[name]({ data });
    assert.deepEqual(given, [code]);
    assert.equal(sources[0].closed, true);
  }
});

test("a line that was let go of is silent", async () => {
  const { socket, sources, posted, given, send } = await start();
  send({ t: "do", outbox: "o", n: 1, visit: 0, command: { type: "X" } });
  socket.close();
  posted[0].answer('{"t":"ack","n":1}');
  send(HELLO);
  await soon();
  assert.deepEqual([sources.length, given], [1, []]);
});
