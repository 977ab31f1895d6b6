/**
 * «Zeg nu»: what the one who leads can say at this moment. A phase has a line of
 * its own; once a vote in it is closed, that line is over. No DOM.
 *
 * @typedef {import("./flow.js").Flow} Flow
 */

/** @param {Flow} flow @param {import("../js/words.js").Words} words */
export function sayNow(flow, words) {
  const status = flow.session?.status;
  if (status === "ended") return words("console.ended_say");
  if (status === "paused") return words("console.paused_say");
  const { phase } = flow;
  if (!phase || status === "lobby") return words("console.lobby_say");
  const held = flow.votes().flatMap((vote) => vote.held?.round ?? []);
  if (held.some((round) => round.status === "open")) return phase.say;
  if (held.some((round) => round.status === "closed")) return words("console.vote_closed_say");
  return held.length ? words("console.result_say") : phase.say;
}
