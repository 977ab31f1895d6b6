/**
 * What two votes say together, as a table under a result and on the board.
 *
 * @typedef {import("./page.js").Page} Page
 */

import { chartsOf, drawChartRows } from "../js/charts.js";
import { clone, fill, find, keyed } from "../js/dom.js";

/** @param {HTMLElement} root @param {Page} page @param {string} [poll] only those with this vote in them */
export function drawCharts(root, page, poll) {
  keyed(
    find(root, "[data-list=charts]"),
    chartsOf(page, poll),
    (chart) => chart.id,
    () => clone("phone-chart"),
    (part, chart) => {
      fill(part, { title: chart.title });
      drawChartRows(part, page, chart);
    },
  );
}
