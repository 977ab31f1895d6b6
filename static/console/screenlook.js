/**
 * How the big screen of this browser looks, chosen from the console: the window of
 * the screen hears of it by the storage that they share. A screen on another device
 * has its own button.
 */

import { chooseLook, createLooks, drawLooks, lookStorage } from "../js/looks.js";

/** @param {HTMLElement} root */
export function createScreenLook(root) {
  const looks = createLooks(lookStorage(), "screen", () => drawLooks(root, looks));
  root.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-look]") : null;
    if (button) chooseLook(looks, button);
  });
  // The screen may have been changed by its own button.
  window.addEventListener("storage", () => drawLooks(root, looks));
  drawLooks(root, looks);
}
