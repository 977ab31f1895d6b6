/**
 * Reading a text of the board line by line, or what lies in a zone card by card.
 *
 * @typedef {import("./page.js").Page} Page
 * @typedef {import("./page.js").Place} Place
 * @typedef {import("./page.js").Screen} Screen
 */

import { clone, fill, find } from "../js/dom.js";
import { cameFrom, drawLines } from "../js/pieces.js";
import { byId, restsOn, thingsIn } from "../js/reading.js";
import { drawAsk, drawFoot } from "./frame.js";

/** @param {Page} page @param {() => Place} where @returns {Screen} */
export function makeRead(page, where) {
  const element = clone("phone-read");
  const { step } = where().stop;

  function draw() {
    const place = where();
    const phase = page.phase();
    const about = step.zone ? byId(page.format.zones, step.zone) : byId(page.format.texts, step.text);
    const held = step.text ? page.model.get("text", step.text) : null;
    const things = step.zone ? thingsIn(page.model, step.zone) : [];
    const lines = step.zone ? things.map((thing) => thing.text) : held ? held.lines : [];
    const origins = things.map((thing) => {
      const card = page.model.get("card", thing.id);
      return card && cameFrom(page.words, card);
    });
    const first = place.stop.index === 0;
    drawAsk(
      page,
      element,
      {
        question: (first && phase && phase.question) || (about ? about.title : ""),
        help: lines.length ? first && phase ? phase.help : "" : page.words("phone.text_empty"),
      },
      place,
    );
    find(element, "[data-part=text]").hidden = !lines.length;
    drawLines(find(element, ".lines"), page.words, lines, origins);
    fill(element, { rests: step.text ? restsOn(page.model, step.text, page.words) : null });
    // What is not there yet cannot have been read.
    drawFoot(page, element, place, { primary: lines.length ? page.words("phone.read_done") : null, onward: true });
  }

  return { element, draw };
}
