/** What organisations take up and where they stand: in words, one's own first. */

import assert from "node:assert/strict";
import test from "node:test";

import { createModel } from "../../static/js/model.js";
import { isTaken, rowsOf, slotsOf } from "../../static/js/places.js";

const places = [{ id: "deep", label: "diep" }];
const now = { id: "now", places, zone: null, before: null };
const later = { id: "later", places, zone: null, before: "now" };
const lead = { id: "lead", label: "Wij trekken", places: 1, leads: true };
const along = { id: "along", label: "Wij werken mee", places: 0, leads: false };
const format = {
  placements: [now, later],
  kinds: [{ forms: [lead, along], links: [{ id: "serves", label: "Welk beeld?" }] }],
  claims: [],
};

function model() {
  const row = (id, place) => ({ id, text: "", place });
  return createModel({
    view: {
      "placement:now": { seq: 1, rows: [row("b", "deep"), row("a", null)] },
      "placement:later": { seq: 2, rows: [row("b", null), row("a", "deep"), row("c", null)] },
    },
    names: { people: {}, organisations: { a: "Anker", b: "Boei", c: "Cirkel" } },
  });
}

test("rows stand by name, one's own first, with where each was before", () => {
  const said = (placement, own) => rowsOf(model(), format, placement, own).map((row) => [row.text, row.place, row.was]);
  assert.deepEqual(said(later, "c"), [
    ["Cirkel", null, null],
    ["Anker", "deep", null],
    ["Boei", null, "deep"],
  ]);
  assert.deepEqual(said(now), [
    ["Anker", null, null],
    ["Boei", "deep", null],
  ]);
});

test("a form is taken when others have all its places", () => {
  assert.equal(isTaken(lead, []), false);
  assert.equal(isTaken(lead, [{ organisation: "a", form: "lead", provisional: true }]), true);
  assert.equal(isTaken(along, [{ organisation: "a", form: "along", provisional: false }]), false);
});

test("a refusal says forms and links in their own words", () => {
  assert.deepEqual(slotsOf(format, { code: "place_taken", value: "lead", limit: "along" }), {
    value: "Wij trekken",
    limit: "Wij werken mee",
  });
  assert.equal(slotsOf(format, { code: "needs_links", value: "serves", limit: "1" }).value, "Welk beeld?");
  assert.deepEqual(slotsOf(format, { code: "full", value: "", limit: "3" }), { value: "", limit: "3" });
});
