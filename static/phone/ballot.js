/**
 * A ballot in the making: what may be chosen, what is left, what is sent. Pure.
 *
 * @typedef {import("../js/messages").MyAnswer} MyAnswer
 * @typedef {import("../js/messages").RoundEntity} RoundEntity
 * @typedef {import("../js/messages").QuestionEntity} QuestionEntity
 * @typedef {{[question: string]: MyAnswer}} Answers
 */

/** @returns {MyAnswer} */
function nothing() {
  return { options: {}, remark: "", unsure: false, skipped: false };
}

/** @param {Answers} answers @param {string} question */
export function answerTo(answers, question) {
  return answers[question] || nothing();
}

/** @param {MyAnswer} answer */
export function placed(answer) {
  return Object.values(answer.options).reduce((sum, dots) => sum + dots, 0);
}

/** Something was chosen, be it "weet ik niet". @param {MyAnswer} answer */
export function isGiven(answer) {
  return answer.unsure || answer.skipped || placed(answer) > 0;
}

/** @param {RoundEntity} round @param {MyAnswer} answer @param {string} option */
export function mayAdd(round, answer, option) {
  return placed(answer) < round.dots && (answer.options[option] || 0) < round.most;
}

/**
 * One dot more or less; the answer stays as it is where that may not be.
 *
 * @param {RoundEntity} round
 * @param {MyAnswer} answer
 * @param {string} option
 * @param {1 | -1} step
 * @returns {MyAnswer}
 */
export function withDot(round, answer, option, step) {
  const had = answer.options[option] || 0;
  if (step > 0 ? !mayAdd(round, answer, option) : had < 1) return answer;
  const options = Object.assign({}, answer.options);
  if (had + step > 0) options[option] = had + step;
  else delete options[option];
  return Object.assign(nothing(), { options });
}

/**
 * The one option chosen; a remark that was typed stays.
 *
 * @param {MyAnswer} answer
 * @param {string} option
 * @returns {MyAnswer}
 */
export function withChoice(answer, option) {
  return Object.assign(nothing(), { options: { [option]: 1 }, remark: answer.remark });
}

/** How many places a ranking has. */
const PLACES = 3;

/** The options that were ranked, the first place first. @param {MyAnswer} answer */
export function ranked(answer) {
  return Object.keys(answer.options).sort((one, other) => (answer.options[other] || 0) - (answer.options[one] || 0));
}

/** The places that a question with so many options has. @param {QuestionEntity} question */
export function placesOf(question) {
  return Math.min(PLACES, question.options.length);
}

/**
 * The option in the next free place; or out of its place, and those behind it
 * move up. The answer stays as it is when every place is given.
 *
 * @param {QuestionEntity} question
 * @param {MyAnswer} answer
 * @param {string} option
 * @returns {MyAnswer}
 */
export function withRank(question, answer, option) {
  const had = ranked(answer);
  if (had.indexOf(option) < 0 && had.length >= placesOf(question)) return answer;
  const now = had.indexOf(option) < 0 ? had.concat(option) : had.filter((one) => one !== option);
  const options = Object.fromEntries(now.map((one, at) => [one, PLACES - at]));
  return Object.assign(nothing(), { options });
}

/** @param {"unsure" | "skipped"} how @returns {MyAnswer} */
export function without(how) {
  return Object.assign(nothing(), { [how]: true });
}

/** @param {MyAnswer} answer @param {string} remark @returns {MyAnswer} */
export function withRemark(answer, remark) {
  return Object.assign({}, answer, { remark });
}

/** The first question not answered yet, or -1. @param {RoundEntity} round @param {Answers} answers */
export function firstOpen(round, answers) {
  return round.questions.findIndex((question) => !isGiven(answerTo(answers, question.id)));
}

/**
 * What is sent: only questions of this round, only what fits the answer. An
 * option that is gone, as after a second round, is left out.
 *
 * @param {RoundEntity} round
 * @param {Answers} answers
 * @returns {Answers}
 */
export function toSend(round, answers) {
  /** @type {Answers} */
  const sent = {};
  for (const question of round.questions) {
    const answer = answerTo(answers, question.id);
    if (!isGiven(answer)) continue;
    const ids = question.options.map((option) => option.id);
    const options = Object.entries(answer.options).filter(([id]) => ids.indexOf(id) >= 0);
    const chosen = Object.assign(nothing(), answer, { options: Object.fromEntries(options) });
    if (round.method !== "agreement" || !options.length) chosen.remark = "";
    if (isGiven(chosen)) sent[question.id] = chosen;
  }
  return sent;
}

/** Whether two ballots say the same. @param {Answers} one @param {Answers} other */
export function same(one, other) {
  return canonical(one) === canonical(other);
}

/** @param {Answers} answers */
function canonical(answers) {
  const rows = Object.keys(answers).sort();
  return JSON.stringify(
    rows.map((id) => {
      const answer = answerTo(answers, id);
      const options = Object.entries(answer.options).sort();
      return [id, options, answer.remark || "", answer.unsure, answer.skipped];
    }),
  );
}
