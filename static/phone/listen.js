/**
 * "Luister": the screen, one option or one card, read with the device's own voice.
 * Where there is no voice for what stands there, there is no button.
 *
 * @typedef {import("../js/aloud.js").Part} Part
 */

import { clone, fill, find, set } from "../js/dom.js";
import { createVoices } from "../js/aloud.js";

/** What has a button of its own. */
const ALOUD = ".option, .card, .cluster, .lines > li, .placed";
/** A label as long as this says which one it is. */
const LABEL = 60;

/** @param {import("../js/words.js").Words} words */
export function createListening(words) {
  const main = find(document, "#main");
  const voices = createVoices(window.speechSynthesis, window.SpeechSynthesisUtterance, draw);

  /** @param {Element} part @returns {Part} */
  function partOf(part) {
    const tagged = part.closest("[lang]");
    return { text: (part.textContent || "").trim(), lang: (tagged && tagged.getAttribute("lang")) || words.language };
  }

  /** @param {Element} within @param {string} which */
  function partsIn(within, which) {
    return Array.from(within.querySelectorAll(which))
      .filter((part) => /** @type {HTMLElement} */ (part).offsetParent !== null)
      .map(partOf);
  }

  /** What stands on a card, with the Dutch beside it; then its places. @param {Element} one */
  function partsOf(one) {
    return partsIn(one, "[data-say], .said, .place-button [data-slot=label]");
  }

  /** @param {Part[]} parts */
  function canRead(parts) {
    return parts.some((part) => voices.voiceFor(part.lang) !== null);
  }

  /** @param {HTMLElement} button @param {string} name @param {unknown} key */
  function drawButton(button, name, key) {
    const on = voices.isReading(key);
    const word = words(on ? "phone.listen_stop" : "phone.listen");
    fill(button, { listen: word });
    set(button, "aria-pressed", String(on));
    if (name) set(button, "aria-label", word + ": " + name.slice(0, LABEL));
  }

  function draw() {
    for (const button of Array.from(main.querySelectorAll(".listen"))) {
      const parts = partsIn(screenOf(button), "[data-say]");
      /** @type {HTMLElement} */ (button).hidden = !canRead(parts);
      drawButton(/** @type {HTMLElement} */ (button), "", screenOf(button));
    }
    // All is looked at before anything changes: each look after a change would lay out anew.
    const all = Array.from(main.querySelectorAll(".tab:not([hidden])"))
      .reduce((/** @type {Element[]} */ found, tab) => found.concat(Array.from(tab.querySelectorAll(ALOUD))), [])
      .map((one) => ({ one, parts: partsOf(one) }));
    let any = false;
    for (const { one, parts } of all) {
      const button = buttonOf(one, canRead(parts));
      if (!button) continue;
      any = true;
      drawButton(button, (parts[0] && parts[0].text) || "", one);
    }
    document.body.classList.toggle("has-voice", any);
  }

  /** Made where there is something to read it with, and taken away where not. @param {Element} one @param {boolean} able */
  function buttonOf(one, able) {
    const there = /** @type {HTMLElement | null} */ (one.querySelector(".listen-one"));
    if (there && !able) there.remove();
    if (there || !able) return able ? there : null;
    const button = clone("phone-listen");
    const places = one.querySelector("[data-part=places]");
    // Beside an option; in the corner of what is read as a text.
    if (one.matches(".option")) one.appendChild(button);
    else one.insertBefore(button, places || one.firstChild);
    return button;
  }

  /** @param {Element} button */
  function screenOf(button) {
    return button.closest(".screen") || main;
  }

  return {
    draw,
    /** @param {HTMLElement} button */
    screen: (button) => voices.toggle(screenOf(button), partsIn(screenOf(button), "[data-say]")),
    /** @param {HTMLElement} button */
    one(button) {
      const one = button.closest(ALOUD);
      if (one) voices.toggle(one, partsOf(one));
    },
    stop: voices.stop,
  };
}
