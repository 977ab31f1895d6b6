/**
 * How I am doing, for who leads: counted there without a name, and never kept.
 *
 * @typedef {import("../js/messages").ClientFrame} ClientFrame
 */

/** Who left the keys alone for so long is not typing any more, in ms. */
const REST = 5000;

/** @param {(frame: ClientFrame) => void} send */
export function createHere(send) {
  const said = { typing: false, busy: false };
  let visit = 0;
  /** Asked for time in a step that is over now: the screen waits for this person. */
  let waits = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let rest;

  /** All of it each time: the server keeps only what was said last. */
  function tell() {
    send({ t: "here", typing: said.typing, busy: said.busy, hidden: document.hidden });
  }

  /** @param {boolean} now */
  function type(now) {
    clearTimeout(rest);
    if (now) rest = setTimeout(() => type(false), REST);
    if (said.typing === now) return;
    said.typing = now;
    tell();
  }

  return {
    said,
    tell,
    typing: () => type(true),
    /** What was typed is on its way. */
    typed: () => type(false),
    toggle() {
      said.busy = !said.busy;
      tell();
    },
    /** What was asked is done: sent, or over. */
    finished() {
      waits = false;
      if (!said.busy) return;
      said.busy = false;
      tell();
    },
    /** The server forgets with each phase who was busy. @param {number} now */
    atVisit(now) {
      if (now !== visit) {
        waits = waits || said.busy;
        said.busy = false;
      }
      visit = now;
    },
    /** Whether the screen stays at the step that was asked more time for. */
    waits: () => waits,
    /** The person goes on. */
    movedOn() {
      waits = false;
    },
  };
}
