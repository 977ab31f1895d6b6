import assert from "node:assert/strict";
import { test } from "node:test";

import { pagesOf } from "../../static/screen/pager.js";

test("what fits stands side by side on one page", () => {
  assert.deepEqual(pagesOf([10, 10, 10, 10], { columns: 3, height: 100, gap: 5 }), [[[0, 3], [1], [2]]]);
});

test("nothing is lost, nothing shown twice, and order holds from page to page", () => {
  const heights = Array.from({ length: 40 }, (_, i) => 20 + ((i * 37) % 60));
  const pages = pagesOf(heights, { columns: 3, height: 200, gap: 8 });
  assert.ok(pages.length > 1);
  const shown = pages.map((page) => page.flat().sort((a, b) => a - b));
  assert.deepEqual(shown.flat(), heights.map((_, i) => i));
  for (const column of pages.flat()) {
    const used = column.reduce((sum, at) => sum + heights[at] + 8, -8);
    assert.ok(used <= 200, `${used} in a column of 200`);
  }
});

test("a thing higher than the screen still gets a place", () => {
  assert.deepEqual(pagesOf([500, 10], { columns: 1, height: 100, gap: 0 }), [[[0]], [[1]]]);
  assert.deepEqual(pagesOf([], { columns: 3, height: 100, gap: 0 }), [[]]);
});
