/**
 * Reading aloud with the device's own voice; nothing goes to a server. Without a
 * voice in the page's language the buttons stay hidden.
 */

import { find } from "../js/dom.js";

/** @param {string} language */
export function createListening(language) {
  const speech = window.speechSynthesis;
  /** @type {SpeechSynthesisVoice | null} */
  let voice = null;

  function choose() {
    const voices = speech.getVoices().filter((one) => one.lang.toLowerCase().startsWith(language));
    const belgian = voices.find((one) => /[-_]be$/i.test(one.lang));
    voice = belgian || voices[0] || null;
    document.body.classList.toggle("has-voice", voice !== null);
    draw();
  }

  function draw() {
    for (const button of Array.from(document.querySelectorAll(".listen"))) {
      /** @type {HTMLElement} */ (button).hidden = voice === null;
    }
  }

  if (speech && typeof speech.getVoices === "function") {
    choose();
    // Old Safari knows no listener here; its voices are there at once.
    if (speech.addEventListener) speech.addEventListener("voiceschanged", choose);
  }

  return {
    draw,
    /** Reads the screen that the button stands on, or falls silent. @param {HTMLElement} button */
    toggle(button) {
      if (!voice) return;
      if (speech.speaking) {
        speech.cancel();
        return;
      }
      const screen = button.closest(".screen") || find(document, "#main");
      const parts = Array.from(screen.querySelectorAll("[data-say]"))
        .filter((part) => /** @type {HTMLElement} */ (part).offsetParent !== null)
        .map((part) => (part.textContent || "").trim());
      for (const text of parts.filter(Boolean)) {
        const said = new SpeechSynthesisUtterance(text);
        said.voice = voice;
        said.lang = voice.lang;
        said.rate = 0.9;
        speech.speak(said);
      }
    },
    stop() {
      if (speech && speech.speaking) speech.cancel();
    },
  };
}
