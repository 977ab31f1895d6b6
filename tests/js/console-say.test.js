import assert from "node:assert/strict";
import { test } from "node:test";

import { createFlow } from "../../static/console/flow.js";
import { sayNow } from "../../static/console/say.js";
import { createModel } from "../../static/js/model.js";
import { createWords } from "../../static/js/words.js";

const step = (action, more) => ({ action, kind: null, zone: null, poll: null, text: null, claim: null, ...more });
const poll = (id, more) => ({ id, zone: null, options: [], about: null, each_line_of: null, ...more });

/** A format of words that no real one has. */
const format = {
  phases: [
    { id: "weigh", say: "choose now", steps: [step("vote", { poll: "early" })] },
    { id: "tell", say: "tell us", steps: [step("post", { kind: "shell" })] },
    { id: "agree", say: "agree now", steps: [step("vote", { poll: "late" })] },
  ],
  zones: [],
  kinds: [{ id: "shell", zone: "beach" }],
  polls: [poll("early", { about: "pact" }), poll("late", { each_line_of: "song" })],
  texts: [{ id: "pact", written: true }, { id: "song", written: true }, { id: "tale", written: true }],
};

function flowOf(phase, status, votes, phases = format.phases) {
  const rounds = Object.fromEntries((votes ?? []).map((one, n) => ["round:" + n, { poll: "early", status: one, visit: 1, times: n }]));
  const open = phase ? { phase: { id: phase, visit: 1, visited: [phase] } } : {};
  return createFlow(createModel({ view: { session: { status }, ...open, ...rounds }, position: { seq: 1, mark: "aa" } }), { ...format, phases });
}
const say = (...parts) => sayNow(flowOf(...parts), createWords({}));

test("what to say follows the vote, the pause and the end", () => {
  assert.equal(say(null, "lobby"), "console.lobby_say");
  assert.equal(say("weigh", "live"), "choose now");
  assert.equal(say("weigh", "live", ["open"]), "choose now");
  assert.equal(say("weigh", "live", ["closed"]), "console.vote_closed_say");
  assert.equal(say("weigh", "live", ["revealed"]), "console.result_say");
  assert.equal(say("weigh", "live", ["revealed", "open"]), "choose now");
  assert.equal(say("tell", "live"), "tell us");
  assert.equal(say("weigh", "paused", ["open"]), "console.paused_say");
  assert.equal(say("weigh", "ended", ["revealed"]), "console.ended_say");
});

test("after the end no phase is open any more", () => {
  const flow = flowOf("weigh", "ended", ["revealed"]);
  assert.equal(flow.phase, null);
  assert.deepEqual(flow.votes(), []);
  assert.deepEqual(flow.open.visited, ["weigh"]);
});

test("a text that is voted on before anyone writes a card is needed early", () => {
  const flow = flowOf(null, "lobby");
  assert.deepEqual(["pact", "song", "tale"].map((id) => flow.neededEarly(id)), [true, false, false]);
  const greet = { ...format.phases[1], id: "greet" };
  const after = flowOf(null, "lobby", [], [greet, ...format.phases]);
  assert.deepEqual(["pact", "song", "tale"].map((id) => after.neededEarly(id)), [true, false, false]);
});
