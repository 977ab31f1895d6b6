/** Reading aloud, with a device that only pretends to speak. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { createVoices } from "../../static/js/aloud.js";

const BELGIAN = { lang: "nl_BE", localService: true };
const DUTCH = { lang: "nl-NL", localService: true };
const FRENCH = { lang: "fr-FR", localService: true };

/** A device with these voices; what it is told to say lies in `said`. */
function device(...voices) {
  const said = [];
  const speech = {
    getVoices: () => voices,
    speak: (one) => said.push(one),
    cancel: () => said.splice(0),
  };
  function Said(text) {
    this.text = text;
  }
  let changes = 0;
  const it = createVoices(speech, Said, () => (changes += 1));
  return { said, it, changes: () => changes, told: () => said.map((one) => [one.text, one.lang]) };
}

test("a text is read in its own language, by the voice of Belgium where there is one", () => {
  const { it, told } = device(DUTCH, BELGIAN, FRENCH);
  it.toggle("card", [{ text: " Tien kinderen ", lang: "nl" }, { text: "Dix enfants", lang: "fr-BE" }]);
  assert.deepEqual(told(), [["Tien kinderen", "nl_BE"], ["Dix enfants", "fr-FR"]]);
  assert.equal(device(DUTCH).it.voiceFor("nl"), DUTCH);
});

test("without a voice for it nothing is read, and the rest is", () => {
  assert.equal(device(FRENCH).it.voiceFor("nl"), null);
  const { it, told } = device(DUTCH);
  it.toggle("card", [{ text: "عشرة أطفال", lang: "ar" }, { text: "Tien kinderen", lang: "nl" }]);
  assert.deepEqual(told(), [["Tien kinderen", "nl-NL"]]);
  const silent = createVoices(undefined, undefined, () => {});
  assert.equal(silent.voiceFor("nl"), null);
  silent.toggle("card", [{ text: "Tien", lang: "nl" }]);
});

test("a voice that sends the text to a server is no voice", () => {
  const away = { lang: "nl-NL", localService: false };
  assert.equal(device(away).it.voiceFor("nl"), null);
  assert.equal(device(away, BELGIAN).it.voiceFor("nl"), BELGIAN);
});

test("a second press stops it, and another button takes over", () => {
  const { it, told } = device(DUTCH);
  const parts = [{ text: "Tien kinderen", lang: "nl" }];
  it.toggle("one", parts);
  assert.equal(it.isReading("one"), true);
  it.toggle("one", parts);
  assert.equal(it.isReading("one"), false);
  assert.deepEqual(told(), []);
  it.toggle("one", parts);
  it.toggle("two", [{ text: "De bib", lang: "nl" }]);
  assert.deepEqual([it.isReading("one"), it.isReading("two")], [false, true]);
  assert.deepEqual(told(), [["De bib", "nl-NL"]]);
});

test("when the last of it was said, the button says so", () => {
  const { it, said, changes } = device(DUTCH);
  it.toggle("one", [{ text: "Een", lang: "nl" }, { text: "Twee", lang: "nl" }]);
  const before = changes();
  said[0].onend();
  assert.equal(it.isReading("one"), true);
  said[1].onend();
  assert.equal(it.isReading("one"), false);
  assert.ok(changes() > before);
});
