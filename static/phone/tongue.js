/**
 * In what language a card is written: that of the page, or what its letters say, unless
 * the writer says otherwise. Asked only where it may be another than Dutch.
 *
 * @typedef {import("./page.js").Page} Page
 */

import { find } from "../js/dom.js";
import { likelyLanguage } from "../js/words.js";

const OTHER = "und";
const DUTCH = "nl";
const MARK = "written-in";
/** @param {Page} page @param {HTMLElement} element */
export function makeTongue(page, element) {
  const part = find(element, "[data-part=tongue]");
  const select = /** @type {HTMLSelectElement} */ (find(part, "select"));
  const own = page.boot.tongues.map((one) => new Option(one.name, one.code));
  own.concat(new Option(page.words("phone.written_other"), OTHER)).forEach((one) => select.appendChild(one));
  let chosen = page.drafts.mark(MARK);
  select.addEventListener("change", () => {
    chosen = select.value;
    page.drafts.setMark(MARK, chosen);
    page.redraw();
  });

  /** @param {string} text */
  function tag(text) {
    const tagged = chosen || likelyLanguage(text, page.boot.language) || DUTCH;
    return tagged === DUTCH ? "" : tagged;
  }

  return {
    tag,
    /** @param {string} text */
    draw(text) {
      const now = tag(text);
      const asked = page.boot.language !== DUTCH || now !== "" || chosen !== "";
      part.hidden = !asked;
      if (document.activeElement !== select) select.value = now || DUTCH;
    },
  };
}
