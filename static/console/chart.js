/**
 * Cards laid out by two votes, small and for who leads: dots with numbers in four
 * corners, and beside them a table that says the same.
 *
 * @typedef {import("../js/messages").Chart} Chart
 * @typedef {import("../js/messages").ChartRow} ChartRow
 */

import { drawChartRows, rowsOfChart } from "../js/charts.js";
import { clone, fill, find, keyed, set } from "../js/dom.js";
import { byId } from "../js/reading.js";

/** Hundredths between the middles of two dots; as in `board/pictures/corners.py`. */
const APART = 9;
/** Where the dots of each half lie, low and high: clear of the lines and of the names of the corners. */
const ACROSS = [[5, 45], [55, 95]];
const UP = [[95, 65], [45, 15]];
const MIDDLE = 50;
const FAR = Array.from({ length: 11 }, (_, at) => at - 5);
const STEPS = FAR.flatMap((down) => FAR.map((right) => ({ right, down }))).sort(
  (one, other) => one.right ** 2 + one.down ** 2 - (other.right ** 2 + other.down ** 2),
);

/**
 * Where each dot goes, from the left and from above; none lies on another.
 *
 * @param {ChartRow[]} rows
 * @returns {Map<string, [number, number]>}
 */
export function placesOf(rows) {
  /** @type {Map<string, [number, number]>} */
  const placed = new Map();
  for (const row of rows) {
    if (row.across === null || row.up === null) continue;
    const [left = 0, right = 0] = ACROSS[Number(row.across >= MIDDLE)] ?? [];
    const [bottom = 0, top = 0] = UP[Number(row.up >= MIDDLE)] ?? [];
    const x = within(row.across, left, right);
    const y = within(row.up, bottom, top);
    const free = around(x, y)
      .filter(([a, b]) => a >= left && a <= right && b >= top && b <= bottom)
      .find((at) => [...placed.values()].every((other) => Math.hypot(at[0] - other[0], at[1] - other[1]) >= APART));
    placed.set(row.id, free ?? [x, y]);
  }
  return placed;
}

/** From the half of 0 to 100 in which it is, onto where that half is drawn. @param {number} value @param {number} begin @param {number} end */
function within(value, begin, end) {
  const of = value >= MIDDLE ? value - MIDDLE : value;
  return begin + Math.trunc((of * (end - begin)) / MIDDLE);
}

/** The place itself, then ever further from it. @param {number} x @param {number} y @returns {[number, number][]} */
function around(x, y) {
  return STEPS.map(({ right, down }) => [x + right * APART, y + down * APART]);
}

/**
 * The drawing and the table, in `root`.
 *
 * @param {Element} root
 * @param {import("../js/charts.js").Reader} page
 * @param {Chart} chart
 */
export function drawChart(root, page, chart) {
  const rows = rowsOfChart(page, chart.id);
  const places = placesOf(rows);
  const asked = (/** @type {string} */ poll) => byId(page.format.polls, poll)?.question ?? "";
  set(root, "data-many", String(rows.length > 8));
  fill(root, { across: asked(chart.across) + " →", up: "↑ " + asked(chart.up) });
  const corners = chart.corners.map((text, at) => ({ id: String(at), text, x: at % 2 ? 75 : 25, y: at < 2 ? 6.5 : 56.5 }));
  keyed(find(root, "[data-list=corners]"), corners, (one) => one.id, () => clone("t-chart-corner"), fill);
  const dots = rows.flatMap((row) => {
    const [x, y] = places.get(row.id) ?? [];
    return x === undefined || y === undefined ? [] : [{ id: row.id, number: row.number, x, y }];
  });
  keyed(find(root, "[data-list=dots]"), dots, (one) => one.id, () => clone("t-chart-dot"), (dot, { x, y, number }) => {
    set(dot, "x", x);
    set(dot, "y", y);
    find(dot, "text").textContent = String(number);
  });
  drawChartRows(root, page, chart, "t-chart-row");
}
