/**
 * Several people on one phone: whose page this is, and passing it on. The page that
 * stands between takes this one's place, so that going back does not show a ballot.
 *
 * @typedef {import("./page.js").Page} Page
 */

import { find } from "../js/dom.js";

/** @param {Page} page @param {HTMLElement | null} bar null: one is alone on this phone */
export function createShared(page, bar) {
  const { model } = page;
  const link = bar && /** @type {HTMLAnchorElement} */ (find(bar, "a"));

  /** Whether all that is asked in votes now is answered here. */
  function voted() {
    const { mine } = model;
    const open = model.all("round").filter(([, round]) => round.status === "open");
    return open.length > 0 && mine !== null && open.every(([id]) => Boolean(mine.ballots[id]));
  }

  return {
    draw() {
      if (!bar || !link) return;
      const done = voted();
      find(bar, "[data-slot=done]").hidden = !done;
      link.classList.toggle("plain", !done);
    },
    pass() {
      if (link) window.location.replace(link.href);
    },
  };
}
