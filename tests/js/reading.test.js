/** What a view says, read with the format beside it. All words here are invented. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { createModel } from "../../static/js/model.js";
import { cameFrom } from "../../static/js/pieces.js";
import {
  cardsIn,
  lastRound,
  optionText,
  questionText,
  restsOn,
  resultOf,
  stepOf,
  thingsIn,
  topOf,
  worksOn,
} from "../../static/js/reading.js";
import { timeLeft } from "../../static/js/timer.js";
import { createWords } from "../../static/js/words.js";

const words = createWords({
  "common.scale_1": "niets",
  "common.unit_dots": "stippen",
  "common.unit_dots_one": "stip",
  "common.unit_people": "mensen",
  "common.unit_people_one": "mens",
  "common.unit_points": "punten",
  "common.unit_points_one": "punt",
  "common.unit_organisations": "organisaties",
  "common.unit_organisations_one": "organisatie",
  "common.answered_organisations": "{n} organisaties kozen",
  "common.from_organisations": "van {n} organisaties",
  "common.answered": "{n} kozen",
  "common.mean": "gemiddeld {mean}",
  "common.decimal": ",",
  "common.said_unsure": "{n} weten het niet",
  "common.erased": "weg",
  "common.rests_on": "Steunt op: {what}",
});
const poll = { id: "p", question: "Welke?", options: [{ id: "x", label: "De x" }], questions: [{ id: "one", text: "Deze?" }] };
const format = { polls: [poll], phases: [{ id: "a" }, { id: "b", pause: true }, { id: "c" }] };
const card = (number, more) => ({ seq: 1, number, zone: "z", text: "kaart " + number, cluster: null, ...more });
const option = (id, text) => ({ id, text, cards: [id] });
const tally = (counts, more) => ({
  id: "q",
  options: Object.entries(counts).map(([id, count]) => ({ id, count, organisations: count ? 2 : 0 })),
  answered: 4,
  unsure: 0,
  skipped: 0,
  organisations: 5,
  mean_tenths: null,
  verdict: "",
  ...more,
});
const round = (counts, more) => ({
  seq: 1,
  poll: "p",
  method: "dots",
  status: "revealed",
  times: 1,
  questions: [{ id: "q", text: "", options: Object.keys(counts).map((id) => option(id, "kaart " + id)) }],
  result: [tally(counts)],
  remarks: {},
  on_paper: 0,
  ...more,
});

test("cards lie in the order of their numbers; those without one come last", () => {
  const model = createModel({ view: { "card:n": card(0), "card:b": card(2), "card:a": card(1), "card:o": card(3, { zone: "y" }) } });
  assert.deepEqual(cardsIn(model, "z").map(([id]) => id), ["a", "b", "n"]);
});

test("a phase is about where its cards lie, what is read in it, and what is voted on", () => {
  const step = (more) => ({ kind: null, zone: null, poll: null, text: null, ...more });
  const polls = [{ id: "p", zone: "y", each_card_of: null, about: "u", each_line_of: null }];
  const held = { kinds: [{ id: "k", zone: "z" }], polls };
  const named = (steps) => {
    const { zones, texts, polls: voted } = worksOn(held, steps && { steps: steps.map(step) });
    return [zones, texts, voted].map((ids) => [...ids].filter(Boolean).join(" "));
  };
  assert.deepEqual(named([{ kind: "k" }, { text: "t" }]), ["z", "t", ""]);
  assert.deepEqual(named([{ poll: "p" }, { zone: "x" }]), ["y x", "u", "p"]);
  assert.deepEqual(named(null), ["", "", ""]);
});

test("a text rests on the cards it names, or on the copies of them that are here", () => {
  const view = {
    "card:a": card(2),
    "card:b": card(1, { source: { board: "x", card: "far" } }),
    "card:c": card(3),
    "card:d": card(4, { text: null }),
    "text:t": { seq: 1, version: 1, lines: ["Zo."], source: null, rests_on: ["a", "far", "d", "away"] },
    "text:u": { seq: 1, version: 1, lines: ["Los."], source: null, rests_on: [] },
  };
  const model = createModel({ view });
  assert.equal(restsOn(model, "t", words), "Steunt op: kaart 1 · kaart 2");
  assert.equal(restsOn(model, "u", words), null);
  assert.equal(restsOn(model, "nowhere", words), null);
});

test("a stage is named in the reader's language, and as its board called it in Dutch", () => {
  const said = { "common.came_from": "{title}, {n}", "common.came_from_all": "{title}", "stages.deep": "Chantier 1" };
  const source = { board: "x", card: "c", number: 3, stage: "deep", title: "Werf 1", at: 0 };
  assert.equal(cameFrom(createWords(said, "fr"), { source }), "Chantier 1, 3");
  assert.equal(cameFrom(createWords(said, "nl"), { source }), "Werf 1, 3");
  assert.equal(cameFrom(createWords(said, "fr"), { source: { ...source, stage: "own", title: "Zelf" } }), "Zelf, 3");
  assert.equal(cameFrom(createWords(said, "fr"), { source: null }), null);
});

test("one points at clusters and at the cards in none", () => {
  const view = {
    "card:a": card(1, { cluster: "k" }),
    "card:b": card(2),
    "card:c": card(3, { cluster: "unseen" }),
    "cluster:k": { seq: 1, zone: "z", title: "Bundel", cards: ["a"] },
  };
  assert.deepEqual(thingsIn(createModel({ view }), "z").map((one) => one.text), ["Bundel", "kaart 2", "kaart 3"]);
});

test("the top of a vote keeps a tie at the cut, and leaves out what nobody chose", () => {
  const model = createModel({ view: { "round:r": round({ a: 5, b: 3, c: 3, d: 1, e: 0 }) } });
  assert.deepEqual(topOf(model, "p", 2).map((one) => one.id), ["a", "b", "c"]);
  assert.deepEqual(topOf(model, "p", 9).map((one) => one.id), ["a", "b", "c", "d"]);
});

test("the last time a vote was held is the one that counts", () => {
  const view = { "round:r": round({ a: 5, b: 1 }, { times: 2 }), "round:s": round({ a: 1, b: 5 }) };
  assert.equal(lastRound(createModel({ view }), "p")[0], "r");
  const open = { ...view, "round:r": round({ a: 5, b: 1 }, { times: 2, status: "open", result: [] }) };
  assert.equal(topOf(createModel({ view: open }), "p", 1)[0].id, "b");
});

test("a result says both numbers in every row, ranked, with its facts", () => {
  const [shape] = resultOf(words, format, round({ a: 1, b: 4, c: 0 }));
  assert.deepEqual(shape.rows.map((row) => [row.text, row.count, row.unit, row.organisations, row.share]), [
    ["kaart b", 4, "stippen", "van 2 organisaties", 100],
    ["kaart a", 1, "stip", "van 2 organisaties", 25],
    ["kaart c", 0, "stippen", "", 0],
  ]);
  assert.equal(shape.facts, "4 kozen · van 5 organisaties");
});

test("where too few took part the organisations are not said; a scale keeps its order and says its mean", () => {
  const counts = { 1: 1, 2: 3 };
  const hidden = tally(counts, { organisations: null, mean_tenths: 18, unsure: 2 });
  hidden.options.forEach((one) => (one.organisations = null));
  const scale = round(counts, { method: "scale", result: [hidden], questions: [{ id: "q", text: "", options: [option("1", ""), option("2", "")] }] });
  const [shape] = resultOf(words, format, scale);
  assert.deepEqual(shape.rows.map((row) => [row.id, row.organisations]), [["1", ""], ["2", ""]]);
  assert.equal(shape.rows[0].text, "niets");
  assert.equal(shape.facts, "4 kozen · gemiddeld 1,8 · 2 weten het niet");
});

test("a vote of organisations counts them once, and points are points", () => {
  const counts = { a: 1, b: 4 };
  const each = resultOf(words, format, round(counts, { method: "agreement", organisations: true }))[0];
  assert.deepEqual(each.rows.map((row) => [row.unit, row.organisations]), [["organisatie", ""], ["organisaties", ""]]);
  assert.equal(each.facts, "4 organisaties kozen");
  const points = resultOf(words, format, round(counts, { method: "ranking", organisations: true }))[0];
  assert.deepEqual(points.rows.map((row) => [row.id, row.unit, row.organisations]), [
    ["b", "punten", "van 2 organisaties"],
    ["a", "punt", "van 2 organisaties"],
  ]);
});

test("a question about a card is asked in the words of the card, whatever the way of voting", () => {
  const asked = { id: "k", text: "Een kaartje.", cards: ["k"] };
  assert.equal(questionText(words, poll, { method: "agreement" }, asked), "Een kaartje.");
  const own = { ...poll, questions: [{ id: "own", text: "Dit woord?", options: [{ id: "x", label: "Mijn x" }] }] };
  assert.equal(optionText(words, own, { method: "choice" }, { id: "x", text: "" }, { id: "own", text: "" }), "Mijn x");
});

test("questions and options have their own words, the format's, or none any more", () => {
  const choice = { method: "choice" };
  assert.equal(questionText(words, poll, choice, { id: "one", text: "" }), "Deze?");
  assert.equal(questionText(words, poll, choice, { id: "line", text: "Een zin." }), "Een zin.");
  assert.equal(questionText(words, poll, { method: "agreement" }, { id: "q", text: "Een zin." }), "Welke?");
  assert.equal(questionText(words, poll, choice, { id: "line", text: null }), "weg");
  assert.equal(optionText(words, poll, choice, { id: "x", text: "" }), "De x");
  assert.equal(optionText(words, poll, choice, { id: "y", text: null }), "weg");
});

test("a break is no step", () => {
  assert.deepEqual(stepOf(format, format.phases[2]), { step: 2, of: 2 });
});

test("time is told in whole minutes, and going over locks nothing", () => {
  const open = { minutes: 10, ends_at: 600_000, left: 0 };
  assert.deepEqual(timeLeft(open, "live", 0), { minutes: 10, share: 0, state: "running" });
  assert.equal(timeLeft(open, "live", 545_000).state, "last");
  assert.deepEqual(timeLeft(open, "live", 700_000), { minutes: 0, share: 1, state: "over" });
  const paused = { minutes: 10, ends_at: 0, left: 300_000 };
  assert.deepEqual(timeLeft(paused, "paused", 9), { minutes: 5, share: 0.5, state: "paused" });
});

test("slots are filled once, so that braces in what people typed stay theirs", () => {
  const say = createWords({ "a.b": "{who} zei {what}", "a.c": "{n} kaarten", "a.c_one": "één kaart" });
  assert.equal(say("a.b", { who: "{what}", what: "niets" }), "{what} zei niets");
  assert.equal(say("a.b"), "{who} zei {what}");
  assert.equal(say.count("a.c", 1), "één kaart");
  assert.equal(say.count("a.c", 3), "3 kaarten");
  assert.equal(say("not.there"), "not.there");
  assert.equal(say.has("constructor"), false);
});
