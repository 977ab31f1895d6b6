/**
 * Where do you stand: a list of rows, each with a button for every place. Never a
 * drawing; that is for the big screen. One's own organisation comes first.
 *
 * @typedef {import("./page.js").Page} Page
 * @typedef {import("./page.js").Place} Place
 * @typedef {import("./page.js").Screen} Screen
 */

import { clone, fill, find, keyed, set } from "../js/dom.js";
import { placeLabel, rowsOf } from "../js/places.js";
import { byId } from "../js/reading.js";
import { drawAsk, drawFoot } from "./frame.js";

/** @param {Page} page @param {() => Place} where @returns {Screen} */
export function makePlace(page, where) {
  const element = clone("phone-placing");
  const { words, model } = page;
  const id = where().stop.step.placement || "";
  const placement = byId(page.format.placements, id);

  element.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-place]") : null;
    const row = button && button.closest("[data-row]");
    if (!placement || !button || !row) return;
    const place = button.getAttribute("data-place");
    const again = button.getAttribute("aria-pressed") === "true";
    page.send({
      type: "PlaceRow",
      placement: placement.id,
      row: row.getAttribute("data-row") || "",
      place: again ? null : place,
    });
    page.redraw();
  });

  /** What this phone asked last of a row, while it is on its way or was refused. @param {string} row */
  function asked(row) {
    const sent = page.sent("PlaceRow").filter(({ command }) => command.placement === id && command.row === row);
    return sent[sent.length - 1] || null;
  }

  function draw() {
    const mine = model.mine;
    const own = mine && mine.organisation;
    const question = placement ? placement.question : "";
    drawAsk(page, element, { question, help: placement && placement.help }, where());
    if (!placement) return;
    const all = rowsOf(model, page.format, placement, own);
    const rows = placement.own ? all.filter((row) => row.id === own) : all;
    const others = placement.own ? all.filter((row) => row.id !== own) : [];
    let problem = "";
    keyed(
      find(element, "[data-list=rows]"),
      rows,
      (row) => row.id,
      (row) => makeRow(row.id, placement.places, page),
      (part, row) => {
        const last = asked(row.id);
        const place = last && last.state === "sending" ? last.command.place : row.place;
        if (last && last.state === "failed") problem = page.refusal(last);
        fill(part, {
          text: row.said,
          own: row.id === own ? words("phone.place_own") : null,
          was: row.was ? words("phone.place_was", { place: placeLabel(placement, row.was) }) : null,
        });
        for (const button of Array.from(part.querySelectorAll("[data-place]"))) {
          set(button, "aria-pressed", String(button.getAttribute("data-place") === place));
        }
      },
    );
    // Where the others stand is shown once one has chosen oneself: nobody follows the crowd.
    const done = rows.filter((row) => row.place).length;
    const said = done ? others.filter((row) => row.place) : [];
    find(element, "[data-part=others]").hidden = !said.length;
    keyed(
      find(element, "[data-list=others]"),
      said,
      (row) => row.id,
      () => clone("phone-claimant"),
      (part, row) => fill(part, { name: row.text, form: placeLabel(placement, row.place), provisional: false }),
    );
    fill(element, {
      note: placement.own && !own ? words("phone.claim_no_organisation") : rows.length ? null : words("phone.place_none"),
    });
    const told = placement.own && done === 1 ? words("phone.place_kept") : "";
    drawFoot(page, element, where(), { problem, told });
  }

  return { element, draw };
}

/** @param {string} id @param {Array<{id: string, label: string}>} places @param {Page} page */
function makeRow(id, places, page) {
  const row = clone("phone-placed");
  row.setAttribute("data-row", id);
  const list = find(row, "[data-part=places]");
  for (const place of places) {
    const button = clone("phone-place-button");
    button.setAttribute("data-place", place.id);
    fill(button, { label: page.beside(place.label) });
    list.appendChild(button);
  }
  return row;
}
