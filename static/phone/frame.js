/**
 * What each screen has around its own matter: the question on top, the foot with
 * what one can do now.
 *
 * @typedef {import("./page.js").Page} Page
 * @typedef {import("./page.js").Place} Place
 */

import { fill, find, set } from "../js/dom.js";
import { stepOf } from "../js/reading.js";
import { beside } from "./stops.js";

/**
 * @param {Page} page
 * @param {HTMLElement} screen
 * @param {{question: string, help?: string | null | undefined, where?: string}} asked
 * @param {Place} [place]
 */
export function drawAsk(page, screen, asked, place) {
  const mine = page.model.mine;
  const group = mine && mine.group ? page.words("phone.group", { n: mine.group }) : null;
  fill(find(screen, ".ask"), {
    where: asked.where === undefined ? whereNow(page, place) : asked.where || null,
    group: place ? group : null,
    "one-phone": Boolean(place) && writesAsGroup(page, /** @type {Place} */ (place)),
    question: asked.question,
    dutch: page.dutch(asked.question),
    "dutch-help": page.dutch(asked.help),
    translated: Boolean(page.dutch(asked.question) || page.dutch(asked.help)),
    help: asked.help || null,
  });
}

/** One phone speaks for a group that writes together. @param {Page} page @param {Place} place */
function writesAsGroup(page, place) {
  const phase = page.phase();
  return phase !== null && phase.mode === "groups" && place.stop.step.action === "post";
}

/** "Stap 3 van 12 · per twee". @param {Page} page @param {Place} [place] */
function whereNow(page, place) {
  const phase = page.phase();
  if (!phase || page.status() === "lobby") return null;
  if (phase.pause) return phase.title;
  const { step, of } = stepOf(page.format, phase);
  const parts = [page.words("phone.step", { n: step, of })];
  if (place && place.stops.length > 1) {
    const part = place.stops.findIndex((stop) => stop.key === place.stop.key) + 1;
    parts.push(page.words("phone.part", { n: part, of: place.stops.length }));
  } else {
    parts.push(page.words("common.mode_" + phase.mode));
  }
  return parts.join(" · ");
}

/**
 * The foot: the primary button, and the ways back and on. Where there is
 * nothing to do but go on, going on is the primary one.
 *
 * @param {Page} page
 * @param {HTMLElement} screen
 * @param {Place | null} place
 * @param {{primary?: string | null | undefined, problem?: string, told?: string, waits?: boolean, disabled?: boolean, onward?: boolean, leads?: boolean}} [how]
 *   `waits`: what is told is not done yet; `onward`: the primary button itself goes on; `leads`: there is no going on without it
 */
export function drawFoot(page, screen, place, how) {
  const given = how || {};
  const foot = find(screen, ".foot");
  const on = place && !given.leads ? beside(place.stops, place.stop, 1) : null;
  const back = place && beside(place.stops, place.stop, -1);
  const primary = given.onward
    ? on
      ? given.primary || page.words("phone.next")
      : null
    : given.primary || null;
  fill(foot, {
    primary,
    problem: given.problem || null,
    told: given.told || null,
    prev: Boolean(back),
    next: Boolean(on) && !given.onward,
  });
  find(foot, ".foot-told").classList.toggle("is-waiting", Boolean(given.waits));
  set(find(foot, ".foot-primary"), "disabled", Boolean(given.disabled));
  foot.classList.toggle("has-three", Boolean(primary && on && back && !given.onward));
  const main = !primary && Boolean(on) && !given.onward;
  find(foot, ".foot-next").classList.toggle("plain", !main);
  foot.hidden = !primary && !on && !back && !given.problem && !foot.querySelector(".budget");
}

/** Shows a choice as chosen or not. @param {HTMLElement} row @param {boolean} on */
export function check(row, on) {
  const input = /** @type {HTMLInputElement} */ (find(row, "input"));
  if (input.checked !== on) input.checked = on;
  // Old browsers cannot style a label by what is checked inside it.
  const label = row.classList.contains("option") ? find(row, ".choice") : row;
  label.classList.toggle("is-chosen", on);
}

let made = 0;

/** An id for a label or a group of choices, used once. */
export function freshId() {
  made += 1;
  return "n" + made;
}
