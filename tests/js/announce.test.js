/** What is told to who does not see the page: bundled, politely, never twice. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { createAnnouncer } from "../../static/js/announce.js";
import { createWords } from "../../static/js/words.js";
import { createWorld } from "./world.js";

const words = createWords({ "common.new": "{n} new cards.", "common.new_one": "1 new card." }, "en");

/** A region that keeps all that was ever put into it, as a screen reader would have read it. */
function heard() {
  const world = createWorld();
  const said = [];
  const region = {
    get textContent() {
      return said[said.length - 1] || "";
    },
    set textContent(text) {
      said.push(text);
    },
  };
  return { world, said, announcer: createAnnouncer(region, words, { now: world.now, after: world.after }) };
}

test("a burst of forty cards is a few words, and none of the forty is lost", () => {
  const { world, said, announcer } = heard();
  for (let n = 0; n < 40; n += 1) {
    announcer.tally("common.new");
    world.pass(500);
  }
  world.pass(60_000);
  assert.ok(said.length <= 3, said.join(" | "));
  assert.equal(said.reduce((sum, text) => sum + parseInt(text, 10), 0), 40);
});

test("what someone must know does not wait for a burst to end", () => {
  const { world, said, announcer } = heard();
  announcer.tally("common.new", 12);
  world.pass(2000);
  announcer.tally("common.new", 3);
  announcer.say("There is a new step.");
  world.pass(1500);
  assert.deepEqual(said, ["12 new cards.", "There is a new step."]);
  world.pass(10_000);
  assert.deepEqual(said.slice(2), ["3 new cards."]);
});

test("what is said together is one text, and the same text again is read out again", () => {
  const { world, said, announcer } = heard();
  announcer.say("Saved.");
  announcer.say("Saved.");
  announcer.say("A vote is open.");
  world.pass(1500);
  announcer.say("Saved. A vote is open.");
  world.pass(1500);
  assert.deepEqual(said, ["Saved. A vote is open.", "Saved. A vote is open.\u00a0"]);
  announcer.say("");
  world.pass(20_000);
  assert.equal(said.length, 2);
});
