/**
 * Texts that stay in sight in every phase, such as what makes this network strong:
 * folded under their title, with the version. `templates/_pieces.html` has the pieces.
 *
 * @typedef {import("./messages").Format} Format
 * @typedef {import("./messages").TextEntity} TextEntity
 * @typedef {import("./model.js").Model} Model
 * @typedef {import("./words.js").Words} Words
 */

import { clone, fill, find, keyed } from "./dom.js";
import { cameFrom, drawLines } from "./pieces.js";
import { byId } from "./reading.js";

/**
 * The pinned texts that say something, but for those that are read in this phase.
 *
 * @param {Format} format
 * @param {Model} model
 * @returns {Array<{id: string, title: string, text: TextEntity}>}
 */
export function pinnedOf(format, model) {
  const open = model.get("phase");
  const phase = open && byId(format.phases, open.id);
  const read = phase ? phase.steps.filter((step) => step.action === "read").map((step) => step.text) : [];
  const found = [];
  for (const { id, title, pinned } of format.texts) {
    const text = model.get("text", id);
    if (pinned && text && text.lines.some(Boolean) && read.indexOf(id) < 0) found.push({ id, title, text });
  }
  return found;
}

/** @param {HTMLElement} root with the list `pinned` @param {{words: Words, format: Format, model: Model}} page */
export function drawPinned(root, page) {
  const { words } = page;
  const list = find(root, "[data-list=pinned]");
  const all = pinnedOf(page.format, page.model);
  list.hidden = all.length === 0;
  keyed(
    list,
    all,
    (one) => one.id,
    () => clone("piece-pinned"),
    (element, one) => {
      fill(element, { title: one.title, version: words("common.version", { n: one.text.version }), origin: cameFrom(words, one.text) });
      drawLines(find(element, ".lines"), words, one.text.lines);
    },
  );
}
