/**
 * Draws the shared pieces of `templates/_pieces.html`: cards, clusters, results,
 * lines, the timer. Each `draw…` fills an element cloned from its template, and
 * may be called again on the same element when something changed.
 *
 * @typedef {import("./messages").Format} Format
 * @typedef {import("./messages").CardEntity} CardEntity
 * @typedef {import("./messages").RoundEntity} RoundEntity
 * @typedef {import("./model.js").Model} Model
 * @typedef {import("./words.js").Words} Words
 * @typedef {import("./timer.js").Left} Left
 */

import { clone, fill, find, keyed, set } from "./dom.js";
import { byId, onOneLine, organisationName, resultOf, written } from "./reading.js";

/**
 * @param {HTMLElement} element from `piece-card`
 * @param {{words: Words, format: Format, model: Model}} page
 * @param {CardEntity} card
 * @param {{more?: boolean, state?: string, stateText?: string}} [options] `more`: fields and links too
 */
export function drawCard(element, page, card, options) {
  const { words } = page;
  const given = options || {};
  const nobody = card.source ? null : words("common.no_organisation");
  const sender = card.anonymous
    ? words("common.no_sender")
    : organisationName(page.model, card.organisation) || nobody;
  set(element, "data-state", given.state || null);
  fill(element, {
    text: card.text === null ? words("common.erased") : written(card),
    number: card.number ? words("common.number", { n: card.number }) : null,
    sender,
    late: card.late && words("common.late"),
    adopters: card.adopters ? words.count("common.adopters", card.adopters) : null,
    state: given.stateText || null,
    origin: cameFrom(words, card),
    mark: cameMark(words, card),
  });
  const rows = given.more ? tellings(page, card) : [];
  const more = find(element, "[data-list=more]");
  more.hidden = rows.length === 0;
  keyed(
    more,
    rows,
    (row) => row.id,
    () => clone("piece-card-more"),
    (row, telling) => fill(row, telling),
  );
}

const LOCALES = { nl: "nl-BE", fr: "fr-BE", en: "en-GB" };

/**
 * What a stage is called in the reader's language. A board keeps the Dutch name that its
 * format had; one that has no words here is told by that.
 *
 * @param {Words} words
 * @param {import("./messages").Source} source
 */
function stageOf(words, source) {
  const key = "stages." + source.stage;
  return words.language !== "nl" && words.has(key) ? words(key) : source.title;
}

/**
 * Where an earlier stage had a card, or a text.
 *
 * @param {Words} words
 * @param {{source: import("./messages").Source | null}} thing
 */
export function cameFrom(words, thing) {
  const source = thing.source;
  if (!source) return null;
  const locale = LOCALES[/** @type {"nl"} */ (words.language)] || words.language;
  const day = new Date(source.at).toLocaleDateString(locale, { day: "numeric", month: "long", timeZone: "Europe/Brussels" });
  const title = stageOf(words, source);
  return words(source.number ? "common.came_from" : "common.came_from_all", { title, day, n: source.number });
}

/**
 * How what was brought stands here: a proposal, or not even confirmed there.
 *
 * @param {Words} words
 * @param {CardEntity} card
 */
export function cameMark(words, card) {
  if (card.source && !card.source.confirmed) return words("common.not_confirmed");
  return card.standing === "proposal" ? words("common.proposal") : null;
}

/**
 * What a card says besides its text: filled fields and links, with their labels.
 *
 * @param {{format: Format, model: Model}} page
 * @param {CardEntity} card
 * @returns {Array<{id: string, label: string, value: string}>}
 */
export function tellings(page, card) {
  const kind = byId(page.format.kinds, card.kind);
  if (!kind) return [];
  const rows = [];
  for (const field of kind.fields) {
    const value = card.fields[field.id];
    if (!value) continue;
    const chosen = byId(field.options, value);
    const names = value.split(" ").map((id) => organisationName(page.model, id));
    const told = field.type === "organisations" ? names.filter(Boolean).join(", ") : value;
    rows.push({ id: field.id, label: field.label, value: chosen ? chosen.label : told });
  }
  for (const link of kind.links) {
    const told = (card.links[link.id] || []).map((id) => titleOf(page.model, id)).filter(Boolean);
    if (told.length) rows.push({ id: link.id, label: link.label, value: told.join(" · ") });
  }
  return rows;
}

/** The words of a card or cluster that something points at. @param {Model} model @param {string} id */
export function titleOf(model, id) {
  const cluster = model.get("cluster", id);
  if (cluster) return cluster.title;
  const card = model.get("card", id);
  return card ? onOneLine(card) : "";
}

/**
 * @param {HTMLElement} element from `piece-cluster`
 * @param {{words: Words, model: Model}} page
 * @param {import("./messages").ClusterEntity} cluster
 */
export function drawCluster(element, page, cluster) {
  const cards = cluster.cards
    .map((id) => ({ id, card: page.model.get("card", id) }))
    .filter((one) => one.card !== null);
  fill(element, {
    title: cluster.title,
    count: page.words.count("common.cards", cluster.cards.length),
  });
  keyed(
    find(element, "[data-list=cards]"),
    cards,
    (one) => one.id,
    () => clone("piece-cluster-card"),
    (row, one) => fill(row, { text: one.card && written(one.card) }),
  );
}

/**
 * A revealed round: its questions with bars, which are a table.
 *
 * @param {HTMLElement} element from `piece-round`
 * @param {{words: Words, format: Format}} page
 * @param {RoundEntity} round
 * @param {{most?: number}} [options] at most so many rows; the rest is counted
 */
export function drawRound(element, page, round, options) {
  const most = (options && options.most) || Infinity;
  const { words } = page;
  // One question alone is mostly said above it already; a style may hide it.
  element.classList.toggle("is-single", round.questions.length === 1);
  keyed(
    find(element, "[data-list=questions]"),
    resultOf(words, page.format, round),
    (question) => question.id,
    () => clone("piece-result"),
    (part, question) => {
      const beyond = question.rows.length - most;
      fill(part, {
        question: question.said,
        verdict: question.verdict || null,
        facts: question.facts,
        beyond: beyond > 0 ? words.count("common.more_options", beyond) : null,
        "remarks-title": question.remarks.length
          ? words.count("common.remarks", question.remarks.length)
          : null,
      });
      keyed(
        find(part, "[data-list=rows]"),
        question.rows.slice(0, most),
        (row) => row.id,
        () => clone("piece-bar"),
        (bar, row) =>
          fill(bar, {
            text: row.said,
            count: row.count,
            unit: row.unit,
            organisations: row.organisations || null,
            width: row.share + "%",
          }),
      );
      const remarks = find(part, "[data-list=remarks]");
      remarks.hidden = !question.remarks.length;
      keyed(
        remarks,
        question.remarks,
        (remark) => remark.id,
        () => clone("piece-remark"),
        (line, remark) => fill(line, { answer: remark.answer, text: remark.text }),
      );
    },
  );
}

/**
 * @param {Element} list an `<ol class="lines">`
 * @param {Words} words
 * @param {Array<string | null>} lines
 * @param {Array<string | null>} [origins] where each comes from
 */
export function drawLines(list, words, lines, origins) {
  keyed(
    list,
    lines.map((text, at) => ({ text, at, origin: origins ? origins[at] : null })),
    (line) => String(line.at),
    () => clone("piece-line"),
    (row, line) => fill(row, { text: line.text === null ? words("common.erased") : line.text, origin: line.origin }),
  );
}

/** @param {HTMLElement} element from `piece-timer` @param {Words} words @param {Left} left */
export function drawTimer(element, words, left) {
  const text =
    left.state === "paused"
      ? words("common.time_paused")
      : left.state === "over"
        ? words("common.time_over")
        : left.state === "last"
          ? words("common.time_last")
          : words.count("common.time_left", left.minutes);
  set(element, "data-state", left.state);
  fill(element, { left: text, width: Math.round(left.share * 100) + "%" });
}

/**
 * One mark per phase: done, now or still to come.
 *
 * @param {Element} list an `<ol class="track">`
 * @param {Format} format
 * @param {string} now the open phase's id
 * @param {string[]} visited
 */
export function drawTrack(list, format, now, visited) {
  keyed(
    list,
    format.phases,
    (phase) => phase.id,
    () => clone("piece-mark"),
    (mark, phase) => {
      const done = visited.indexOf(phase.id) >= 0;
      set(mark, "data-step", phase.id === now ? "now" : done ? "done" : "next");
    },
  );
}
