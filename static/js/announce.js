/**
 * What changed, for people who do not see it: polite, bundled, never twice.
 *
 * @typedef {import("./words.js").Words} Words
 */

/**
 * @param {HTMLElement} region an element with `aria-live="polite"`
 * @param {Words} words
 * @param {{wait?: number}} [options] how long to gather, in ms
 */
export function createAnnouncer(region, words, options) {
  const wait = (options && options.wait) || 1500;
  /** @type {string[]} */
  let lines = [];
  /** @type {Map<string, number>} */
  let tallies = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;

  function speak() {
    waiting = undefined;
    const counted = Array.from(tallies, ([key, n]) => words.count(key, n));
    const text = lines.concat(counted).join(" ");
    lines = [];
    tallies = new Map();
    // The same text again would not be a change, and so not be read out.
    region.textContent = region.textContent === text ? text + "\u00a0" : text;
  }
  function soon() {
    if (waiting === undefined) waiting = setTimeout(speak, wait);
  }
  return {
    /** @param {string} text */
    say(text) {
      if (text && lines.indexOf(text) < 0) lines.push(text);
      soon();
    },
    /**
     * Adds to a count that is told once: "3 nieuwe kaartjes".
     *
     * @param {string} key a words key with a `_one` form
     * @param {number} [n]
     */
    tally(key, n) {
      tallies.set(key, (tallies.get(key) || 0) + (n === undefined ? 1 : n));
      soon();
    },
  };
}
