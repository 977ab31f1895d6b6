/**
 * What came out of a vote: the server's bars, large, and for who hears them a table
 * that says the same. Where no picture comes, the table stands in its place.
 *
 * @typedef {import("./main.js").Wall} Wall
 * @typedef {import("./picture.js").Sheet} Sheet
 * @typedef {import("../console/flow.js").Held} Held
 * @typedef {import("../js/reading.js").ResultShape} ResultShape
 */

import { clone, fill, find, keyed, set } from "../js/dom.js";
import { resultOf } from "../js/reading.js";
import { pagesOf, turnOver } from "./pager.js";
import { cropped, hang } from "./picture.js";

/** The size of letters in a picture, in its own units. */
const LETTERS = 14;
/** What is so little smaller than it should be is not seen. */
const NEARLY = 0.985;

/** The widest that can be read where it hangs; if none can, the narrowest. @param {Sheet[]} sheets @param {number} room @param {number} least */
export function readable(sheets, room, least) {
  const letters = (/** @type {Sheet} */ sheet) => (LETTERS * room) / Number(sheet.tree.attributes.width);
  return sheets.find((sheet) => letters(sheet) >= least * NEARLY) ?? sheets.at(-1) ?? null;
}

/** @param {Wall} wall */
export function createResult(wall) {
  const { words, format, pictures, turner } = wall;
  const root = find(document, ".scene > [data-scene=result]");
  const page = find(root, "[data-list=answers]");

  /** @param {HTMLElement} part @param {ResultShape} question @param {Sheet[]} sheets @returns {Sheet | null} what hangs there now */
  function drawQuestion(part, question, sheets) {
    part.classList.remove("elsewhere");
    fill(part, {
      question: question.said,
      verdict: question.verdict || null,
      facts: question.facts,
      "remarks-title": question.remarks.length ? words.count("common.remarks", question.remarks.length) : null,
    });
    const figure = find(part, "[data-part=bars]");
    figure.hidden = !sheets.length;
    const sheet = readable(sheets, figure.clientWidth, parseFloat(getComputedStyle(root).fontSize));
    hang(figure, sheet);
    find(part, "[data-part=table]").classList.toggle("visually-hidden", Boolean(sheet));
    keyed(
      find(part, "[data-list=rows]"),
      question.rows,
      (row) => row.id,
      () => clone("t-outcome-row"),
      (line, row) => fill(line, { text: row.said, count: row.count, unit: row.unit, organisations: row.organisations || null }),
    );
    const remarks = find(part, "[data-list=remarks]");
    remarks.hidden = !question.remarks.length;
    keyed(remarks, question.remarks, (remark) => remark.id, () => clone("piece-remark"), (line, remark) =>
      fill(line, { answer: remark.answer, text: remark.text }),
    );
    return sheet;
  }

  /** What there is for bars and remarks: all but the facts, which stay in sight. @param {HTMLElement} part @param {Element | undefined} first */
  function room(part, first) {
    const facts = Array.from(part.querySelectorAll(".result-facts, h4:not([hidden])"));
    const box = page.getBoundingClientRect();
    const margins = parseFloat(getComputedStyle(page).fontSize);
    const below = facts.reduce((sum, fact) => sum + fact.getBoundingClientRect().height, margins);
    return box.height - below - (first ? first.getBoundingClientRect().top - box.top : 0);
  }

  /** One question: as many bars as fit, then its remarks. @param {HTMLElement} part @param {Sheet} sheet @param {string} what @returns {number} how many are on other pages */
  function turnBars(part, sheet, what) {
    const figure = find(part, "[data-part=bars]");
    const remarks = /** @type {HTMLElement[]} */ (Array.from(part.querySelectorAll(".result-remarks > li")));
    for (const one of remarks) one.classList.remove("elsewhere");
    const scale = figure.clientWidth / Number(sheet.tree.attributes.width);
    const { ends } = sheet;
    const from = (/** @type {number} */ at) => ends[at - 1] ?? 0;
    const bars = ends.map((end, at) => (end - from(at)) * scale);
    const heights = [...bars, ...remarks.map((one) => one.getBoundingClientRect().height)];
    const pages = pagesOf(heights, { columns: 1, height: room(part, figure), gap: 0 });
    const here = pages[turner.page(what, pages.length)]?.flat() ?? [];
    const shown = here.filter((at) => at < ends.length);
    const [first, last] = [shown[0], shown.at(-1)];
    figure.hidden = first === undefined;
    if (first !== undefined && last !== undefined) cropped(figure, from(first), ends[last] ?? 0);
    remarks.forEach((one, at) => one.classList.toggle("elsewhere", !here.includes(ends.length + at)));
    return heights.length - here.length;
  }

  return {
    /** @param {Held} held @returns {number} how many options are on other pages */
    draw(held) {
      const key = "round:" + held.id;
      const drawn = pictures.barsOf(key, held.round);
      const questions = resultOf(words, format, held.round);
      const several = questions.length > 2 ? "many" : String(questions.length > 1);
      root.dataset.several = several;
      // A table that a picture takes the place of at once would only startle.
      set(page, "data-awaited", !drawn && pictures.hopes(key));
      keyed(page, questions, (question) => held.id + question.id, () => clone("t-outcome"));
      const parts = /** @type {HTMLElement[]} */ (Array.from(page.children));
      // All stand on the page before any is drawn: elsewhere there is no room to measure.
      const hung = questions.map((question, at) => {
        const bars = drawn?.find((one) => one.question === question.id);
        return drawQuestion(/** @type {HTMLElement} */ (parts[at]), inOrder(question, bars?.rows ?? []), bars?.sheets ?? []);
      });
      const gap = parseFloat(getComputedStyle(page).rowGap) || 0;
      if (several === "many") {
        // One under another, each on a line of its own: so they can be compared.
        turnOver(parts, { columns: 1, height: page.clientHeight, gap }, turner, held.id);
        return 0;
      }
      if (several === "true") {
        const columns = getComputedStyle(page).gridTemplateColumns.split(" ").length;
        turnOver(parts, { columns, height: page.clientHeight, gap }, turner, held.id);
        return 0;
      }
      const [[part], [only]] = [parts, hung];
      if (!part) return 0;
      if (only) return turnBars(part, only, held.id);
      const rows = /** @type {HTMLElement[]} */ (Array.from(part.querySelectorAll("tbody tr, .result-remarks > li")));
      return turnOver(rows, { columns: 1, height: room(part, rows[0]), gap: 0 }, turner, held.id);
    },
  };
}

/** The table goes as the picture does. @param {ResultShape} question @param {string[]} order */
function inOrder(question, order) {
  const place = (/** @type {{id: string}} */ row) => (order.includes(row.id) ? order.indexOf(row.id) : order.length);
  return { ...question, rows: [...question.rows].sort((one, other) => place(one) - place(other)) };
}
