/**
 * What there is to do in a phase, one thing at a time. Pure.
 *
 * A *stop* is one screen: a step of the phase, or one question of a vote that
 * is open. `part` counts the questions.
 *
 * @typedef {import("../js/messages").Phase} Phase
 * @typedef {import("../js/messages").Step} Step
 * @typedef {import("../js/messages").RoundEntity} RoundEntity
 * @typedef {{key: string, index: number, step: Step, part: number, parts: number}} Stop
 */

/**
 * @param {Phase} phase
 * @param {(step: Step) => number} partsOf how many screens a step takes now; none if there is nothing to see
 * @returns {Stop[]}
 */
export function stopsOf(phase, partsOf) {
  /** @type {Stop[]} */
  const stops = [];
  phase.steps.forEach((step, index) => {
    const parts = partsOf(step);
    for (let part = 0; part < parts; part += 1) {
      stops.push({ key: keyOf(step, index, part), index, step, part, parts });
    }
  });
  return stops;
}

/** @param {Step} step @param {number} index @param {number} part */
function keyOf(step, index, part) {
  const on = step.kind || step.poll || step.text || step.claim || step.placement || step.zone || "";
  return [index, step.action, on, part].join(":");
}

/**
 * The stop someone was at, as near as it still exists.
 *
 * @param {Stop[]} stops
 * @param {{index: number, part: number}} at
 * @returns {Stop | null}
 */
export function stopAt(stops, at) {
  const same = stops.filter((stop) => stop.index === at.index);
  const last = same[same.length - 1];
  return same.find((stop) => stop.part === at.part) || last || stops[0] || null;
}

/** @param {Stop[]} stops @param {Stop} stop @param {1 | -1} by @returns {Stop | null} */
export function beside(stops, stop, by) {
  const at = stops.findIndex((one) => one.key === stop.key);
  return at < 0 ? null : stops[at + by] || null;
}

/** Whether a phase asks to post cards of this kind. @param {Phase} phase @param {string} kind */
export function asksFor(phase, kind) {
  return phase.steps.some((step) => step.action === "post" && step.kind === kind);
}
