/**
 * After the end: what was done, that it is kept, where to read it, and the way
 * back if it was ended too soon. Someone may ask afterwards to take a card away, by its number.
 *
 * @typedef {import("./main.js").Desk} Desk
 */

import { clone, fill, find, keyed } from "../js/dom.js";

/** @param {Desk} desk */
export function createFinished(desk) {
  const { flow, words, model, format } = desk;
  const root = find(document, "#panel-now > [data-slot=finished]");
  find(root, "[data-do=reopen]").addEventListener("click", () => desk.reopenSession());
  const asked = /** @type {HTMLFormElement} */ (find(root, "[data-do=erase]"));
  asked.addEventListener("submit", (event) => {
    event.preventDefault();
    const number = Number(new FormData(asked).get("number")) || 0;
    const found = number > 0 ? model.all("card").find(([, card]) => card.number === number) : undefined;
    fill(asked, { none: found ? null : words("console.erase_none", { n: number }) });
    if (!found) return;
    desk.eraseCard(found[0]);
    asked.reset();
  });

  function kept() {
    const phases = format.phases.filter((phase) => !phase.pause);
    const done = phases.filter((phase) => flow.open?.visited.includes(phase.id)).length;
    const cards = model.all("card").filter(([, card]) => card.hidden === null).length;
    const votes = flow.rounds().filter(({ round }) => round.status === "revealed").length;
    return [
      words("console.finished_steps", { n: done, total: phases.length }),
      words.count("console.finished_cards", cards),
      words.count("console.finished_votes", votes),
      words("console.finished_kept"),
    ];
  }

  function draw() {
    const over = flow.session?.status === "ended";
    root.hidden = !over;
    if (!over) return;
    keyed(find(root, "[data-list=kept]"), kept(), (line) => line, () => clone("t-line"), (row, text) => {
      if (row.textContent !== text) row.textContent = text;
    });
  }

  return { draw };
}
