/**
 * What is folded away on a screen stands on paper: it opens before the page is printed, and folds
 * away again.
 */

/** @type {HTMLDetailsElement[]} */
let opened = [];

window.addEventListener("beforeprint", () => {
  const folds = /** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll(".report-fold"));
  opened = Array.from(folds).filter((fold) => !fold.open);
  for (const fold of opened) fold.open = true;
});

window.addEventListener("afterprint", () => {
  for (const fold of opened) fold.open = false;
  opened = [];
});

export {};
