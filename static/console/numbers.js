/**
 * A paper ballot as a row of numbers: faster to type than to tap. The numbers are
 * those that stand before the options; "?" is "weet ik niet", "-" is "niet kiezen".
 *
 * dots       2 5      a dot on each; 2 2: two on one
 * ranking    4 1 2    first, second, third
 * the rest   3 4 2    one answer to each question
 * Several questions with dots or places are parted by "/".
 *
 * @typedef {import("../js/messages").Answer} Answer
 * @typedef {import("../js/messages").RoundEntity} Round
 * @typedef {{answers: {[question: string]: Answer}} | {key: string, slots: {[name: string]: string | number}}} Read
 */

const RANKS = [3, 2, 1];

/**
 * @param {string} typed
 * @param {Pick<Round, "method" | "questions" | "dots" | "most">} round
 * @returns {Read} the answers, or the word that says what is wrong
 */
export function readNumbers(typed, round) {
  const weighed = round.method === "dots" || round.method === "ranking";
  const parts = weighed ? typed.split("/") : split(typed);
  if (parts.length !== round.questions.length) {
    return wrong("numbers_count", parts.length, round.questions.length);
  }
  /** @type {{[question: string]: Answer}} */
  const answers = {};
  for (const [at, question] of round.questions.entries()) {
    const part = parts[at] ?? "";
    const said = weighed ? split(part) : [part];
    const answer = answerOf(said, question.options.map((option) => option.id), round);
    if ("key" in answer) return answer;
    answers[question.id] = answer;
  }
  return { answers };
}

/** @param {string} text */
function split(text) {
  return text.split(/[\s,;.]+/).filter(Boolean);
}

/**
 * @param {string[]} said
 * @param {string[]} ids
 * @param {Pick<Round, "method" | "dots" | "most">} round
 * @returns {Answer | {key: string, slots: {[name: string]: string | number}}}
 */
function answerOf(said, ids, round) {
  if (said.length === 1 && said[0] === "?") return { unsure: true };
  if (said.length === 1 && said[0] === "-") return { skipped: true };
  /** @type {{[option: string]: number}} */
  const options = {};
  for (const [at, token] of said.entries()) {
    const id = /^\d{1,2}$/.test(token) ? ids[Number(token) - 1] : undefined;
    if (id === undefined) return wrong("numbers_bad", token, ids.length);
    if (round.method === "ranking" && (id in options || at >= RANKS.length)) return wrong("numbers_ranks", token, RANKS.length);
    const weight = round.method === "ranking" ? RANKS[at] ?? 0 : (options[id] ?? 0) + 1;
    options[id] = weight;
    if (round.method === "dots" && weight > round.most) return wrong("numbers_most", token, round.most);
  }
  const most = round.method === "dots" ? round.dots : Infinity;
  if (said.length > most) return wrong("numbers_dots", said.length, round.dots);
  return said.length ? { options } : wrong("numbers_count", 0, 1);
}

/** @param {string} key @param {string | number} value @param {number} limit */
function wrong(key, value, limit) {
  return { key: "console." + key, slots: { value, limit } };
}
