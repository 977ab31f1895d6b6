/**
 * «Voor je begint»: in the lobby, what is still empty and can be put in now: the
 * list of organisations, and the texts that are written in this session.
 *
 * @typedef {import("./main.js").Desk} Desk
 * @typedef {import("../js/messages").BoardText} BoardText
 */

import { clone, fill, find, keyed } from "../js/dom.js";

/** @param {Desk} desk */
export function createPrepare(desk) {
  const { flow, words, model, format } = desk;
  const root = find(document, "#panel-now > [data-slot=prepare]");
  find(root, "[data-do=organisations]").addEventListener("click", () => desk.addOrganisations());

  /** @param {HTMLElement} row @param {BoardText} text */
  function drawText(row, text) {
    const n = flow.lines(text.id).length;
    const early = !n && flow.neededEarly(text.id);
    row.classList.toggle("warn", early);
    fill(row, {
      title: text.title,
      state: n ? words.count("console.prepare_lines", n) : words("console.prepare_" + (early ? "early" : "later")),
      write: words(n ? "console.text_edit" : "console.text_write"),
      about: text.title,
    });
  }

  function draw() {
    const lobby = flow.session?.status === "lobby";
    root.hidden = !lobby;
    if (!lobby) return;
    const known = Object.keys(model.names.organisations).length;
    fill(root, { organisations: known ? words.count("console.prepare_known", known) : words("console.prepare_none") });
    find(root, "[data-slot=organisations]").parentElement?.classList.toggle("warn", !known);
    keyed(
      find(root, "[data-list=prepared]"),
      format.texts.filter((text) => text.written),
      (text) => text.id,
      (text) => {
        const row = clone("t-prepare");
        find(row, "[data-do=write]").addEventListener("click", () => {
          desk.show("board");
          desk.writeText(text.id);
        });
        return row;
      },
      drawText,
    );
  }

  return { draw };
}
