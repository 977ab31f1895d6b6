/** In what language a card most likely is, by its letters and the page it was written on. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { onOneLine, written } from "../../static/js/reading.js";
import { likelyLanguage } from "../../static/js/words.js";

test("what is written on a Dutch page is Dutch, unless its letters say otherwise", () => {
  assert.equal(likelyLanguage("Wij zien elkaar elke week.", "nl"), "");
  assert.equal(likelyLanguage("نلتقي كل أسبوع", "nl"), "ar");
  assert.equal(likelyLanguage("Ми бачимося щотижня", "nl"), "uk");
});

test("on another page it is in the language of that page", () => {
  assert.equal(likelyLanguage("Nous nous voyons.", "fr"), "fr");
  assert.equal(likelyLanguage("نلتقي", "ar"), "ar");
  assert.equal(likelyLanguage("همدیگر را می بینیم", "fa"), "fa");
  assert.equal(likelyLanguage("", "ar"), "ar");
});

test("Latin letters on a page of other letters are Dutch", () => {
  assert.equal(likelyLanguage("Wij komen elke week.", "ar"), "");
  assert.equal(likelyLanguage("Wij komen elke week.", "uk"), "");
});

test("a card is shown in its language, with its Dutch", () => {
  assert.equal(written({ text: "Dag", language: "", dutch: null }), "Dag");
  assert.equal(written({ text: null, language: "ar", dutch: null }), null);
  const arabic = { text: "مرحبا", language: "ar", dutch: "Dag" };
  assert.deepEqual(written(arabic), arabic);
  assert.equal(onOneLine(arabic), "\u2068مرحبا\u2069 \u00b7 Dag");
});
