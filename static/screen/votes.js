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
import { optionText, questionText, saidOf, turnoutOf } from "../js/reading.js";
import { turnOver } from "./pager.js";

/** @param {Wall} wall */
export function createVote(wall) {
  const { words, format, turner } = wall;
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
      const options = question.options.map((option) => ({ id: option.id, text: saidOf(optionText(words, poll, round, option, question), option) }));
      return { id: question.id, text: text === poll.question ? "" : saidOf(text, question), options, lines: false };
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

  /** As many questions as fit; the answers they share stay in sight. @param {Held} held */
  function turn(held) {
    const list = find(root, "[data-list=parts]");
    const all = /** @type {HTMLElement[]} */ (Array.from(list.children));
    const asked = all.filter((part) => part.dataset.part === "question");
    if (asked.length < 3) return turner.page("vote", 1);
    for (const one of asked) one.classList.remove("elsewhere");
    const gap = parseFloat(getComputedStyle(list).rowGap) || 0;
    const rest = all.filter((part) => part.dataset.part !== "question");
    const height = rest.reduce((left, part) => left - part.getBoundingClientRect().height - gap, list.clientHeight);
    return turnOver(asked, { columns: 2, height, gap }, turner, "vote:" + held.id);
  }

  return {
    /** @param {Held} held @returns {number} how many questions are on other pages */
    draw(held) {
      const { round } = held;
      const asked = round.questions.length;
      root.dataset.questions = asked > 2 ? "many" : "few";
      root.dataset.method = round.method;
      root.dataset.many = String((round.questions[0]?.options.length ?? 0) > 6);
      fill(root, { turnout: words(round.organisations ? "screen.turnout_organisations" : "screen.turnout", turnoutOf(wall.model, round)), state: state(held) });
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
      return turn(held);
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
    return turnOver(things, { columns, height, gap }, turner, what);
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
      root.dataset.several = questions.length > 2 ? "many" : String(questions.length > 1);
      if (questions.length > 2) {
        // One under another, each on a line of its own: so they can be compared.
        const list = /** @type {HTMLElement} */ (questions[0]?.parentElement);
        const gap = parseFloat(getComputedStyle(list).rowGap) || 0;
        turnOver(questions, { columns: 1, height: page.clientHeight, gap }, turner, held.id);
        return 0;
      }
      if (questions.length > 1) {
        turn(questions, 2, held.id);
        return 0;
      }
      const rows = /** @type {HTMLElement[]} */ (Array.from(page.querySelectorAll(".bars-row, .result-remarks > li")));
      return turn(rows, 1, held.id);
    },
  };
}
