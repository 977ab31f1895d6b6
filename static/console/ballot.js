/**
 * A paper ballot typed over: every way of voting, with "weet ik niet" and
 * "niet kiezen". What is filled in is read back from the form itself, or from the
 * numbers that were typed, which is faster with a pile of them.
 *
 * @typedef {import("../js/messages").Answer} Answer
 * @typedef {import("../js/words.js").Words} Words
 * @typedef {import("./flow.js").Held} Held
 * @typedef {{id: string, label: string, said: string}} Option
 */

import { clone, fill, find } from "../js/dom.js";
import { isOfCard, isWeighed, optionText, questionText } from "../js/reading.js";
import { readNumbers } from "./numbers.js";

const NONE = ["unsure", "skipped"];
/** The points of the first, second and third place. */
const RANKS = [3, 2, 1];

/**
 * @param {Held} held
 * @param {Words} words
 * @param {(answers: {[question: string]: Answer}, once: boolean) => Promise<string>} put the code
 *   of a refusal, or none when it is saved; `once`: not over a ballot that is in
 */
export function createBallot(held, words, put) {
  const form = /** @type {HTMLFormElement} */ (clone("t-paper-ballot"));
  const numbers = /** @type {HTMLInputElement} */ (find(form, "[name=numbers]"));
  const { method, questions: asked } = held.round;
  const how = isWeighed(held.round) ? method : asked.length > 1 ? "each" : "one";
  const example = words("console.paper_example_" + how);
  fill(form, { title: held.poll.question, help: held.poll.help, how: words("console.paper_how_" + how), example });
  const questions = held.round.questions.map((question) => makeQuestion(held, question, words));
  find(form, "[data-list=questions]").append(...questions.map((question) => question.element));

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save(true);
  });
  find(form, "[data-do=anyway]").addEventListener("click", () => save(false));

  /** @returns {{[question: string]: Answer} | null} null: it has been said what is wrong */
  function filledIn() {
    if (numbers.value.trim()) {
      const read = readNumbers(numbers.value, held.round);
      if ("answers" in read) return read.answers;
      fill(form, { fault: words(read.key, read.slots) });
      return null;
    }
    /** @type {{[question: string]: Answer}} */
    const answers = {};
    for (const question of questions) {
      const answer = question.read();
      if (answer) answers[question.id] = answer;
    }
    const complete = questions.every((question) => answers[question.id]);
    fill(form, { fault: complete ? null : words("console.answer_all") });
    return complete ? answers : null;
  }

  /** @param {boolean} once */
  async function save(once) {
    const answers = filledIn();
    if (!answers) return;
    const refused = await put(answers, once);
    // The same paper may lie in two piles: whoever types it says whether it counts.
    const twice = refused === "ballot_there";
    fill(form, { fault: twice ? words("refusals.ballot_there") : null });
    find(form, "[data-slot=twice]").hidden = !twice;
    if (refused) return;
    form.reset();
    for (const question of questions) question.reset();
  }
  return form;
}

/**
 * @param {Held} held
 * @param {import("../js/messages").QuestionEntity} question
 * @param {Words} words
 */
function makeQuestion({ round, poll }, question, words) {
  const element = clone("t-question");
  const named = question.options.map((option, at) => ({
    id: option.id,
    said: optionText(words, poll, round, option, question),
    label: at + 1 + " · " + optionText(words, poll, round, option, question),
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
      less: words("console.dot_less", { option: option.said }),
      more: words("console.dot_more", { option: option.said }),
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
