/**
 * Whether somebody has a hand on the page: then nothing moves under it.
 *
 * Not for long. Who was busy a moment ago gets the new step a moment later; who
 * has scrolled down to read is told of it first.
 */

/** After a touch or a key, in ms. */
const MOMENT = 700;
/** Who has scrolled down, and did not touch anything for so long, reads no more. */
const READING = 10000;

/** @param {() => void} again called when what was held back may be looked at again */
export function createThumb(again) {
  let touched = -Infinity;
  let pressed = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let later;

  /** @param {boolean} now */
  function touch(now) {
    touched = Date.now();
    pressed = now;
  }
  /** @param {number} ms */
  function lookAgain(ms) {
    clearTimeout(later);
    later = setTimeout(again, ms);
    return true;
  }
  for (const name of ["touchstart", "touchmove", "mousedown"]) {
    document.addEventListener(name, () => touch(true), { passive: true });
  }
  for (const name of ["touchend", "touchcancel", "mouseup", "wheel", "keydown"]) {
    document.addEventListener(name, () => touch(false), { passive: true });
  }

  return {
    down() {
      const gone = Date.now() - touched;
      return (pressed || gone < MOMENT) && gone < READING && lookAgain(MOMENT);
    },
    reads() {
      const gone = Date.now() - touched;
      return window.scrollY > window.innerHeight / 2 && gone < READING && lookAgain(READING - gone);
    },
  };
}
