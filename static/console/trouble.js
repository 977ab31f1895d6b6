/**
 * Something is wrong for a while: said when it lasts, and that it is over only
 * when it was said. No DOM; `tests/js/trouble.test.js` brings its own clock.
 *
 * @typedef {{
 *   now: () => number,
 *   after: (ms: number, run: () => void) => any,
 *   cancel: (timer: any) => void,
 * }} World
 */

/**
 * @param {{patience: number, lasts: number, world?: World}} options
 *   `patience`: shorter is nobody's business; `lasts`: so long its end is news, in ms
 * @param {() => void} onChange
 */
export function createTrouble({ patience, lasts, world = browser() }, onChange) {
  /** @type {"" | "on" | "over"} */
  let shown = "";
  let fine = true;
  let ended = -Infinity;
  /** @type {any} */
  let timer;

  /** @param {typeof shown} next */
  function show(next) {
    shown = next;
    onChange();
  }

  return {
    /** @param {boolean} isFine */
    hear(isFine) {
      if (isFine === fine) return;
      fine = isFine;
      world.cancel(timer);
      if (!fine) {
        if (shown === "over") show("");
        timer = world.after(patience, () => show("on"));
        return;
      }
      ended = world.now();
      if (shown !== "on") return;
      show("over");
      timer = world.after(lasts, () => show(""));
    },
    /** What to say now: nothing, that it is so, or that it is over. */
    get shown() {
      return shown;
    },
    /** It is so, or was so just now. */
    get fresh() {
      return !fine || world.now() - ended < lasts;
    },
  };
}

/** @typedef {ReturnType<typeof createTrouble>} Trouble */

/** @returns {World} */
function browser() {
  return {
    now: Date.now,
    after: (ms, run) => setTimeout(run, ms),
    cancel: (timer) => clearTimeout(timer),
  };
}
