/** What the phone works out without a page: ballots, stops, drafts. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import {
  answerTo,
  firstOpen,
  isGiven,
  mayAdd,
  placed,
  ranked,
  same,
  toSend,
  withChoice,
  withDot,
  without,
  withRank,
  withRemark,
} from "../../static/phone/ballot.js";
import { turnOf } from "../../static/phone/calm.js";
import { createDrafts } from "../../static/phone/drafts.js";
import { personalIn, wordsOf } from "../../static/phone/personal.js";
import { asksFor, beside, stopAt, stopsOf } from "../../static/phone/stops.js";
import { createStorage } from "./world.js";

const question = (id, ...options) => ({ id, text: "", options: options.map((one) => ({ id: one, text: "", cards: [] })) });
const dots = { method: "dots", dots: 3, most: 2, questions: [question("q", "a", "b", "c")] };

test("dots stay within what one has, and within what one option may get", () => {
  let answer = answerTo({}, "q");
  for (const option of ["a", "a", "a", "b", "c"]) answer = withDot(dots, answer, option, 1);
  assert.deepEqual(answer.options, { a: 2, b: 1 });
  assert.equal(placed(answer), 3);
  assert.equal(mayAdd(dots, answer, "c"), false);
});

test("a dot taken away can be put elsewhere; there is no less than none", () => {
  let answer = withDot(dots, answerTo({}, "q"), "a", 1);
  answer = withDot(dots, answer, "a", -1);
  answer = withDot(dots, answer, "a", -1);
  assert.deepEqual(answer.options, {});
  assert.equal(isGiven(answer), false);
});

test("three taps rank; one that is tapped again goes, and those behind it move up", () => {
  const [asked] = dots.questions;
  const four = question("q", "a", "b", "c", "d");
  let answer = answerTo({}, "q");
  for (const option of ["b", "a", "d"]) answer = withRank(four, answer, option);
  assert.deepEqual(answer.options, { b: 3, a: 2, d: 1 });
  assert.equal(withRank(four, answer, "c"), answer);
  answer = withRank(four, answer, "b");
  assert.deepEqual(answer.options, { a: 3, d: 2 });
  assert.deepEqual(ranked(withRank(four, answer, "c")), ["a", "d", "c"]);
  assert.equal(isGiven(withRank(asked, withRank(asked, answerTo({}, "q"), "a"), "a")), false);
});

test("'weet ik niet' takes the place of what was chosen, and is taken back by choosing", () => {
  const chosen = withChoice(answerTo({}, "q"), "a");
  const unsure = without("unsure");
  assert.equal(isGiven(unsure), true);
  assert.deepEqual(unsure.options, {});
  assert.equal(withChoice(unsure, "b").unsure, false);
  assert.equal(withDot(dots, unsure, "b", 1).unsure, false);
  assert.deepEqual(chosen.options, { a: 1 });
});

test("a ballot is sent without questions left open and without options that are gone", () => {
  const round = { method: "scale", dots: 0, most: 0, questions: [question("q", "1", "2"), question("r", "1", "2")] };
  const answers = { q: withChoice(answerTo({}, "q"), "1"), r: withChoice(answerTo({}, "r"), "9"), x: without("skipped") };
  assert.deepEqual(Object.keys(toSend(round, answers)), ["q"]);
  assert.equal(firstOpen(round, { q: answers.q }), 1);
  assert.equal(firstOpen(round, { q: answers.q, r: without("skipped") }), -1);
});

test("a remark goes with an agreement only, and stays when another answer is chosen", () => {
  const round = { method: "agreement", dots: 0, most: 0, questions: [question("q", "yes", "not_yet")] };
  const answer = withRemark(withChoice(answerTo({}, "q"), "yes"), "graag");
  assert.equal(withChoice(answer, "not_yet").remark, "graag");
  assert.equal(toSend(round, { q: answer }).q.remark, "graag");
  assert.equal(toSend({ ...round, method: "scale" }, { q: answer }).q.remark, "");
});

test("ballots that say the same are the same, in whatever order", () => {
  const one = { q: { options: { a: 1, b: 2 }, remark: "", unsure: false, skipped: false } };
  const other = { q: { options: { b: 2, a: 1 }, remark: "", unsure: false, skipped: false } };
  assert.equal(same(one, other), true);
  assert.equal(same(one, { q: withChoice(answerTo({}, "q"), "a") }), false);
});

const phase = {
  steps: [
    { action: "read", text: "t" },
    { action: "vote", poll: "p" },
    { action: "post", kind: "k" },
  ],
};

test("a vote with several questions takes a stop for each, and gives them back", () => {
  const open = stopsOf(phase, (step) => (step.action === "vote" ? 3 : 1));
  assert.equal(open.length, 5);
  const at = stopAt(open, { index: 1, part: 2 });
  assert.equal(at.part, 2);
  assert.equal(beside(open, at, 1).step.action, "post");
  const closed = stopsOf(phase, () => 1);
  assert.equal(stopAt(closed, { index: 1, part: 2 }).part, 0);
  assert.equal(stopAt(closed, { index: 7, part: 0 }).index, 0);
  assert.equal(beside(closed, closed[0], -1), null);
  assert.equal(stopAt(stopsOf({ steps: [] }, () => 1), { index: 0, part: 0 }), null);
  assert.equal(asksFor(phase, "k"), true);
  assert.equal(asksFor(phase, "other"), false);
});

test("a step with nothing to see takes no stop, and the next one is where one begins", () => {
  const bare = stopsOf(phase, (step) => (step.action === "read" ? 0 : 1));
  assert.deepEqual(bare.map((stop) => stop.index), [1, 2]);
  assert.equal(stopAt(bare, { index: 0, part: 0 }).step.action, "vote");
});

const draft = { kind: "k", phase: "f", visit: 2, text: "half", fields: {}, links: {}, anonymous: false, reason: null };

test("drafts survive a reload, by kind and phase, for two days", () => {
  const storage = createStorage();
  let now = 1000;
  const first = createDrafts(storage, "d", () => now);
  first.keepText(draft);
  first.keepBallot("r", { q: without("unsure") });
  first.setMark("sender", "anonymous");
  const second = createDrafts(storage, "d", () => now);
  assert.equal(second.text("k", "f").text, "half");
  assert.equal(second.text("k", "other"), null);
  assert.equal(second.ballot("r").q.unsure, true);
  assert.equal(second.mark("sender"), "anonymous");
  now += 49 * 3600 * 1000;
  const late = createDrafts(storage, "d", () => now);
  assert.deepEqual(late.texts(), []);
  assert.equal(late.ballot("r"), null);
});

test("a draft that was sent is gone, and rubbish in storage is passed over", () => {
  const storage = createStorage();
  const drafts = createDrafts(storage, "d", () => 1);
  drafts.keepText(draft);
  drafts.dropText("k", "f");
  assert.deepEqual(createDrafts(storage, "d", () => 1).texts(), []);
  storage.rows.set("d", "[nonsense");
  assert.deepEqual(createDrafts(storage, "d", () => 1).texts(), []);
  storage.full = true;
  drafts.keepText(draft);
  assert.equal(drafts.text("k", "f").text, "half");
});

test("what another tab wrote stays: other places, choices and marks", () => {
  const storage = createStorage();
  const one = createDrafts(storage, "d", () => 1, "one");
  const other = createDrafts(storage, "d", () => 1, "other");
  one.keepText(draft);
  other.keepText({ ...draft, kind: "l" });
  other.keepBallot("r", { q: without("unsure") });
  one.setMark("sender", "named");
  one.dropText("k", "f");
  const later = createDrafts(storage, "d", () => 1, "later");
  assert.deepEqual(later.texts().map((row) => row.kind), ["l"]);
  assert.equal(later.ballot("r").q.unsure, true);
  assert.equal(later.mark("sender"), "named");
});

test("two tabs that write in the same place keep both texts, each its last one", () => {
  const storage = createStorage();
  const one = createDrafts(storage, "d", () => 1, "one");
  const other = createDrafts(storage, "d", () => 1, "other");
  for (const text of ["a", "ab", "abc"]) {
    one.keepText({ ...draft, text });
    other.keepText({ ...draft, text: text.toUpperCase() });
  }
  const texts = () => createDrafts(storage, "d", () => 1, "later").texts().map((row) => row.text).sort();
  assert.deepEqual(texts(), ["ABC", "abc"]);
  // Each goes on with its own, and what one sends is gone for that one only.
  one.refresh();
  assert.equal(one.take("k", "f").text, "abc");
  assert.equal(one.home(one.take("k", "f")), "f");
  one.dropText("k", "f");
  assert.deepEqual(texts(), ["ABC"]);
  other.dropText("k", "f");
  assert.deepEqual(texts(), []);
});

test("a page that goes on with what an earlier one began puts nothing aside", () => {
  const storage = createStorage();
  createDrafts(storage, "d", () => 1, "earlier").keepText(draft);
  const page = createDrafts(storage, "d", () => 1, "page");
  page.take("k", "f");
  page.keepText({ ...draft, text: "half a text" });
  assert.deepEqual(page.texts().map((row) => row.text), ["half a text"]);
});

test("what waits for another tab can be thrown away by who sees it", () => {
  const storage = createStorage();
  const one = createDrafts(storage, "d", () => 1, "one");
  const other = createDrafts(storage, "d", () => 1, "other");
  one.keepText({ ...draft, text: "a" });
  other.keepText({ ...draft, text: "b" });
  const aside = other.texts().find((row) => row.text === "a");
  other.take(aside.kind, aside.phase);
  other.dropText(aside.kind, aside.phase);
  assert.deepEqual(other.texts().map((row) => row.text), ["b"]);
});

test("data of people is noticed, and years, hours and crowds are not", () => {
  const cases = JSON.parse(readFileSync(new URL("../personal_data.json", import.meta.url), "utf8"));
  for (const [text, codes] of cases.holds) assert.deepEqual(personalIn([text]).sort(), codes, text);
  for (const text of cases.none) assert.deepEqual(personalIn([text]), [], text);
  assert.deepEqual(personalIn(wordsOf({ text: "Bel mij", fields: { who: "0470 12 34 56" } })), ["phone"]);
});

test("in the calm view the same card keeps its turn, and its neighbour takes it when it goes", () => {
  assert.equal(turnOf(["a", "b", "c"], { key: "", at: 0 }), 0);
  assert.equal(turnOf(["new", "a", "b", "c"], { key: "b", at: 1 }), 2);
  assert.equal(turnOf(["a", "c"], { key: "b", at: 1 }), 1);
  assert.equal(turnOf(["a"], { key: "c", at: 2 }), 0);
  assert.equal(turnOf([], { key: "", at: 0 }), 0);
});
