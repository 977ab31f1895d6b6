/**
 * «Ik snap het niet»: whether I said so of what is asked now. Who leads sees only how
 * many did.
 *
 * @typedef {import("./page.js").Page} Page
 */

/** As far as this phone knows: what is on its way counts already. @param {Page} page */
export function isUnclear(page) {
  const sent = page.sent("SayUnclear").filter((entry) => entry.visit === page.visit() && entry.state === "sending");
  const last = sent[sent.length - 1];
  if (last) return last.command.unclear !== false;
  return Boolean(page.model.mine && page.model.mine.unclear);
}
