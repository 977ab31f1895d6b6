/**
 * Reads the view with the format beside it: what lies where, what a vote says.
 *
 * Pure; the same for phone, console and screen. A format is here as the page
 * brought it, in the reader's language.
 *
 * @typedef {import("./messages").Format} Format
 * @typedef {import("./messages").Phase} Phase
 * @typedef {import("./messages").Poll} Poll
 * @typedef {import("./messages").CardEntity} CardEntity
 * @typedef {import("./messages").ClusterEntity} ClusterEntity
 * @typedef {import("./messages").RoundEntity} RoundEntity
 * @typedef {import("./messages").QuestionEntity} QuestionEntity
 * @typedef {import("./messages").OptionEntity} OptionEntity
 * @typedef {import("./messages").QuestionTally} QuestionTally
 * @typedef {import("./model.js").Model} Model
 * @typedef {import("./words.js").Words} Words
 */

/**
 * @template {{id: string}} T
 * @param {T[]} list
 * @param {string | null | undefined} id
 * @returns {T | null}
 */
export function byId(list, id) {
  return list.find((one) => one.id === id) || null;
}

/** @param {Model} model @param {Format} format */
export function phaseNow(model, format) {
  const phase = model.get("phase");
  return phase && byId(format.phases, phase.id);
}

/**
 * Where the open phase stands among those that count; a break does not.
 *
 * @param {Format} format
 * @param {Phase} phase
 */
export function stepOf(format, phase) {
  const counted = format.phases.filter((one) => !one.pause);
  return { step: counted.indexOf(phase) + 1, of: counted.length };
}

/**
 * What a phase is about, by id: where its cards lie, what is read, and what is voted on.
 *
 * @param {Format} format
 * @param {Phase | null} phase
 */
export function worksOn(format, phase) {
  /** @type {{zones: Set<string | null>, texts: Set<string | null>, polls: Set<string | null>}} */
  const found = { zones: new Set(), texts: new Set(), polls: new Set() };
  for (const step of phase ? phase.steps : []) {
    const kind = byId(format.kinds, step.kind);
    const poll = byId(format.polls, step.poll);
    [step.zone, kind && kind.zone, poll && poll.zone, poll && poll.each_card_of].forEach((id) => found.zones.add(id));
    [step.text, poll && poll.about, poll && poll.each_line_of].forEach((id) => found.texts.add(id));
    found.polls.add(step.poll);
  }
  return found;
}

/**
 * The cards of a zone, oldest number first; those without a number come last.
 *
 * @param {Model} model
 * @param {string} zone
 * @returns {Array<[string, CardEntity]>}
 */
export function cardsIn(model, zone) {
  return model
    .all("card")
    .filter(([, card]) => card.zone === zone && card.text !== null)
    .sort((one, other) => order(one[1]) - order(other[1]));
}

/**
 * What a text rests on: the cards themselves, or the copies of them that are here.
 *
 * @param {Model} model
 * @param {string} text
 * @returns {Array<[string, CardEntity]>}
 */
export function behind(model, text) {
  const held = model.get("text", text);
  const named = held ? held.rests_on : [];
  if (!named.length) return [];
  return model
    .all("card")
    .filter(([id, card]) => card.text && (named.includes(id) || (card.source && named.includes(card.source.card))))
    .sort((one, other) => order(one[1]) - order(other[1]));
}

/** Those in one line. @param {Model} model @param {string} text @param {Words} words */
export function restsOn(model, text, words) {
  const what = behind(model, text).map(([, card]) => card.text);
  return what.length ? words("common.rests_on", { what: what.join(" · ") }) : null;
}

/**
 * What someone wrote, as it is shown: in its language, with its Dutch.
 *
 * @param {{text: string | null, language: string, dutch: string | null}} one
 * @returns {import("./dom.js").Written | string | null}
 */
export function written(one) {
  const { text, language, dutch } = one;
  return text !== null && (language || dutch) ? { text, language, dutch } : text;
}

/** The same on one line, for a label or a list. @param {{text: string | null, dutch: string | null}} one */
export function onOneLine(one) {
  return one.text && one.dutch ? "\u2068" + one.text + "\u2069 \u00b7 " + one.dutch : one.text || "";
}

/** @param {CardEntity} card */
function order(card) {
  return card.number || Number.MAX_SAFE_INTEGER;
}

/** @param {Model} model @param {string} zone @returns {Array<[string, ClusterEntity]>} */
export function clustersIn(model, zone) {
  return model.all("cluster").filter(([, cluster]) => cluster.zone === zone);
}

/**
 * What can be pointed at in a zone: its clusters, then the cards in none.
 *
 * @param {Model} model
 * @param {string} zone
 * @returns {Array<{id: string, text: string, said: import("./dom.js").Filling, cards: string[]}>}
 */
export function thingsIn(model, zone) {
  const clusters = clustersIn(model, zone).map(([id, cluster]) => ({
    id,
    text: cluster.title,
    /** @type {import("./dom.js").Filling} */
    said: cluster.title,
    cards: cluster.cards,
  }));
  const loose = cardsIn(model, zone)
    .filter(([, card]) => !card.cluster || !model.get("cluster", card.cluster))
    .map(([id, card]) => ({ id, text: card.text || "", said: written(card), cards: [id] }));
  return clusters.concat(loose);
}

/**
 * The rounds held of a poll, the last one last.
 *
 * @param {Model} model
 * @param {string} poll
 * @returns {Array<[string, RoundEntity]>}
 */
export function roundsOf(model, poll) {
  return model
    .all("round")
    .filter(([, round]) => round.poll === poll)
    .sort((one, other) => one[1].times - other[1].times);
}

/** @param {Model} model @param {string} poll @returns {[string, RoundEntity] | null} */
export function lastRound(model, poll) {
  const rounds = roundsOf(model, poll);
  return rounds[rounds.length - 1] || null;
}

/**
 * The first `top` options of a poll's last shown result; a tie at the cut stays in.
 *
 * @param {Model} model
 * @param {string} poll
 * @param {number} top
 * @returns {OptionEntity[]}
 */
export function topOf(model, poll, top) {
  const shown = roundsOf(model, poll).filter(([, round]) => round.status === "revealed");
  const last = shown[shown.length - 1];
  const question = last && last[1].questions[0];
  const tally = last && last[1].result[0];
  if (!question || !tally) return [];
  const counts = new Map(tally.options.map((option) => [option.id, option.count]));
  /** @param {OptionEntity} option */
  const countOf = (option) => counts.get(option.id) || 0;
  const ranked = question.options
    .filter((option) => countOf(option) > 0)
    .sort((one, other) => countOf(other) - countOf(one));
  const cut = ranked[top - 1];
  return cut ? ranked.filter((option) => countOf(option) >= countOf(cut)) : ranked;
}

/**
 * How many voters voted, of how many: who comes in while a vote is open may vote too.
 *
 * @param {Model} model
 * @param {RoundEntity} round
 */
export function turnoutOf(model, round) {
  const session = model.get("session");
  const now = session && (round.organisations ? session.organisations : session.seats);
  const seats = round.status === "open" && now !== null ? now : round.seats;
  return { n: round.voters, total: Math.max(round.voters, seats) };
}

/** @param {Model} model @param {string | null} id */
export function organisationName(model, id) {
  return (id && model.names.organisations[id]) || "";
}

/**
 * The words of a question: its own, else the poll's.
 *
 * @param {Words} words
 * @param {Poll | null} poll
 * @param {RoundEntity} round
 * @param {QuestionEntity} question
 */
export function questionText(words, poll, round, question) {
  if (question.text === null) return words("common.erased");
  const listed = poll && byId(poll.questions, question.id);
  if (listed) return listed.text;
  // An agreement's text is what one agrees with; it is shown as lines, not asked.
  if (question.text && (round.method !== "agreement" || isOfCard(question))) return question.text;
  return poll ? poll.question : "";
}

/** Asked about a card or cluster, whose words it has. @param {QuestionEntity} question */
export function isOfCard(question) {
  return Boolean(question.cards && question.cards.length);
}

/**
 * The words of an option: its own, else as its question lists it, else as the poll does.
 *
 * @param {Words} words
 * @param {Poll | null} poll
 * @param {RoundEntity} round
 * @param {OptionEntity} option
 * @param {QuestionEntity} [question]
 */
export function optionText(words, poll, round, option, question) {
  if (option.text) return option.text;
  if (option.text === null) return words("common.erased");
  const asked = poll && question && byId(poll.questions, question.id);
  const listed = (asked && asked.options && byId(asked.options, option.id)) || (poll && byId(poll.options, option.id));
  if (listed) return listed.label;
  return words("common." + round.method + "_" + option.id);
}

/** Words of a question or option, where they are its own: as they were written. @param {string} text @param {{text: string | null, language: string, dutch: string | null}} one */
export function saidOf(text, one) {
  return one.text === text ? written(one) : text;
}

/**
 * @typedef {{id: string, text: string, said: import("./dom.js").Filling, count: number, unit: string, organisations: string, share: number}} ResultRow
 * @typedef {{id: string, question: string, said: import("./dom.js").Filling, rows: ResultRow[], facts: string, verdict: string,
 *   remarks: Array<{id: string, answer: string, text: string}>}} ResultShape
 */

/**
 * A revealed round as it is shown: per question rows with two numbers, and the
 * facts in words. Options are ranked where they are anyone's to choose; a scale
 * and an agreement keep their own order.
 *
 * @param {Words} words
 * @param {Format} format
 * @param {RoundEntity} round
 * @returns {ResultShape[]}
 */
export function resultOf(words, format, round) {
  const poll = byId(format.polls, round.poll);
  return round.questions.map((question, at) => {
    const tally = round.result[at];
    const rows = tally ? rowsOf(words, poll, round, question, tally) : [];
    const remarks = (round.remarks[question.id] || []).map((remark, n) => ({
      id: String(n),
      answer: words("common." + round.method + "_" + remark.option),
      text: remark.text === null ? words("common.erased") : remark.text,
    }));
    return {
      id: question.id,
      question: questionText(words, poll, round, question),
      said: saidOf(questionText(words, poll, round, question), question),
      rows,
      facts: tally ? factsOf(words, round, tally) : "",
      verdict: tally && tally.verdict ? words("common.verdict_" + tally.verdict) : "",
      remarks,
    };
  });
}

/**
 * @param {Words} words
 * @param {Poll | null} poll
 * @param {RoundEntity} round
 * @param {QuestionEntity} question
 * @param {QuestionTally} tally
 * @returns {ResultRow[]}
 */
function rowsOf(words, poll, round, question, tally) {
  const unit = unitOf(round);
  const most = Math.max(1, ...tally.options.map((option) => option.count));
  const rows = tally.options.map((option) => {
    const asked = question.options.find((one) => one.id === option.id);
    return {
      id: option.id,
      text: asked ? optionText(words, poll, round, asked, question) : "",
      said: asked ? saidOf(optionText(words, poll, round, asked, question), asked) : "",
      count: option.count,
      unit: words.count(unit, option.count),
      organisations:
        !option.organisations || unit === "common.unit_organisations"
          ? ""
          : words.count("common.from_organisations", option.organisations),
      share: Math.round((100 * option.count) / most),
    };
  });
  const ranked = isWeighed(round) || (round.method === "choice" && question.text === "");
  return ranked ? rows.sort((one, other) => other.count - one.count) : rows;
}

/** What is counted is no voter, but dots or points. @param {RoundEntity} round */
export function isWeighed(round) {
  return round.method === "dots" || round.method === "ranking";
}

/** @param {RoundEntity} round */
function unitOf(round) {
  if (isWeighed(round)) return round.method === "dots" ? "common.unit_dots" : "common.unit_points";
  return round.organisations ? "common.unit_organisations" : "common.unit_people";
}

/** @param {Words} words @param {RoundEntity} round @param {QuestionTally} tally */
function factsOf(words, round, tally) {
  const facts = [words.count(round.organisations ? "common.answered_organisations" : "common.answered", tally.answered)];
  if (tally.organisations !== null && !round.organisations) {
    facts.push(words.count("common.from_organisations", tally.organisations));
  }
  if (tally.mean_tenths !== null) {
    const mean = Math.floor(tally.mean_tenths / 10) + words("common.decimal") + (tally.mean_tenths % 10);
    facts.push(words("common.mean", { mean }));
  }
  if (tally.unsure) facts.push(words.count("common.said_unsure", tally.unsure));
  if (tally.skipped) facts.push(words.count("common.said_skipped", tally.skipped));
  if (round.on_paper) facts.push(words.count("common.on_paper", round.on_paper));
  return facts.join(" · ");
}
