import assert from "node:assert/strict";
import { test } from "node:test";

import { placesOf } from "../../static/console/chart.js";

const row = (id, across, up) => ({ id, number: 1, text: "", across, up, corner: null });

test("each dot lies in its own corner, clear of the lines and of the names", () => {
  const at = placesOf([row("a", 100, 100), row("b", 50, 50), row("c", 49, 49), row("d", 0, 0), row("e", 75, 25)]);
  assert.deepEqual(Object.fromEntries(at), { a: [95, 15], b: [55, 45], c: [44, 66], d: [5, 95], e: [75, 80] });
});

test("no dot lies on another, and who was not placed has none", () => {
  const rows = Array.from({ length: 12 }, (_, n) => row("r" + n, 100, 100));
  const at = [...placesOf([...rows, row("none", null, 40)]).values()];
  assert.equal(at.length, 12);
  for (const [i, [x, y]] of at.entries()) {
    assert.ok(x >= 55 && x <= 95 && y >= 15 && y <= 45);
    for (const [a, b] of at.slice(i + 1)) assert.ok(Math.hypot(x - a, y - b) >= 9);
  }
});
