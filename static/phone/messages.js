/**
 * Screens on which there is nothing to answer: waiting, a pause, a phase to
 * listen to, the end.
 *
 * @typedef {import("./page.js").Page} Page
 * @typedef {import("./page.js").Screen} Screen
 */

import { clone, fill, find, keyed } from "../js/dom.js";
import { drawLines, drawRound } from "../js/pieces.js";
import { byId, organisationName } from "../js/reading.js";
import { timeLeft } from "../js/timer.js";
import { drawAsk, drawFoot } from "./frame.js";

/** @param {Page} page @returns {HTMLElement} */
function makeMessage(page) {
  const element = clone("phone-message");
  drawFoot(page, element, null);
  return element;
}

/** @param {HTMLElement} element @param {string} name */
function showDrawing(element, name) {
  find(element, "[data-part=" + name + "]").hidden = false;
}

/** For which organisation someone is here. @param {Page} page @param {HTMLElement} element */
function makePlace(page, element) {
  const place = clone("phone-place");
  find(element, "[data-part=more]").appendChild(place);
  return () => {
    const mine = page.model.mine;
    const name = mine && organisationName(page.model, mine.organisation);
    fill(place, { organisation: name || page.words("common.no_organisation") });
  };
}

/** @param {Page} page @returns {Screen} */
export function makeLobby(page) {
  const element = makeMessage(page);
  const drawPlace = makePlace(page, element);
  const lines = find(element, ".lines");
  lines.hidden = false;
  drawLines(lines, page.words, ["lobby_1", "lobby_2", "lobby_3"].map((key) => page.words("phone." + key)));
  return {
    element,
    draw() {
      const session = page.model.get("session");
      const here = session ? session.seats : 0;
      drawAsk(page, element, {
        where: page.format.short,
        question: page.words("phone.lobby_title"),
        help: page.words("phone.lobby_text"),
      });
      fill(element, { detail: here > 1 ? page.words.count("phone.people_here", here) : null });
      drawPlace();
    },
  };
}

/** @param {Page} page @returns {Screen} */
export function makePaused(page) {
  const element = makeMessage(page);
  showDrawing(element, "break");
  return {
    element,
    draw() {
      drawAsk(page, element, {
        question: page.words("phone.paused_title"),
        help: page.words("phone.paused_text"),
      });
    },
  };
}

/** A break that the format plans. @param {Page} page @returns {Screen} */
export function makeBreak(page) {
  const element = makeMessage(page);
  showDrawing(element, "break");
  return {
    element,
    draw() {
      const phase = page.phase();
      const open = page.model.get("phase");
      if (!phase || !open) return;
      const left = timeLeft(open, page.status(), page.model.now());
      drawAsk(page, element, { question: phase.question, help: phase.help });
      fill(element, {
        time:
          left.state === "over"
            ? page.words("common.time_over")
            : page.words.count("phone.break_left", left.minutes),
      });
    },
  };
}

/** A phase without anything to do on the phone. @param {Page} page @returns {Screen} */
export function makeIdle(page) {
  const element = makeMessage(page);
  const drawPlace = makePlace(page, element);
  return {
    element,
    draw() {
      const phase = page.phase();
      if (!phase) return;
      drawAsk(
        page,
        element,
        { question: phase.question, help: phase.help },
        undefined,
      );
      fill(element, { detail: page.words("phone.idle") });
      drawPlace();
    },
  };
}

/** What was decided, and what happens now. @param {Page} page @returns {Screen} */
export function makeEnded(page) {
  const element = makeMessage(page);
  showDrawing(element, "ended");
  const removal = document.createElement("p");
  removal.className = "note ended-removal";
  const { words, format, model } = page;
  const more = find(element, "[data-part=more]");
  const after = document.createElement("a");
  after.className = "button plain wide ended-after";
  after.href = "/j/" + page.boot.code + "/after";
  after.textContent = page.words("closing.later");
  element.appendChild(after);
  element.appendChild(removal);

  function outcomes() {
    const texts = format.texts
      .filter((text) => text.written)
      .map((text) => ({ id: "text:" + text.id, title: text.title, lines: linesOf(text.id), round: null }))
      .filter((one) => one.lines.length > 0);
    const rounds = model
      .all("round")
      .filter(([, round]) => round.status === "revealed" && !isPulse(round.poll))
      .map(([id, round]) => {
        const poll = byId(format.polls, round.poll);
        return { id: "round:" + id, title: poll ? poll.question : "", lines: [], round };
      });
    return [...texts, ...rounds];
  }
  /** @param {string} id */
  function linesOf(id) {
    const text = model.get("text", id);
    return text ? text.lines : [];
  }
  /** @param {string} id */
  function isPulse(id) {
    const poll = byId(format.polls, id);
    return poll !== null && poll.pulse;
  }

  return {
    element,
    draw() {
      drawAsk(page, element, { where: "", question: words("closing.title"), help: words("closing.now") });
      const lines = find(element, ".lines");
      lines.hidden = !format.closing.length;
      drawLines(lines, words, format.closing);
      removal.textContent = words("closing.removal");
      keyed(
        more,
        outcomes(),
        (one) => one.id,
        (one) => {
          const part = clone("phone-outcome");
          find(part, "[data-part=body]").appendChild(clone(one.round ? "piece-round" : "piece-lines"));
          return part;
        },
        (part, one) => {
          fill(part, { title: one.title });
          const body = /** @type {HTMLElement} */ (find(part, "[data-part=body]").firstElementChild);
          if (one.round) drawRound(body, page, one.round, { most: 5 });
          else drawLines(body, words, one.lines);
        },
      );
    },
  };
}
