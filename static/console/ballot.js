/**
 * A paper ballot typed over: every way of voting, with "weet ik niet" and
 * "niet kiezen". What is filled in is read back from the form itself.
 *
 * @typedef {import("../js/messages").Answer} Answer
 * @typedef {import("../js/words.js").Words} Words
 * @typedef {import("./flow.js").Held} Held
 * @typedef {{id: string, label: string}} Option
 */

import { clone, fill, find } from "../js/dom.js";
import { isOfCard, isWeighed, optionText, questionText } from "../js/reading.js";

const NONE = ["unsure", "skipped"];
/** The points of the first, second and third place. */
const RANKS = [3, 2, 1];

/**
 * @param {Held} held
 * @param {Words} words
 * @param {(answers: {[question: string]: Answer}) => Promise<boolean>} put true when it is saved
 */
export function createBallot(held, words, put) {
  const form = /** @type {HTMLFormElement} */ (clone("t-paper-ballot"));
  fill(form, { title: held.poll.question, help: held.poll.help });
  const questions = held.round.questions.map((question) => makeQuestion(held, question, words));
  find(form, "[data-list=questions]").append(...questions.map((question) => question.element));

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    /** @type {{[question: string]: Answer}} */
    const answers = {};
    for (const question of questions) {
      const answer = question.read();
      if (answer) answers[question.id] = answer;
    }
    const complete = questions.every((question) => answers[question.id]);
    fill(form, { fault: complete ? null : words("console.answer_all") });
    if (complete && (await put(answers))) {
      form.reset();
      for (const question of questions) question.reset();
    }
  });
  return form;
}

/**
 * @param {Held} held
 * @param {import("../js/messages").QuestionEntity} question
 * @param {Words} words
 */
function makeQuestion({ round, poll }, question, words) {
  const element = clone("t-question");
  const named = question.options.map((option) => ({
    id: option.id,
    label: (round.method === "scale" ? option.id + " · " : "") + optionText(words, poll, round, option, question),
  }));
  fill(element, {
    text: questionText(words, poll, round, question),
    about: round.method === "agreement" && !isOfCard(question) ? question.text : null,
    left: null,
    remark: round.method === "agreement",
  });
  // A single question is the title of the ballot already.
  const legend = find(element, "legend");
  legend.classList.toggle("visually-hidden", legend.textContent === poll.question);
  const options = find(element, "[data-list=options]");
  const remark = /** @type {HTMLTextAreaElement} */ (find(element, "textarea"));
  /** @type {{[option: string]: number}} */
  let dots = {};
  /** @type {(() => void)[]} */
  const redraws = [];
  const redraw = () => redraws.forEach((run) => run());
  const placed = () => Object.values(dots).reduce((sum, n) => sum + n, 0);

  const none = NONE.map((id) => ({ id, label: words("common." + id) }));
  const weighed = isWeighed(round);
  const radios = (weighed ? none : [...named, ...none]).map((option) => {
    const row = clone("t-ask-row");
    fill(row, { label: option.label });
    const input = /** @type {HTMLInputElement} */ (find(row, "input"));
    input.name = question.id;
    input.value = option.id;
    input.addEventListener("change", () => {
      dots = {};
      for (const place of places) place.select.value = "";
      redraw();
    });
    return row;
  });
  const chosen = () => {
    const inputs = radios.map((row) => /** @type {HTMLInputElement} */ (find(row, "input")));
    return inputs.find((input) => input.checked) ?? null;
  };

  /** @param {Option} option */
  function stepper(option) {
    const row = clone("t-dots");
    fill(row, {
      label: option.label,
      less: words("console.dot_less", { option: option.label }),
      more: words("console.dot_more", { option: option.label }),
    });
    const less = /** @type {HTMLButtonElement} */ (find(row, "[data-do=less]"));
    const more = /** @type {HTMLButtonElement} */ (find(row, "[data-do=more]"));
    const here = () => dots[option.id] ?? 0;
    const step = (/** @type {number} */ by) => {
      dots[option.id] = here() + by;
      const before = chosen();
      if (before) before.checked = false;
      redraw();
    };
    less.addEventListener("click", () => step(-1));
    more.addEventListener("click", () => step(1));
    redraws.push(() => {
      find(row, "output").textContent = String(here());
      less.disabled = here() === 0;
      more.disabled = here() >= round.most || placed() >= round.dots;
    });
    return row;
  }

  // On paper, too, each place is given once: what is chosen elsewhere cannot be chosen again.
  const places = (round.method === "ranking" ? RANKS.slice(0, named.length) : []).map((points, at) => {
    const row = clone("t-rank");
    fill(row, { label: words("console.rank_" + (at + 1)) });
    const select = /** @type {HTMLSelectElement} */ (find(row, "select"));
    select.append(new Option("–", ""), ...named.map((option) => new Option(option.label, option.id)));
    select.addEventListener("change", () => {
      const before = chosen();
      if (before) before.checked = false;
      redraw();
    });
    return { row, select, points };
  });
  redraws.push(() => {
    const given = places.map((place) => place.select.value);
    places.forEach(({ select }, at) => {
      for (const option of select.options) option.disabled = option.value !== "" && given.indexOf(option.value) >= 0 && given[at] !== option.value;
    });
  });
  options.append(...places.map((place) => place.row));

  if (round.method === "dots") {
    options.append(...named.map(stepper));
    redraws.push(() =>
      fill(element, { left: words("console.dots_left", { n: round.dots - placed(), total: round.dots }) }),
    );
  }
  options.append(...radios);
  redraw();

  return {
    id: question.id,
    element,
    /** @returns {Answer | null} null: nothing was said yet */
    read() {
      const said = chosen()?.value;
      if (said === "unsure") return { unsure: true };
      if (said === "skipped") return { skipped: true };
      if (said) return { options: { [said]: 1 }, remark: remark.value.trim() };
      const given = weighed && places.length
        ? places.filter(({ select }) => select.value).map(({ select, points }) => /** @type {[string, number]} */ ([select.value, points]))
        : Object.entries(dots).filter(([, n]) => n > 0);
      return given.length ? { options: Object.fromEntries(given) } : null;
    },
    reset() {
      dots = {};
      redraw();
    },
  };
}
