import assert from "node:assert/strict";
import { test } from "node:test";

import { createFlow } from "../../static/console/flow.js";
import { createModel } from "../../static/js/model.js";
import { sceneOf } from "../../static/screen/scenes.js";

const step = (action, more) => ({ action, kind: null, zone: null, poll: null, text: null, claim: null, ...more });
const poll = (id, more) => ({ id, method: "dots", zone: null, options: [], questions: [], about: null, each_line_of: null, ...more });

/** A format of words that no real one has. */
const format = {
  phases: [
    { id: "hello", pause: false, steps: [] },
    { id: "stand", pause: false, steps: [step("place", { placement: "pool" })] },
    { id: "carry", pause: false, steps: [step("claim", { kind: "shell" })] },
    { id: "feel", pause: false, steps: [step("vote", { poll: "mood" })] },
    { id: "tell", pause: false, steps: [step("post", { kind: "shell" })] },
    { id: "rest", pause: true, steps: [] },
    { id: "weigh", pause: false, steps: [step("vote", { poll: "heavy" }), step("vote", { poll: "light" })] },
    { id: "agree", pause: false, steps: [step("read", { text: "pact" }), step("vote", { poll: "nod" })] },
  ],
  zones: [
    { id: "beach", shown: true, parking: false },
    { id: "attic", shown: true, parking: true },
  ],
  kinds: [{ id: "shell", zone: "beach", veiled: false, links: [], fields: [] }],
  polls: [
    poll("heavy", { zone: "beach" }),
    poll("light", { zone: "beach" }),
    poll("mood", { method: "scale" }),
    poll("nod", { method: "agreement", about: "pact" }),
  ],
  texts: [{ id: "pact", written: true }],
  placements: [{ id: "pool", places: [{ id: "deep", label: "Diep" }], zone: null }],
  charts: [{ id: "reef", across: "heavy", up: "light", corners: ["a", "b", "c", "d"] }],
};

function board(phase, view = {}, status = "live") {
  const session = { seq: 1, status, joining: true };
  const open = phase ? { phase: { seq: 1, id: phase, visit: 3, visited: [phase] } } : {};
  const model = createModel({ view: { session, ...open, ...view }, position: { seq: 1, mark: "aa" } });
  return { model, flow: createFlow(model, format) };
}

const round = (poll, status, more) => ({ seq: 1, poll, status, visit: 3, times: 1, questions: [], ...more });
const card = (number, more) => ({ seq: 1, number, zone: "beach", kind: "shell", cluster: null, hidden: null, ...more });

test("the one button walks through the votes of a phase, and then on", () => {
  const said = (view) => {
    const { act, poll, round: id, phase } = board("weigh", view).flow.next();
    return [act, poll?.id ?? phase?.id, id].filter(Boolean).join(" ");
  };
  assert.equal(said({}), "open heavy");
  assert.equal(said({ "round:a": round("heavy", "open") }), "close heavy a");
  assert.equal(said({ "round:a": round("heavy", "closed") }), "reveal heavy a");
  const first = { "round:a": round("heavy", "revealed") };
  assert.equal(said(first), "open light");
  assert.equal(said({ ...first, "round:b": round("light", "revealed") }), "phase agree");
});

test("what a vote can ask about is listed, is the lines of a text, or the cards of a zone", () => {
  const cards = {
    "card:a": card(2, { text: "Twee" }),
    "card:b": card(1, { text: "Eén", kind: "stone" }),
    "card:c": card(3, { text: "Drie", cluster: "k" }),
    "cluster:k": { seq: 1, zone: "beach", title: "Bundel", cards: ["c"] },
    "text:pact": { seq: 1, version: 1, lines: ["Zin", "Nog een"] },
  };
  const { flow } = board("weigh", cards);
  const asked = (more) => flow.questions(poll("x", { each_card_of: null, kind: null, ...more })).map(({ id, label }) => id + " " + label);
  assert.deepEqual(asked({ questions: [{ id: "q", text: "Vraag" }] }), ["q Vraag"]);
  assert.deepEqual(asked({ each_line_of: "pact" }), ["line_1 Zin", "line_2 Nog een"]);
  assert.deepEqual(asked({ each_card_of: "beach" }), ["b Eén", "a Twee", "k Bundel"]);
  assert.deepEqual(asked({ each_card_of: "beach", kind: "shell" }), ["a Twee", "k Bundel"]);
  assert.deepEqual(asked({}), []);
});

test("a phase that is entered again is voted again", () => {
  const { flow } = board("weigh", { "round:a": round("heavy", "revealed", { visit: 1 }) });
  assert.equal(flow.next().act, "open");
  assert.equal(flow.held("heavy", flow.visit), null);
  assert.equal(flow.held("heavy").id, "a");
});

test("what is voted on must be written first; the last phase ends the session", () => {
  assert.equal(board("agree").flow.next().act, "write");
  const text = { "text:pact": { seq: 1, version: 1, lines: ["one", null] } };
  assert.equal(board("agree", text).flow.next().act, "open");
  assert.equal(board("agree", { ...text, "round:a": round("nod", "revealed") }).flow.next().act, "end");
  assert.equal(board("agree", text, "paused").flow.next().act, "resume");
  assert.equal(board("agree", text, "ended").flow.next().act, "ended");
  assert.deepEqual([board(null, {}, "lobby").flow.next().phase.id], ["hello"]);
});

test("bundles and loose cards are what one can vote on; hidden ones are not", () => {
  const { flow } = board("weigh", {
    "card:a": card(2, { cluster: "k" }),
    "card:b": card(1, { cluster: "k" }),
    "card:c": card(3),
    "card:d": card(4, { hidden: "twice" }),
    "cluster:k": { seq: 1, zone: "beach", title: "both", cards: ["a", "b"] },
  });
  assert.equal(flow.options("beach"), 2);
  assert.deepEqual(flow.bundles("beach")[0].cards.map(([id]) => id), ["b", "a"]);
  assert.deepEqual(flow.hidden().map(([id]) => id), ["d"]);
});

test("the screen shows one scene at a time", () => {
  const scene = (...parts) => {
    const { flow, model } = board(...parts);
    return sceneOf(flow, model).name;
  };
  assert.equal(scene(null, {}, "lobby"), "lobby");
  assert.equal(scene("hello"), "lobby");
  assert.equal(scene("tell"), "cards");
  assert.equal(scene("tell", { light: { seq: 1, target: "a" }, "card:a": card(1) }), "light");
  assert.equal(scene("tell", { light: { seq: 1, target: "gone" } }), "cards");
  assert.equal(scene("rest"), "break");
  assert.equal(scene("weigh"), "cards");
  assert.equal(scene("weigh", { "round:a": round("heavy", "open") }), "vote");
  assert.equal(scene("weigh", { "round:a": round("heavy", "closed") }), "vote");
  assert.equal(scene("weigh", { "round:a": round("heavy", "revealed") }), "result");
  const both = { "round:a": round("heavy", "revealed"), "round:b": round("light", "revealed") };
  assert.equal(scene("weigh", both), "result");
  assert.equal(scene("weigh", { ...both, "chart:reef": { seq: 1, rows: [] } }), "chart");
  assert.equal(scene("weigh", { ...both, "round:b": round("light", "open"), "chart:reef": { seq: 1, rows: [] } }), "vote");
  assert.equal(scene("agree"), "text");
  assert.equal(scene("feel"), "calm");
  assert.equal(scene("stand"), "places");
  assert.equal(scene("carry"), "takings");
  assert.equal(scene("tell", {}, "paused"), "paused");
  assert.equal(scene("tell", {}, "ended"), "ended");
});
