/**
 * A vote on the big screen while it is open: the question and the options, and how
 * many voted, without any other number.
 *
 * @typedef {import("./main.js").Wall} Wall
 * @typedef {import("../console/flow.js").Held} Held
 */

import { clone, fill, find, keyed } from "../js/dom.js";
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
