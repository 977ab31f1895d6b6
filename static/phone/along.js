/**
 * «Lees mee»: what the one who leads says now, for who cannot hear it, and for who
 * interprets. Its words come when they are asked for: most phones never need them.
 *
 * @typedef {import("./page.js").Page} Page
 * @typedef {{phases: {[id: string]: string}, words: {[key: string]: string}}} Script
 */

import { fill } from "../js/dom.js";
import { sayOf } from "../js/say.js";

/** Until they are asked for again, in ms. */
const AGAIN = 5000;

/**
 * How each vote of this visit stands, as it was held last.
 *
 * @param {Array<[string, {poll: string, visit: number, times: number, status: string}]>} rounds
 * @param {number} visit
 */
export function heldNow(rounds, visit) {
  /** @type {Map<string, {times: number, status: string}>} */
  const last = new Map();
  for (const [, round] of rounds) {
    const known = last.get(round.poll);
    if (round.visit === visit && (!known || known.times < round.times)) last.set(round.poll, round);
  }
  return Array.from(last.values(), (round) => round.status);
}

/** @param {Page} page @param {HTMLElement} root */
export function createAlong(page, root) {
  /** @type {Script | null} */
  let script = null;
  let asking = false;

  function ask() {
    if (asking || script || !page.boot.grant) return;
    asking = true;
    fetch("/p/" + page.boot.grant + "/along")
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
      .then((found) => {
        script = found;
        asking = false;
        page.redraw();
      })
      .catch(() => {
        setTimeout(() => {
          asking = false;
          page.redraw();
        }, AGAIN);
      });
  }

  /** @param {boolean} wanted */
  function draw(wanted) {
    if (wanted) ask();
    root.hidden = !wanted || !script;
    if (root.hidden || !script) return;
    const { phases, words } = script;
    const open = page.phase();
    const text = sayOf({
      status: page.status(),
      phase: open ? { say: phases[open.id] || "" } : null,
      rounds: heldNow(page.model.all("round"), page.visit()),
      words: (key) => words[key] || "",
    });
    fill(root, { says: text });
  }

  return { draw };
}
