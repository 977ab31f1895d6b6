/**
 * «Zeg nu»: what the one who leads can say at this moment. No DOM.
 *
 * @typedef {import("./flow.js").Flow} Flow
 */

import { sayOf } from "../js/say.js";

/** @param {Flow} flow @param {import("../js/words.js").Words} words */
export function sayNow(flow, words) {
  const rounds = flow.votes().flatMap((vote) => vote.held?.round.status ?? []);
  return sayOf({ status: flow.session?.status ?? "lobby", phase: flow.phase, rounds, words });
}
