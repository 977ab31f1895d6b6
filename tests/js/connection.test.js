import assert from "node:assert/strict";
import { test } from "node:test";

import { connect } from "../../static/js/connection.js";
import { createWorld } from "./world.js";

const WELCOME = { t: "welcome", v: 1, now: 5, access: "partner", audience: "partner", seat: "s", whole: false };

function start(more) {
  const world = createWorld();
  const states = [];
  const frames = [];
  let position = { seq: 7, mark: "aa" };
  const connection = connect({
    grant: "g",
    getPosition: () => position,
    onFrame: (frame) => frames.push(frame),
    onState: (state, code) => states.push(code ? `${state} ${code}` : state),
    world,
    ...more,
  });
  return { world, connection, states, frames, reach: (seq) => (position = { seq, mark: "aa" }) };
}

function opened(more) {
  const all = start(more);
  all.world.last.open();
  all.world.last.say({ ...WELCOME, position: { seq: 7, mark: "aa" } });
  return all;
}

test("without a grant it opens no line, and says nothing", () => {
  const { world, states, connection } = start({ grant: "" });
  connection.wake();
  assert.equal(world.last, undefined);
  assert.equal(connection.send({ t: "here" }), false);
  assert.deepEqual(states, []);
});

test("a browser without websockets is told so once it listens, and goes the other way", () => {
  const world = createWorld();
  const ways = [];
  const make = world.socket;
  world.socket = (way) => {
    ways.push(way);
    if (way === "websocket") throw new Error("WebSocket is not defined");
    return make(way);
  };
  const { states } = start({ world });
  assert.deepEqual(states, []);
  world.pass(60000);
  assert.deepEqual(states.slice(0, 1), ["offline 1006"]);
  assert.equal(ways.includes("events"), true);
});

test("it says hello with the position reached, and is open when it is welcome", () => {
  const { world, states, connection } = start();
  assert.equal(connection.send({ t: "here" }), false);
  world.last.open();
  assert.deepEqual(world.last.sent, [
    { t: "hello", v: 1, grant: "g", audience: "", position: { seq: 7, mark: "aa" } },
  ]);
  assert.deepEqual(states, []);
  world.last.say({ ...WELCOME, position: { seq: 7, mark: "aa" } });
  assert.deepEqual(states, ["open"]);
  assert.equal(connection.send({ t: "here" }), true);
});

test("a lost line comes back by itself, from where it was, ever more slowly", () => {
  const { world, states, reach } = opened();
  reach(9);
  world.last.end(1006);
  assert.deepEqual(states, ["open", "offline 1006"]);
  world.pass(500);
  assert.equal(world.sockets.length, 2);
  world.last.open();
  assert.deepEqual(world.last.sent[0].position, { seq: 9, mark: "aa" });
  const waits = [];
  for (let n = 0; n < 8; n += 1) {
    world.last.end(1006);
    const before = world.sockets.length;
    let waited = 0;
    while (world.sockets.length === before) {
      world.pass(50);
      waited += 50;
    }
    waits.push(waited);
  }
  assert.ok(waits.every((wait, n) => n === 0 || wait >= waits[n - 1]), String(waits));
  assert.ok(Math.max(...waits) <= 10000);
});

test("jitter spreads the returns between a quarter of a second and the ceiling", () => {
  for (const random of [0, 0.999]) {
    const { world } = opened();
    world.random = () => random;
    world.last.end(1006);
    world.pass(249);
    assert.equal(world.sockets.length, 1);
    world.pass(251);
    assert.equal(world.sockets.length, 2);
  }
});

test("codes from 4500 on mean: do not come back", () => {
  const { world, states } = opened();
  world.last.end(4501);
  assert.deepEqual(states, ["open", "closed 4501"]);
  world.pass(60_000);
  assert.equal(world.sockets.length, 1);
});

test("bye says when to come back", () => {
  const { world } = opened();
  world.last.say({ t: "bye", after_ms: 3000 });
  world.last.end(4000);
  world.pass(2999);
  assert.equal(world.sockets.length, 1);
  world.pass(1);
  assert.equal(world.sockets.length, 2);
});

test("a line that died in silence is let go of", () => {
  const { world, states } = opened();
  const dead = world.last;
  world.pass(39_000);
  dead.say({ t: "now", now: 9 });
  world.pass(39_000);
  assert.equal(dead.closed, false);
  world.pass(1000);
  assert.equal(dead.closed, true);
  assert.deepEqual(states, ["open", "offline 1006"]);
});

test("on waking up it asks, and leaves the line when no answer comes in three seconds", () => {
  const { world, connection } = opened();
  world.sleep(20_000);
  connection.wake();
  assert.deepEqual(world.last.sent.at(-1), {
    t: "look",
    audience: "",
    position: { seq: 7, mark: "aa" },
  });
  world.pass(3000);
  assert.equal(world.sockets[0].closed, true);
  world.pass(500);
  assert.equal(world.sockets.length, 2);
});

test("an answer after waking up keeps the line", () => {
  const { world, connection } = opened();
  world.sleep(20_000);
  connection.wake();
  world.last.say({ ...WELCOME, position: { seq: 7, mark: "aa" } });
  world.pass(10_000);
  assert.equal(world.sockets.length, 1);
});

test("H2 who slept asks whatever it heard just now, and only the answer to that keeps the line", () => {
  const { world, connection } = opened();
  connection.rest();
  world.last.say({ t: "now", now: 6 });
  connection.wake();
  assert.equal(world.last.sent.at(-1).t, "look");
  // What lay there from before it slept.
  world.last.say({ t: "now", now: 7 });
  world.pass(2999);
  assert.equal(world.sockets[0].closed, false);
  world.pass(1);
  assert.equal(world.sockets[0].closed, true);
  world.pass(500);
  world.last.open();
  world.last.say({ ...WELCOME, position: { seq: 7, mark: "aa" } });
  connection.rest();
  connection.wake();
  world.pass(1000);
  world.last.say({ ...WELCOME, position: { seq: 7, mark: "aa" } });
  world.pass(39_000);
  assert.equal(world.sockets.length, 2);
  assert.equal(world.last.closed, false);
});

test("waking up without a line dials at once, whatever the wait was", () => {
  const { world, connection } = opened();
  for (let n = 0; n < 6; n += 1) {
    world.last.end(1006);
    world.pass(10_000);
  }
  world.last.end(1006);
  const before = world.sockets.length;
  connection.wake();
  assert.equal(world.sockets.length, before + 1);
});

test("until a whole view that was asked for has come, no position is claimed", () => {
  const { world, connection } = opened();
  connection.look("whole");
  assert.deepEqual(world.last.sent.at(-1), { t: "look", audience: "whole", position: null });
  world.last.end(1006);
  world.pass(500);
  world.last.open();
  assert.equal(world.last.sent[0].audience, "whole");
  assert.equal(world.last.sent[0].position, null);
  world.last.say({ t: "view", position: { seq: 7, mark: "aa" }, view: {} });
  world.last.end(1006);
  world.pass(1000);
  world.last.open();
  assert.deepEqual(world.last.sent[0].position, { seq: 7, mark: "aa" });
});

test("closed by the page, it is silent and stays away", () => {
  const { world, connection, states } = opened();
  connection.close();
  world.pass(60_000);
  assert.equal(world.sockets.length, 1);
  assert.equal(world.last.closed, true);
  assert.deepEqual(states, ["open"]);
});

/** Which ways it dials, one after another, while none of them leads anywhere. */
function ways(world, count) {
  const before = world.sockets.length;
  while (world.sockets.length < before + count) {
    if (!world.last.ended) {
      world.last.ended = true;
      world.last.end(1006);
    }
    world.pass(50);
  }
  return world.sockets.slice(before).map((socket) => socket.way);
}

test("a websocket that is refused twice gives way to events, which then stay", () => {
  const { world, states } = start();
  assert.equal(world.last.way, "websocket");
  assert.deepEqual(ways(world, 2), ["websocket", "events"]);
  world.last.open();
  world.last.say({ ...WELCOME, position: { seq: 7, mark: "aa" } });
  assert.equal(states.at(-1), "open");
  assert.deepEqual(ways(world, 3), ["events", "events", "events"]);
});

test("a websocket that hangs gives way after six seconds", () => {
  const { world } = start();
  world.pass(6000);
  assert.equal(world.sockets[0].closed, true);
  world.pass(500);
  assert.equal(world.last.way, "events");
});

test("without any network both ways are tried in turn", () => {
  const { world } = start();
  assert.deepEqual(ways(world, 5), ["websocket", "events", "websocket", "events", "websocket"]);
});

test("a page that had a websocket waits longer for the next: the server may be away", () => {
  const { world } = opened();
  assert.deepEqual(ways(world, 7), [...Array(6).fill("websocket"), "events"]);
});

test("later, or on another network, a websocket is tried again", () => {
  const { world, connection } = start();
  ways(world, 2);
  const welcome = () => {
    world.last.open();
    world.last.say({ ...WELCOME, position: { seq: 7, mark: "aa" } });
  };
  welcome();
  world.sleep(600_000);
  assert.deepEqual(ways(world, 2), ["websocket", "events"]);
  welcome();
  connection.wake(true);
  assert.deepEqual(ways(world, 1), ["websocket"]);
  welcome();
  assert.deepEqual(ways(world, 1), ["websocket"]);
});

test("a page that nobody looks at sends nothing by itself, and tries a lost line each half minute", () => {
  const { world, connection, states } = opened();
  const sent = world.last.sent.length;
  connection.rest();
  world.pass(3_600_000);
  assert.deepEqual([world.last.sent.length, world.sockets.length], [sent, 1]);
  world.last.end(1006);
  for (let n = 2; n < 6; n += 1) {
    world.pass(29_999);
    assert.equal(world.sockets.length, n - 1);
    world.pass(1);
    assert.equal(world.sockets.length, n);
    world.last.end(1006);
  }
  connection.wake();
  assert.equal(world.sockets.length, 6);
  world.last.open();
  world.last.say({ ...WELCOME, position: { seq: 7, mark: "aa" } });
  assert.equal(states.at(-1), "open");
});

test("A9 what comes in pieces counts when it is whole, and what was begun dies with its line", () => {
  const { world, frames, states } = opened();
  const seen = frames.length;
  const bytes = (text) => world.last.onmessage({ data: text });
  bytes('+{"t":"now",');
  bytes('+"no');
  world.last.say({ t: "ack", n: 1 });
  assert.deepEqual(frames.slice(seen), [{ t: "ack", n: 1 }]);
  bytes('=w":7}');
  assert.deepEqual(frames.slice(seen), [{ t: "ack", n: 1 }, { t: "now", now: 7 }]);
  bytes('+{"t":"now"');
  world.last.end(1006);
  world.pass(20000);
  world.last.open();
  world.last.say({ ...WELCOME, position: { seq: 7, mark: "aa" } });
  bytes('+{"t":"now",');
  bytes('="now":8}');
  assert.deepEqual(frames[frames.length - 1], { t: "now", now: 8 });
  assert.deepEqual(states.slice(-1), ["open"]);
});

test("A9 what a stream had begun is no part of the stream that takes its place", () => {
  const { world, frames } = opened();
  world.last.onmessage({ data: '+{"t":"vi' });
  world.last.say({ ...WELCOME, position: { seq: 7, mark: "aa" } });
  for (const piece of ['+{"t":"now",', '="now":9}']) world.last.onmessage({ data: piece });
  assert.deepEqual(frames[frames.length - 1], { t: "now", now: 9 });
});

test("a piece shows that the line lives", () => {
  const { world, states } = opened();
  world.pass(39000);
  world.last.onmessage({ data: '+{"t":"vi' });
  world.pass(39000);
  assert.deepEqual(states.slice(-1), ["open"]);
});
