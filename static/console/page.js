/**
 * What every led page begins with: the boot data in the page, the words, the
 * model, and a line to the board that keeps the model in step.
 *
 * @typedef {import("../js/connection.js").State} State
 * @typedef {import("../js/connection.js").Connection} Connection
 * @typedef {import("../js/model.js").Model} Model
 * @typedef {import("../js/words.js").Words} Words
 * @typedef {import("../js/messages").Ack} Ack
 * @typedef {import("../js/messages").No} No
 * @typedef {import("../js/messages").Format} Format
 * @typedef {import("../js/model.js").Boot & {
 *   grant: string, format: Format, words: {[key: string]: string}, language: string,
 *   links: {[name: string]: string}, code: string, kind: string,
 * }} Boot
 */

import { connect, watchPage } from "../js/connection.js";
import { createModel } from "../js/model.js";
import { createWords } from "../js/words.js";

/** @returns {Boot} */
export function readBoot() {
  const part = document.getElementById("boot");
  return JSON.parse(part?.textContent ?? "{}");
}

/**
 * @param {Boot} boot
 * @param {{onState?: (state: State, code: number) => void, onAnswer?: (frame: Ack | No) => void}} [hear]
 */
export function createPage(boot, hear = {}) {
  const words = createWords(boot.words, boot.language);
  const model = createModel(boot);
  const connection = connect({
    grant: boot.grant,
    getPosition: () => model.position,
    onFrame(frame) {
      if (frame.t === "ack" || frame.t === "no") hear.onAnswer?.(frame);
      else if (model.apply(frame) === "gap") connection.look();
    },
    onState: (state, code) => hear.onState?.(state, code),
  });
  watchPage(connection);
  return { boot, words, model, connection, format: boot.format };
}

/** @typedef {ReturnType<typeof createPage>} Page */

/**
 * Draws at most once a frame, however much changes; at once when asked.
 *
 * @param {() => void} draw
 */
export function painter(draw) {
  let due = false;
  return function soon() {
    if (due) return;
    due = true;
    requestAnimationFrame(() => {
      due = false;
      draw();
    });
  };
}
