/**
 * Short messages at the edge of the page, said politely as well. A refusal
 * stays until it is closed; that something worked goes by itself.
 *
 * @typedef {import("../js/words.js").Words} Words
 * @typedef {{say: (text: string) => void}} Announcer
 * @typedef {{label: string, run: () => void}} Offer
 */

import { clone, fill, find } from "../js/dom.js";

const LASTS = 8000;
const MOST = 3;

/** @param {HTMLElement} shelf @param {Announcer} announcer */
export function createToasts(shelf, announcer) {
  /** @param {string} text @param {string} kind @param {Offer} [offer] */
  function show(text, kind, offer) {
    announcer.say(text);
    const toast = clone("t-toast");
    toast.dataset.kind = kind;
    fill(toast, { text, offer: offer ? offer.label : null });
    find(toast, "[data-do=offer]").addEventListener("click", () => {
      toast.remove();
      offer?.run();
    });
    find(toast, "[data-do=close]").addEventListener("click", () => toast.remove());
    shelf.append(toast);
    while (shelf.children.length > MOST) shelf.firstElementChild?.remove();
    if (kind === "done") leave(toast);
  }

  /** Not under someone's finger, and not while it has the focus. @param {HTMLElement} toast */
  function leave(toast) {
    setTimeout(() => {
      if (toast.matches(":hover, :focus-within")) leave(toast);
      else toast.remove();
    }, LASTS);
  }

  return {
    /** @param {string} text @param {Offer} [offer] */
    done: (text, offer) => show(text, "done", offer),
    /** @param {string} text */
    refused: (text) => show(text, "refused"),
    /** Something worked: what was refused before is no longer news. */
    settle() {
      for (const toast of shelf.querySelectorAll("[data-kind=refused]")) toast.remove();
    },
  };
}

/** @typedef {ReturnType<typeof createToasts>} Toasts */
