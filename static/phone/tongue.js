/**
 * In what language a card is written: that of the page, or what its letters say, unless
 * the writer says otherwise. Asked only where it may be another than Dutch.
 *
 * @typedef {import("./page.js").Page} Page
 */

import { find } from "../js/dom.js";

const OTHER = "und";
const DUTCH = "nl";
const MARK = "written-in";
/** Letters that give a language away, and what is then most likely. */
const LETTERS = [
  { letters: /[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]/, likely: "ar", of: ["ar", "fa", "ur", "ps"] },
  { letters: /[\u0400-\u052f]/, likely: "uk", of: ["uk", "bg", "ru"] },
];

/**
 * The language that a text is most likely in; "" is Dutch.
 *
 * @param {string} text
 * @param {string} page the language of the page
 */
export function likelyLanguage(text, page) {
  const found = LETTERS.find((one) => one.letters.test(text));
  if (found) return found.of.indexOf(page) >= 0 ? page : found.likely;
  const latin = /[A-Za-z\u00c0-\u024f]/.test(text);
  const elsewhere = LETTERS.some((one) => one.of.indexOf(page) >= 0);
  return page === DUTCH || (latin && elsewhere) ? "" : page;
}

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
