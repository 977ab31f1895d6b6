/**
 * What changed, for people who do not see it: polite, bundled, never twice.
 *
 * What someone must know, such as a new step, is told after a moment. What only adds
 * up, such as cards of others, is told once and then rests: who listens to a room
 * that writes must also be able to read and write.
 *
 * @typedef {import("./words.js").Words} Words
 * @typedef {{
 *   wait?: number, rest?: number, now?: () => number, after?: (ms: number, run: () => void) => void,
 * }} Options
 * `wait`: how long to gather, in ms; `rest`: from one count to the next
 */

/**
 * @param {{textContent: string | null}} region an element with `aria-live="polite"`
 * @param {Words} words
 * @param {Options} [options]
 */
export function createAnnouncer(region, words, options) {
  const { wait = 1500, rest = 10000, now = Date.now, after = later } = options || {};
  /** @type {string[]} */
  let lines = [];
  /** @type {Map<string, number>} */
  let tallies = new Map();
  /** When the next time is, if there is one. @type {number | null} */
  let due = null;
  let counted = -Infinity;

  function speak() {
    due = null;
    const counts = resting() === 0 ? Array.from(tallies, ([key, n]) => words.count(key, n)) : [];
    const text = lines.concat(counts).join(" ");
    lines = [];
    if (counts.length) {
      tallies = new Map();
      counted = now();
    }
    // The same text again would not be a change, and so not be read out.
    if (text) region.textContent = region.textContent === text ? text + "\u00a0" : text;
    if (tallies.size) at(now() + resting());
  }

  /** How long a count still waits; a clock that was put back makes nobody wait for it. */
  function resting() {
    const gone = now() - counted;
    return gone >= 0 && gone < rest ? rest - gone : 0;
  }

  /** @param {number} time */
  function at(time) {
    if (due !== null && due <= time) return;
    due = time;
    after(Math.max(0, time - now()), () => {
      if (due === time) speak();
    });
  }

  return {
    /** @param {string} text */
    say(text) {
      if (text && lines.indexOf(text) < 0) lines.push(text);
      at(now() + wait);
    },
    /**
     * Adds to a count that is told once: "3 nieuwe kaartjes".
     *
     * @param {string} key a words key with a `_one` form
     * @param {number} [n]
     */
    tally(key, n) {
      tallies.set(key, (tallies.get(key) || 0) + (n === undefined ? 1 : n));
      at(now() + Math.max(wait, resting()));
    },
  };
}

/** @param {number} ms @param {() => void} run */
function later(ms, run) {
  setTimeout(run, ms);
}
