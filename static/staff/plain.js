/**
 * The hint on how a Dutch text reads, while a coach writes it. Without this it comes
 * once the words are saved.
 */

import { find } from "../js/dom.js";
import { hintsOn } from "../js/plain.js";

const form = document.querySelector("form[data-plain]");
if (form instanceof HTMLElement) attend(form);

/** @param {HTMLElement} words the form, with what to say */
function attend(words) {
  const plainer = JSON.parse(words.getAttribute("data-plain") || "{}");
  const says = { long: words.getAttribute("data-long") || "", hard: words.getAttribute("data-hard") || "" };
  words.addEventListener("input", (event) => {
    const box = event.target;
    if (!(box instanceof HTMLTextAreaElement || box instanceof HTMLInputElement)) return;
    const field = box.closest("[data-reads]");
    if (field && box.lang === "nl") draw(field, box.name.indexOf("instead.") === 0 ? null : box.value);
  });

  /** @param {Element} field @param {string | null} text */
  function draw(field, text) {
    if (text === null) return;
    const list = find(field, "[data-hints]");
    list.textContent = "";
    for (const hint of hintsOn(text, plainer, says)) {
      const line = document.createElement("li");
      line.textContent = hint;
      list.appendChild(line);
    }
    find(field, "[data-hint]").hidden = !list.firstChild;
  }
}
