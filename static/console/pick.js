/**
 * Which questions a vote asks, where the format lets who leads choose: all of
 * them when they are few, else those that are ticked.
 *
 * @typedef {import("./main.js").Desk} Desk
 * @typedef {import("../js/messages").Poll} Poll
 */

import { byId } from "../js/reading.js";
import { askSome } from "./ask.js";

/**
 * Opens a vote, and asks first what it is about if that is to be chosen.
 *
 * @param {Pick<Desk, "flow" | "words" | "acts" | "format">} desk
 * @param {Poll} poll
 */
export async function openRound({ flow, words, acts, format }, poll) {
  const there = flow.questions(poll);
  // What the format itself lists is chosen each time; cards only where they are too many.
  const choose = poll.pick > 0 && there.length > (poll.questions.length ? 1 : poll.pick);
  if (!choose) return acts.perform({ type: "OpenRound", poll: poll.id });
  const questions = await askSome({
    title: poll.question,
    help: words("console.pick_help", { n: poll.pick, total: there.length }),
    choices: there,
    chosen: beside(),
    most: poll.pick,
    count: (n) => words("console.pick_count", { n, total: poll.pick }),
    yes: words("console.open_round"),
  });
  return questions ? acts.perform({ type: "OpenRound", poll: poll.id, questions }) : null;

  /** A chart lays two votes beside each other: so the second begins with what the first asked. */
  function beside() {
    const chart = format.charts.find((one) => one.across === poll.id || one.up === poll.id);
    const other = chart && byId(format.polls, chart.across === poll.id ? chart.up : chart.across);
    const held = flow.held((other ?? poll).id) ?? flow.held(poll.id);
    return (held?.round.questions ?? []).map((question) => question.id);
  }
}
