/**
 * My ballots, wherever they are: sent from here, or known to the server.
 *
 * @typedef {import("./page.js").Page} Page
 * @typedef {import("./ballot.js").Answers} Answers
 * @typedef {import("../js/messages").Step} Step
 */

import { lastRound } from "../js/reading.js";

/** The round of a step as it stands now. @param {Page} page @param {Step} step */
export function roundOf(page, step) {
  return step.poll ? lastRound(page.model, step.poll) : null;
}

/** My ballots in a round that this phone sent. @param {Page} page @param {string} id */
export function sentBallots(page, id) {
  return page.sent("PutBallot").filter((entry) => entry.command.round === id);
}

/**
 * What the server has or will have of me in this round; null for nothing yet.
 *
 * @param {Page} page
 * @param {string} id
 * @returns {Answers | null}
 */
export function ballotOf(page, id) {
  const waiting = sentBallots(page, id).filter((entry) => entry.state !== "failed");
  const last = waiting[waiting.length - 1];
  if (last) return /** @type {Answers} */ (last.command.answers);
  const held = page.model.mine && page.model.mine.ballots[id];
  return held ? held.answers : null;
}
