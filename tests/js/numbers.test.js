/** A paper ballot typed as numbers: every way of voting, and what is wrong with the rest. */

import assert from "node:assert/strict";
import test from "node:test";

import { readNumbers } from "../../static/console/numbers.js";

const options = ["a", "b", "c", "d"].map((id) => ({ id, text: id, cards: [] }));
/** @param {string} method @param {number} [questions] */
function round(method, questions = 1) {
  const list = Array.from({ length: questions }, (_, at) => ({ id: "q" + (at + 1), text: "", options, cards: [] }));
  return { method, questions: list, dots: 3, most: 2 };
}

/** @param {string} typed @param {ReturnType<typeof round>} asked */
const answers = (typed, asked) => {
  const read = readNumbers(typed, asked);
  return "answers" in read ? read.answers : read.key;
};

test("a paper ballot of dots is typed in a number for each dot", () => {
  assert.deepEqual(answers("2 4", round("dots")), { q1: { options: { b: 1, d: 1 } } });
  assert.deepEqual(answers(" 2, 2;1 ", round("dots")), { q1: { options: { b: 2, a: 1 } } });
  assert.deepEqual(answers("1 / 2 2", round("dots", 2)), { q1: { options: { a: 1 } }, q2: { options: { b: 2 } } });
  // Two numbers, a space and Enter: four keys, and the next ballot is there.
  assert.ok("2 4".length + 1 <= 4);
});

test("one answer to each question is a row of numbers, with signs for who does not choose", () => {
  assert.deepEqual(answers("3", round("choice")), { q1: { options: { c: 1 } } });
  assert.deepEqual(answers("3 ? -", round("scale", 3)), { q1: { options: { c: 1 } }, q2: { unsure: true }, q3: { skipped: true } });
});

test("a ranking is typed from the first place on", () => {
  assert.deepEqual(answers("4 1", round("ranking")), { q1: { options: { d: 3, a: 2 } } });
});

test("what cannot be a ballot says what is wrong with it", () => {
  assert.deepEqual(readNumbers("7", round("choice")), { key: "console.numbers_bad", slots: { value: "7", limit: 4 } });
  assert.equal(answers("een", round("choice")), "console.numbers_bad");
  assert.equal(answers("1 2", round("scale", 3)), "console.numbers_count");
  assert.equal(answers("1 2 3 4", round("dots")), "console.numbers_dots");
  assert.equal(answers("1 1 1", round("dots")), "console.numbers_most");
  assert.equal(answers("1 1", round("ranking")), "console.numbers_ranks");
  assert.equal(answers("1 2 3 4", round("ranking")), "console.numbers_ranks");
  assert.equal(answers("/", round("dots", 2)), "console.numbers_count");
});
