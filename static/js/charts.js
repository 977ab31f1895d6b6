/**
 * A chart as a table: what its drawing shows, for who does not see it, and for a
 * phone, which is too small for the drawing.
 *
 * @typedef {import("./messages").Chart} Chart
 * @typedef {import("./messages").ChartRow} ChartRow
 * @typedef {import("./messages").Format} Format
 * @typedef {import("./model.js").Model} Model
 * @typedef {{model: Model, format: Format, words: import("./words.js").Words}} Reader
 */

import { clone, fill, find, keyed, set } from "./dom.js";
import { written } from "./reading.js";

/** @param {Reader} page @param {string} id @returns {ChartRow[]} */
export function rowsOfChart(page, id) {
  const chart = page.model.get("chart", id);
  return chart ? chart.rows : [];
}

/** The charts that can be seen now, with this vote in them if one is named. @param {Reader} page @param {string} [poll] */
export function chartsOf(page, poll) {
  return page.format.charts.filter(
    (chart) => (!poll || chart.across === poll || chart.up === poll) && rowsOfChart(page, chart.id).length,
  );
}

/**
 * The rows of the table: number, card, corner.
 *
 * @param {Element} table
 * @param {Reader} page
 * @param {Chart} chart
 * @param {string} [template] of one row
 */
export function drawChartRows(table, page, chart, template) {
  keyed(
    find(table, "[data-list=rows]"),
    rowsOfChart(page, chart.id),
    (row) => row.id,
    () => clone(template || "piece-chart-row"),
    (element, row) => {
      fill(element, {
        number: row.number,
        text: row.text === null ? page.words("common.erased") : written(row),
        corner: row.corner === null ? page.words("common.chart_nowhere") : chart.corners[row.corner],
      });
      set(element, "data-corner", row.corner);
    },
  );
}
