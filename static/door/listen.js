/**
 * What happens to what one writes, or what came out of the talks, read aloud with the
 * device's own voice, for who would not read it. Without such a voice there is no button.
 */

import { find } from "../js/dom.js";
import { createVoices } from "../js/aloud.js";

const button = document.querySelector("[data-do=listen]");
const text = document.getElementById("privacy") || document.getElementById("told");
if (button instanceof HTMLElement && text) attend(button, text);

/** @param {HTMLElement} listen @param {HTMLElement} read */
function attend(listen, read) {
  const word = find(listen, "[data-word]");
  const voices = createVoices(window.speechSynthesis, window.SpeechSynthesisUtterance, draw);

  function parts() {
    const lines = read.id === "told" ? read.querySelectorAll("h2, h3, p, li") : read.children;
    return Array.from(lines).map((line) => {
      const tagged = line.querySelector("[lang]") || line.closest("[lang]");
      return { text: line.textContent || "", lang: (tagged && tagged.getAttribute("lang")) || "nl" };
    });
  }

  function draw() {
    listen.hidden = !parts().some((part) => voices.voiceFor(part.lang) !== null);
    const on = voices.isReading(read);
    listen.setAttribute("aria-pressed", String(on));
    word.textContent = word.getAttribute(on ? "data-stop" : "data-word");
  }

  listen.addEventListener("click", () => voices.toggle(read, parts()));
  draw();
}
