/** How a text reads, while it is written. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { hintsOn, read } from "../../static/js/plain.js";

test("a text reads the same while it is typed as once it is saved", () => {
  const cases = JSON.parse(readFileSync(new URL("../plain_words.json", import.meta.url), "utf8"));
  for (const [text, long, hard] of cases.texts) {
    assert.deepEqual(read(text, cases.stems), { long, hard }, text);
  }
});

test("a hint names the sentence or the word, and a plainer one", () => {
  const says = { long: "{n} woorden.", hard: "“{word}”: misschien {plainer}." };
  const hints = hintsOn("Ons draagvlak", { draagvlak: "steun" }, says);
  assert.deepEqual(hints, ["“draagvlak”: misschien steun."]);
  const long = "a b c d e f g h i j k l m n o p";
  assert.deepEqual(hintsOn(long + ".", {}, says), ["16 woorden. “" + long + "”"]);
  assert.deepEqual(hintsOn("Wat lukte?", { draagvlak: "steun" }, says), []);
});
