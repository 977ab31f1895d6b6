/**
 * A text to take along: a press copies it. Where a browser does not let a page copy, the text is
 * selected, which is all that is left to do before Ctrl+C; without this it is selected by hand.
 */

import { copyText } from "../js/copying.js";
import { find } from "../js/dom.js";

const places = Array.from(document.querySelectorAll(".copied"));
for (const place of places) attend(place);

/** @param {Element} place */
function attend(place) {
  const field = /** @type {HTMLTextAreaElement} */ (find(place, "textarea"));
  const button = find(place, "[data-do=copy]");
  const fold = place.closest("details");
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.focus();
    field.select();
    const done = await copyText(field.value, document, navigator.clipboard);
    for (const other of places) if (other !== place) find(other, "[role=status]").textContent = "";
    find(place, "[role=status]").textContent = button.getAttribute(done ? "data-copied" : "data-selected");
  });
  if (fold) fold.addEventListener("toggle", () => grow(field));
  grow(field);
}

/** As many rows as its text takes here. @param {HTMLTextAreaElement} field */
function grow(field) {
  if (!field.clientHeight) return;
  while (field.scrollHeight > field.clientHeight && field.rows < 60) field.rows += 1;
}
