/**
 * The votes of this step: what is asked, how many voted, and after the reveal
 * what came out. Before that there is no number to see, not even here.
 *
 * @typedef {import("./main.js").Desk} Desk
 * @typedef {import("../js/messages").Poll} Poll
 * @typedef {import("./flow.js").Held} Held
 */

import { rowsOfChart } from "../js/charts.js";
import { clone, fill, find, keyed } from "../js/dom.js";
import { drawRound } from "../js/pieces.js";
import { turnoutOf } from "../js/reading.js";
import { drawChart } from "./chart.js";
import { createHands } from "./hands.js";
import { openRound } from "./pick.js";

/** @param {Desk} desk */
export function createVotes(desk) {
  const { flow, words, acts, model } = desk;
  const root = find(document, "#panel-vote");
  const earlier = find(document, "[data-list=earlier]");

  /** @param {HTMLElement} element @param {Poll} poll @param {Held | null} held */
  function drawVote(element, poll, held) {
    const round = held?.round;
    const status = round?.status ?? "not_open";
    element.dataset.status = status;
    const budget = round?.dots ? " " + words.count("console.budget", round.dots) : "";
    fill(element, {
      question: poll.question,
      turnout: round ? words(round.organisations ? "console.turnout_organisations" : "console.turnout", turnoutOf(model, round)) : null,
      paper: round?.by_hand ? words("console.turnout_by_hand", { n: round.by_hand }) : round?.on_paper ? words("console.turnout_paper", { n: round.on_paper }) : null,
      state: status === "revealed" ? null : words("console.vote_" + status) + (status === "open" ? budget : ""),
      small: round?.small && status === "open" ? words("console.vote_small") : null,
      again: status === "revealed" && flow.session?.status === "live" ? words("console.open_again") : null,
    });
    // The form stays as it is while votes come in: someone is typing in it.
    const counted = held && status === "open" && !held.round.organisations ? [held] : [];
    keyed(find(element, "[data-list=hands]"), counted, (one) => one.id, (one) => createHands(desk, one));
    const shown = held && status === "revealed" ? [held] : [];
    keyed(find(element, "[data-list=results]"), shown, (one) => one.id, () => clone("piece-round"), (part, one) => drawRound(part, desk, one.round));
  }

  function draw() {
    const votes = flow.votes();
    root.hidden = votes.length === 0;
    root.toggleAttribute("data-held", votes.some((vote) => vote.held));
    keyed(
      find(root, "[data-list=votes]"),
      votes,
      ({ poll }) => poll.id,
      ({ poll }) => {
        const element = clone("t-vote");
        find(element, "[data-do=again]").addEventListener("click", () => openRound(desk, poll));
        return element;
      },
      (element, { poll, held }) => drawVote(element, poll, held),
    );
    drawCharts(votes.map(({ poll }) => poll));
    drawWaiting();
  }

  /** What two votes of this step say together. @param {Poll[]} polls */
  function drawCharts(polls) {
    const charts = new Set(polls.flatMap((poll) => flow.chartOf(poll) ?? []));
    keyed(
      find(root, "[data-list=charts]"),
      [...charts].filter((chart) => rowsOfChart(desk, chart.id).length),
      (chart) => chart.id,
      () => clone("t-chart"),
      (element, chart) => {
        fill(element, { title: chart.title });
        drawChart(element, desk, chart);
      },
    );
  }

  /** Votes of steps gone by, or of a session that is over, whose result nobody has seen yet. */
  function drawWaiting() {
    const over = flow.session?.status === "ended";
    const waiting = flow.rounds().filter(({ round }) => round.status === "closed" && (over || round.visit !== flow.visit));
    keyed(
      earlier,
      waiting,
      (held) => held.id,
      (held) => {
        const element = clone("t-waiting");
        find(element, "[data-do=run]").addEventListener("click", () => acts.perform({ type: "RevealRound", round: held.id }));
        return element;
      },
      (element, held) => fill(element, { text: words("console.result_waits") + " " + held.poll.question, run: words("console.reveal_round") }),
    );
  }

  return { draw };
}
