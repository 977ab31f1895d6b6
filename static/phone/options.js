/**
 * The screen of a ballot: the options of one question, in the way of its method.
 *
 * @typedef {import("./page.js").Page} Page
 * @typedef {import("./page.js").Place} Place
 * @typedef {import("./page.js").Screen} Screen
 * @typedef {import("./ballot.js").Answers} Answers
 * @typedef {import("../js/messages").MyAnswer} MyAnswer
 * @typedef {import("../js/messages").RoundEntity} RoundEntity
 * @typedef {import("../js/messages").OptionEntity} OptionEntity
 */

import { clone, fill, find, keyed, set } from "../js/dom.js";
import { drawLines } from "../js/pieces.js";
import { byId, isOfCard, optionText, organisationName, questionText, saidOf, written } from "../js/reading.js";
import {
  answerTo,
  isGiven,
  mayAdd,
  placed,
  placesOf,
  ranked,
  withChoice,
  withDot,
  without,
  withRank,
  withRemark,
} from "./ballot.js";
import { ballotOf } from "./ballots.js";
import { check, drawAsk, drawFoot, freshId } from "./frame.js";

const MOUTHS = ["M10 23q6-6 12 0", "M10 22q6-3 12 0", "M10 21h12", "M10 20q6 4 12 0", "M9 19q7 9 14 0z"];
/** After the first save a change goes out by itself, once the thumb rests. */
const REST = 700;

/**
 * @param {Page} page
 * @param {() => Place} where
 * @param {string} id
 * @param {{send: (answers: Answers) => void, done: () => void}} does
 * @returns {Screen}
 */
export function makeBallot(page, where, id, does) {
  const { words, model, drafts } = page;
  const element = clone("phone-vote");
  const form = find(element, "form");
  const list = find(element, "[data-list=options]");
  const out = find(element, "[data-list=out]");
  const remark = /** @type {HTMLTextAreaElement} */ (find(element, "[data-part=remark] textarea"));
  const name = freshId();
  const part = where().stop.part;
  let problem = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let soon;
  fill(element, { "remark-id": freshId() });

  function round() {
    return model.get("round", id);
  }
  /** @returns {Answers} */
  function answers() {
    return drafts.ballot(id) || ballotOf(page, id) || {};
  }
  function question() {
    const held = round();
    return (held && held.questions[part]) || null;
  }

  /** @param {MyAnswer} answer */
  function give(answer) {
    const asked = question();
    if (!asked) return;
    problem = "";
    drafts.keepBallot(id, Object.assign({}, answers(), { [asked.id]: answer }));
    page.redraw();
    clearTimeout(soon);
    if (ballotOf(page, id)) soon = setTimeout(() => does.send(answers()), REST);
  }

  form.addEventListener("change", (event) => {
    const input = event.target;
    const asked = question();
    const held = round();
    if (!(input instanceof HTMLInputElement) || !asked || !held) return;
    const way = input.value;
    if (held.method === "ranking" && way.charAt(0) !== "?") rank(asked, way);
    else if (way === "?unsure") give(without("unsure"));
    else if (way === "?skipped") give(without("skipped"));
    else give(withChoice(answerTo(answers(), asked.id), way));
  });
  remark.addEventListener("input", () => {
    const asked = question();
    if (asked) give(withRemark(answerTo(answers(), asked.id), remark.value));
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const asked = question();
    const held = round();
    if (!asked || !held) return;
    if (!isGiven(answerTo(answers(), asked.id))) {
      problem = words(held.method === "dots" ? "phone.vote_first_dots" : "phone.vote_first");
      page.redraw();
    } else if (part + 1 < held.questions.length) {
      where().go(1);
    } else {
      clearTimeout(soon);
      does.send(answers());
      does.done();
      page.redraw();
    }
  });

  /** @param {import("../js/messages").QuestionEntity} asked @param {string} option */
  function rank(asked, option) {
    const had = answerTo(answers(), asked.id);
    const now = withRank(asked, had, option);
    if (now === had) {
      problem = words("phone.rank_full", { n: placesOf(asked) });
      page.redraw();
      return;
    }
    give(now);
    page.announcer.say(rankNote(now, option) || words("phone.rank_none"));
  }

  /** "je eerste keuze", or nothing. @param {MyAnswer} answer @param {string} option */
  function rankNote(answer, option) {
    const place = ranked(answer).indexOf(option) + 1;
    return place ? words("phone.rank_" + place) : "";
  }

  /** @param {HTMLElement} button @param {1 | -1} by */
  function dot(button, by) {
    const card = button.closest("[data-key]");
    const held = round();
    const asked = question();
    if (!card || !held || !asked) return;
    give(withDot(held, answerTo(answers(), asked.id), card.getAttribute("data-key") || "", by));
  }

  function draw() {
    const held = round();
    const asked = question();
    if (!held || !asked) return;
    const poll = byId(page.format.polls, held.poll);
    const answer = answerTo(answers(), asked.id);
    const text = questionText(words, poll, held, asked);
    const several = held.questions.length > 1;
    drawAsk(
      page,
      element,
      {
        question: text,
        help: poll && text !== poll.question && aside(asked, several) ? poll.question : poll && poll.help,
      },
      where(),
    );
    if (asked.language || asked.dutch) fill(find(element, ".ask"), { question: saidOf(text, asked) });
    fill(element, { small: held.small, legend: text, whose: whose(held) });
    drawAbout(held, asked);
    drawOptions(held, asked.options, answer);
    drawOut(answer);
    drawRemark(held, answer);
    drawBudget(held, answer);
    drawPlaces(held, asked, answer);
    const last = part + 1 === held.questions.length;
    const saved = ballotOf(page, id) !== null;
    drawFoot(page, element, where(), {
      primary: last ? words(saved ? "phone.vote_ready" : "phone.vote_save") : words("phone.next"),
      problem,
      leads: true,
    });
  }

  /** A card or line alone does not say what is asked of it. @param {import("../js/messages").QuestionEntity} asked @param {boolean} several */
  function aside(asked, several) {
    const poll = byId(page.format.polls, (round() || { poll: "" }).poll);
    return isOfCard(asked) || (several && poll !== null && !poll.questions.length);
  }

  /** For whom one votes, where that is not oneself. @param {RoundEntity} held */
  function whose(held) {
    if (!held.organisations) return null;
    const mine = page.model.mine;
    const organisation = organisationName(page.model, mine && mine.organisation);
    return organisation ? words("phone.vote_for", { organisation }) : words("phone.vote_for_none");
  }

  /** The text one agrees with, as it stood when the vote opened. @param {RoundEntity} held @param {import("../js/messages").QuestionEntity} asked */
  function drawAbout(held, asked) {
    const poll = byId(page.format.polls, held.poll);
    const now = poll && poll.about ? model.get("text", poll.about) : null;
    const frozen = held.method === "agreement" && asked.text && !isOfCard(asked) ? asked.text.split("\n") : null;
    const lines = frozen || (now ? now.lines : []);
    const about = find(element, "[data-part=about]");
    about.hidden = !lines.length;
    const inside = find(about, "[data-part=text]");
    if (!inside.firstChild) inside.appendChild(clone("piece-lines"));
    drawLines(find(inside, ".lines"), words, lines);
  }

  /** @param {RoundEntity} held @param {OptionEntity[]} options @param {MyAnswer} answer */
  function drawOptions(held, options, answer) {
    const poll = byId(page.format.polls, held.poll);
    const asked = question() || undefined;
    const template = { dots: "phone-dots", scale: "phone-scale", ranking: "phone-rank" }[held.method] || "phone-choice";
    keyed(
      list,
      options,
      (option) => option.id,
      () => {
        const row = clone(template);
        fill(row, { name, id: freshId() });
        return row;
      },
      (row, option) => {
        const text = optionText(words, poll, held, option, asked);
        const said = page.beside(saidOf(text, option));
        if (held.method === "dots") return drawDots(row, held, option, said, answer);
        fill(row, { text: said, value: option.id });
        check(row, (answer.options[option.id] || 0) > 0);
        const place = ranked(answer).indexOf(option.id) + 1;
        if (held.method === "ranking") fill(row, { place: place || "", note: rankNote(answer, option.id) || null });
        if (held.method === "scale") set(find(row, ".face-mouth"), "d", MOUTHS[options.indexOf(option)] || "");
      },
    );
  }

  /** @param {HTMLElement} row @param {RoundEntity} held @param {OptionEntity} option @param {import("../js/dom.js").Filling} text @param {MyAnswer} answer */
  function drawDots(row, held, option, text, answer) {
    const dots = answer.options[option.id] || 0;
    fill(row, {
      text,
      count: dots ? words.count("phone.dots_on", dots) : words("phone.dots_none"),
      less: words("phone.dot_less"),
      more: words("phone.dot_more"),
      behind: option.cards.length > 1 ? words.count("common.cards", option.cards.length) : null,
    });
    set(row, "data-chosen", dots > 0);
    drawDotRow(find(row, ".stepper [data-list=dots]"), Math.max(dots, 1), dots);
    // Not `disabled`: a button that goes out of reach would take the focus with it.
    set(find(row, "[data-do=less]"), "aria-disabled", dots ? null : "true");
    set(find(row, "[data-do=more]"), "aria-disabled", mayAdd(held, answer, option.id) ? null : "true");
    const behind = find(row, "[data-part=behind]");
    behind.hidden = option.cards.length < 2;
    keyed(
      find(behind, "[data-list=cards]"),
      behind.hidden ? [] : option.cards,
      (card) => card,
      () => clone("piece-cluster-card"),
      (item, card) => {
        const entity = model.get("card", card);
        fill(item, { text: entity && written(entity) });
      },
    );
  }

  /** @param {HTMLElement} into @param {number} all @param {number} full */
  function drawDotRow(into, all, full) {
    keyed(
      into,
      Array.from({ length: all }, (_, at) => String(at)),
      (at) => at,
      () => clone("phone-dot"),
      (dotted, at) => {
        dotted.classList.toggle("empty", Number(at) >= full);
      },
    );
  }

  /** "Weet ik niet" and "niet kiezen": always there, and never last in rank. @param {MyAnswer} answer */
  function drawOut(answer) {
    const ways = [
      { id: "?unsure", text: words("common.unsure"), on: answer.unsure },
      { id: "?skipped", text: words("common.skipped"), on: answer.skipped },
    ];
    keyed(
      out,
      ways,
      (way) => way.id,
      (way) => {
        const row = clone("phone-choice");
        fill(row, { name, value: way.id });
        return row;
      },
      (row, way) => {
        fill(row, { text: page.beside(way.text) });
        check(row, way.on);
      },
    );
  }

  /** @param {RoundEntity} held @param {MyAnswer} answer */
  function drawRemark(held, answer) {
    const chosen = Object.keys(answer.options)[0];
    const asks = held.method === "agreement" && chosen !== undefined && chosen !== "yes";
    find(element, "[data-part=remark]").hidden = !asks;
    fill(element, { "remark-label": words("phone.remark") });
    if (remark.value !== answer.remark && document.activeElement !== remark) remark.value = answer.remark;
  }

  /** @param {RoundEntity} held @param {MyAnswer} answer */
  function drawBudget(held, answer) {
    const budget = find(element, "[data-part=budget]");
    budget.hidden = held.method !== "dots";
    if (budget.hidden) return;
    const left = held.dots - placed(answer);
    fill(budget, { budget: words("phone.dots_left", { n: left, of: held.dots }) });
    drawDotRow(find(budget, "[data-list=dots]"), held.dots, held.dots - left);
  }

  /** Which place the next tap gives. @param {RoundEntity} held @param {import("../js/messages").QuestionEntity} asked @param {MyAnswer} answer */
  function drawPlaces(held, asked, answer) {
    if (held.method !== "ranking") return;
    const budget = find(element, "[data-part=budget]");
    budget.hidden = false;
    const next = ranked(answer).length + 1;
    fill(budget, { budget: words(next > placesOf(asked) ? "phone.rank_done" : "phone.rank_next_" + next) });
  }

  return {
    element,
    draw,
    writing: () => drafts.ballot(id) !== null && round() !== null && ballotOf(page, id) === null && isOpen(),
    actions: { less: (button) => dot(button, -1), more: (button) => dot(button, 1) },
  };

  function isOpen() {
    const held = round();
    return held !== null && held.status === "open";
  }
}
