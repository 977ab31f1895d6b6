/**
 * Voting, by every method: one question at a time, changed until it closes. A
 * ballot is begun on this device, sent whole, and from then on each change is
 * sent by itself.
 *
 * @typedef {import("./page.js").Page} Page
 * @typedef {import("./page.js").Place} Place
 * @typedef {import("./page.js").Screen} Screen
 * @typedef {import("./ballot.js").Answers} Answers
 * @typedef {import("../js/messages").Step} Step
 * @typedef {import("../js/messages").RoundEntity} RoundEntity
 */

import { clone, fill, find } from "../js/dom.js";
import { drawRound } from "../js/pieces.js";
import { byId, organisationName, turnoutOf } from "../js/reading.js";
import { same, toSend } from "./ballot.js";
import { ballotOf, roundOf, sentBallots } from "./ballots.js";
import { drawCharts } from "./charts.js";
import { drawAsk, drawFoot } from "./frame.js";
import { makeBallot } from "./options.js";

/** Rounds whose saved ballot is being looked at again. */
const reopened = new Set();

/** @param {Page} page @param {string} id */
function isDone(page, id) {
  return ballotOf(page, id) !== null && !reopened.has(id);
}

/** How many screens a vote takes now. @param {Page} page @param {Step} step */
export function partsOfVote(page, step) {
  const held = roundOf(page, step);
  if (!held || held[1].status !== "open" || isDone(page, held[0])) return 1;
  return held[1].questions.length;
}

/** Changes when the screen of a vote must be another one. @param {Page} page @param {Step} step */
export function voteKey(page, step) {
  const held = roundOf(page, step);
  if (!held) return "none";
  const [id, round] = held;
  return [id, round.status, round.status === "open" && isDone(page, id) ? "done" : ""].join(":");
}

/** @param {Page} page @param {() => Place} where @returns {Screen} */
export function makeVote(page, where) {
  const { step } = where().stop;
  const held = roundOf(page, step);
  if (held && held[1].status === "revealed") return makeResult(page, where, step);
  if (held && held[1].status === "open" && !isDone(page, held[0])) {
    return makeBallot(page, where, held[0], {
      send: (answers) => send(page, held[0], answers),
      done: () => finish(page, held[0]),
    });
  }
  return makeState(page, where, step);
}

/**
 * Sends a ballot, unless the server has just this one. Those that still wait
 * behind the first are overtaken by this one.
 *
 * @param {Page} page
 * @param {string} id
 * @param {Answers} answers
 */
function send(page, id, answers) {
  const [, round] = page.model.all("round").find(([one]) => one === id) || [];
  if (!round) return;
  const sent = toSend(round, answers);
  const had = ballotOf(page, id);
  if (!Object.keys(sent).length || (had && same(had, sent))) return;
  sentBallots(page, id)
    .filter((entry) => entry.state !== "sending")
    .concat(sentBallots(page, id).slice(1))
    .forEach((entry) => page.outbox.drop(entry.ref));
  page.send({ type: "PutBallot", round: id, answers: sent });
}

/** @param {Page} page @param {string} id */
function finish(page, id) {
  reopened.delete(id);
  page.drafts.dropBallot(id);
  page.here.finished();
  const waits = sentBallots(page, id).some((entry) => entry.state === "sending");
  page.announcer.say(page.words(!waits ? "phone.vote_saved" : page.away() ? "phone.vote_kept" : "phone.vote_sending"));
}

/** Nothing to choose now: not begun, saved, or closed. @param {Page} page @param {() => Place} where @param {Step} step @returns {Screen} */
function makeState(page, where, step) {
  const element = clone("phone-message");
  const { words, model } = page;
  const poll = byId(page.format.polls, step.poll);
  let said = "";

  /** What becomes of my vote is told to who does not see it, too. @param {string} key */
  function say(key) {
    const mine = model.mine;
    const text = words(key, { organisation: organisationName(model, mine && mine.organisation) });
    if (said && key !== said) page.announcer.say(text);
    said = key;
    return text;
  }

  /** A colleague may have voted: then it is theirs together. @param {RoundEntity} round */
  function saved(round) {
    return round.organisations ? "phone.vote_saved_for" : "phone.vote_saved";
  }

  /** @param {import("../js/outbox.js").Entry} entry */
  function underway(entry) {
    if (page.away()) return "phone.vote_kept";
    return entry.code ? "phone.vote_again" : "phone.vote_sending";
  }

  function draw() {
    const held = roundOf(page, step);
    const open = held !== null && held[1].status === "open";
    const ballots = held ? sentBallots(page, held[0]) : [];
    const last = ballots[ballots.length - 1];
    const failed = last && last.state === "failed" ? page.refusal(last) : "";
    const waits = Boolean(last) && last !== undefined && last.state === "sending";
    const mine = held !== null && ballotOf(page, held[0]) !== null;
    drawAsk(
      page,
      element,
      { question: poll ? poll.question : "", help: !held && poll ? poll.help : "" },
      where(),
    );
    find(element, "[data-part=done]").hidden = !(open && mine && !waits);
    fill(element, {
      message: say(
        !held ? "phone.vote_waiting" : !open ? "phone.vote_closed" : waits ? underway(last) : saved(held[1]),
      ),
      detail: failed || (held && open ? turnout(held[1]) : lost(held)) || null,
    });
    drawFoot(page, element, where(), { primary: open ? words("phone.vote_change") : null });
    find(element, ".foot-primary").classList.add("plain");
  }

  /** It closed before what was chosen here was saved. @param {ReturnType<typeof roundOf>} held */
  function lost(held) {
    return held && page.drafts.ballot(held[0]) && !ballotOf(page, held[0]) ? words("phone.vote_lost") : "";
  }

  /** @param {RoundEntity} round */
  function turnout(round) {
    const { n, total } = turnoutOf(model, round);
    return words(round.organisations ? "phone.turnout_organisations" : "phone.turnout", { n, of: total });
  }

  return {
    element,
    draw,
    actions: {
      primary() {
        const held = roundOf(page, step);
        if (!held) return;
        reopened.add(held[0]);
        page.redraw();
      },
    },
  };
}

/** @param {Page} page @param {() => Place} where @param {Step} step @returns {Screen} */
function makeResult(page, where, step) {
  const element = clone("phone-result");
  page.here.finished();
  const poll = byId(page.format.polls, step.poll);
  return {
    element,
    draw() {
      const held = roundOf(page, step);
      if (!held) return;
      const [, round] = held;
      const who = round.organisations ? "phone.result_organisations" : "phone.result_people";
      const people = page.words.count(who, round.voters);
      drawAsk(page, element, { question: poll ? poll.question : "", help: people }, where());
      const part = /** @type {HTMLElement} */ (find(element, "[data-part=round]").firstElementChild);
      drawRound(part, page, round);
      drawCharts(element, page, step.poll || "");
      drawFoot(page, element, where(), { onward: true });
    },
  };
}
