/**
 * Cards laid out by two votes: the server's picture, and beside it a table that
 * says the same by the same numbers.
 *
 * @typedef {import("./main.js").Wall} Wall
 * @typedef {import("../js/messages").Chart} Chart
 */

import { drawChartRows, rowsOfChart } from "../js/charts.js";
import { find, set } from "../js/dom.js";
import { turnOver } from "./pager.js";
import { hang } from "./picture.js";

/** @param {Wall} wall */
export function createChart(wall) {
  const { pictures, turner } = wall;
  const root = find(document, ".scene > [data-scene=chart]");

  /** @param {Chart} chart @returns {number} how many cards are on other pages */
  function draw(chart) {
    const rows = rowsOfChart(wall, chart.id);
    set(root, "data-many", String(rows.length > 8));
    hang(find(root, "[data-part=corners]"), pictures.of("chart:" + chart.id, rows));
    drawChartRows(root, wall, chart, "t-chart-row");
    const lines = /** @type {HTMLElement[]} */ (Array.from(find(root, "[data-list=rows]").children));
    const height = root.clientHeight - find(root, "thead").getBoundingClientRect().height;
    return turnOver(lines, { columns: 1, height, gap: 0 }, turner, "chart:" + chart.id);
  }

  return { draw };
}
