/**
 * A vote on the big screen. While it is open: the question and the options,
 * and how many voted, without any other number. Once shown: bars with two
 * numbers, which are a table for who hears them.
 *
 * @typedef {import("./main.js").Wall} Wall
 * @typedef {import("../console/flow.js").Held} Held
 */

import { clone, fill, find, keyed } from "../js/dom.js";
import { drawRound } from "../js/pieces.js";
import { optionText, questionText, turnoutOf } from "../js/reading.js";
import { pagesOf } from "./pager.js";

/** @param {Wall} wall */
export function createVote(wall) {
  const { words, format } = wall;
  const root = find(document, ".scene > [data-scene=vote]");

  /** Which answers a question has. @param {{options: {id: string}[]} | undefined} one */
  function ids(one) {
    return (one?.options ?? []).map((option) => option.id).join(" ");
  }

  /** What is voted on; a question that the title asks already is not said twice. @param {Held} held */
  function parts({ round, poll }) {
    const texts = poll.about ? wall.flow.lines(poll.about) : [];
    const title = format.texts.find((text) => text.id === poll.about)?.title ?? "";
    const about = texts.length ? [{ id: "about", text: title, options: texts.map((text, i) => ({ id: String(i), text })), lines: true }] : [];
    const asked = round.questions.map((question) => {
      const text = questionText(words, poll, round, question);
      const options = question.options.map((option) => ({ id: option.id, text: optionText(words, poll, round, option, question) }));
      return { id: question.id, text: text === poll.question ? "" : text, options, lines: false };
    });
    // Questions with the same answers: the answers once, below them all.
    const first = ids(asked[0]);
    const several = asked.length > 1 && asked.every((one) => ids(one) === first);
    const answers = several ? [{ id: "answers", text: "", options: asked[0]?.options ?? [], lines: false }] : [];
    return [...about, ...asked.map((one) => (several ? { ...one, options: [] } : one)), ...answers];
  }

  /** @param {Held} held */
  function state({ round }) {
    if (round.status === "closed") return words("screen.closed") + ". " + words("screen.closed_text");
    return words(round.small ? "screen.voting_small" : "screen.voting_secret");
  }

  return {
    /** @param {Held} held */
    draw(held) {
      const { round } = held;
      root.dataset.method = round.method;
      root.dataset.many = String((round.questions[0]?.options.length ?? 0) > 6);
      fill(root, { turnout: words("screen.turnout", turnoutOf(wall.model, round)), state: state(held) });
      keyed(
        find(root, "[data-list=parts]"),
        parts(held),
        (part) => part.id,
        () => clone("t-asked"),
        (element, part) => {
          element.dataset.part = part.id === "about" || part.id === "answers" ? part.id : "question";
          fill(element, { text: part.text || null });
          const list = find(element, "[data-list=options]");
          list.classList.toggle("lines", part.lines);
          keyed(list, part.options, (option) => option.id, () => clone("t-option"), fill);
        },
      );
    },
  };
}

/** @param {Wall} wall */
export function createResult(wall) {
  const { turner } = wall;
  const root = find(document, ".scene > [data-scene=result]");
  const page = find(root, "[data-list=answers]");

  /** Shows only what belongs to this page; the rest stays where it is for who reads by ear. @param {HTMLElement[]} things @param {number} columns @param {string} what */
  function turn(things, columns, what) {
    const facts = columns === 1 ? Array.from(page.querySelectorAll(".result-facts, .result h4:not([hidden])")) : [];
    for (const thing of things) thing.classList.remove("elsewhere");
    const box = page.getBoundingClientRect();
    const first = things[0]?.getBoundingClientRect();
    const gap = columns > 1 ? parseFloat(getComputedStyle(page).rowGap) || 0 : 0;
    const margins = parseFloat(getComputedStyle(page).fontSize);
    const below = facts.reduce((sum, fact) => sum + fact.getBoundingClientRect().height, margins);
    const height = box.height - below - (first ? first.top - box.top : 0);
    const heights = things.map((thing) => thing.getBoundingClientRect().height);
    const pages = pagesOf(heights, { columns, height, gap });
    const here = new Set(pages[turner.page(what, pages.length)]?.flat());
    things.forEach((thing, i) => thing.classList.toggle("elsewhere", !here.has(i)));
    return things.length - here.size;
  }

  return {
    /** @param {Held} held @returns {number} how many options are on other pages */
    draw(held) {
      keyed(
        page,
        [held],
        (one) => one.id,
        () => clone("piece-round"),
        (element, one) => drawRound(element, wall, one.round),
      );
      const questions = /** @type {HTMLElement[]} */ (Array.from(page.querySelectorAll(".result")));
      root.dataset.several = String(questions.length > 1);
      if (questions.length > 1) {
        turn(questions, 2, held.id);
        return 0;
      }
      const rows = /** @type {HTMLElement[]} */ (Array.from(page.querySelectorAll(".bars-row, .result-remarks > li")));
      return turn(rows, 1, held.id);
    },
  };
}
