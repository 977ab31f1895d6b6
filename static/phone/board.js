/**
 * "Het bord": all that lies on it, and what was decided. Looks at the whole board
 * only while someone looks.
 *
 * @typedef {import("./page.js").Page} Page
 */

import { clone, fill, find, keyed } from "../js/dom.js";
import { drawCluster, drawLines, drawRound } from "../js/pieces.js";
import { byId, cardsIn, clustersIn, worksOn } from "../js/reading.js";
import { drawCharts } from "./charts.js";
import { adoptRow, createShown, drawAdoptable } from "./lists.js";
import { makeOwn } from "./own.js";

/** @param {Page} page @param {HTMLElement} root */
export function createBoard(page, root) {
  const { words, model, format } = page;
  const own = makeOwn(page, find(root, "[data-part=mine]"), () => true);
  const shown = createShown();

  /** @returns {Array<{id: string, title: string, lines: Array<string | null>, round: import("../js/messages").RoundEntity | null, now: boolean}>} */
  function outcomes() {
    const { texts, polls } = worksOn(format, page.phase());
    const written = format.texts.map((text) => {
      const held = model.get("text", text.id);
      return { id: "text:" + text.id, title: text.title, lines: held ? held.lines : [], round: null, now: texts.has(text.id) };
    });
    const rounds = model
      .all("round")
      .filter(([, round]) => round.status === "revealed")
      .map(([id, round]) => {
        const poll = byId(format.polls, round.poll);
        return { id: "round:" + id, title: poll ? poll.question : "", lines: [], round, now: polls.has(round.poll) };
      });
    return [...written.filter((one) => one.lines.length), ...rounds];
  }

  function draw() {
    const all = model.all("card").filter(([, card]) => card.text !== null);
    const { shown: visible, waiting } = shown.of(all, 6);
    const seen = new Set(visible.map(([id]) => id));
    const zones = format.zones.filter((zone) => zone.shown && cardsIn(model, zone.id).length > 0);
    const decided = outcomes();
    const { zones: worked } = worksOn(format, page.phase());
    fill(root, {
      empty: !zones.length,
      fresh: waiting ? words.count("phone.show_new", waiting) : null,
    });
    // What the room works on now comes first; what was before, after it.
    for (const now of [true, false]) {
      const part = find(root, now ? "[data-part=present]" : "[data-part=before]");
      drawOutcomes(part, decided.filter((one) => one.now === now));
      drawZones(part, zones.filter((zone) => worked.has(zone.id) === now), seen);
    }
    drawCharts(root, page);
    own.draw();
  }

  /** @param {HTMLElement} part @param {import("../js/messages").Zone[]} zones @param {Set<string>} seen */
  function drawZones(part, zones, seen) {
    keyed(
      find(part, "[data-list=zones]"),
      zones,
      (zone) => zone.id,
      () => clone("phone-zone"),
      (element, zone) => {
        const cards = cardsIn(model, zone.id).filter(([id]) => seen.has(id));
        const clusters = clustersIn(model, zone.id);
        fill(element, { title: zone.title, count: cards.length });
        keyed(
          find(element, "[data-list=clusters]"),
          clusters,
          ([id]) => id,
          () => clone("piece-cluster"),
          (piece, [, cluster]) => drawCluster(piece, page, cluster),
        );
        keyed(
          find(element, "[data-list=cards]"),
          cards.filter(([, card]) => !card.cluster || !model.get("cluster", card.cluster)),
          ([id]) => id,
          () => clone("phone-adopt"),
          (row, [id, card]) => drawAdoptable(page, row, id, card),
        );
      },
    );
  }

  /** @param {HTMLElement} part @param {ReturnType<typeof outcomes>} decided */
  function drawOutcomes(part, decided) {
    keyed(
      find(part, "[data-list=outcomes]"),
      decided,
      (one) => one.id,
      (one) => {
        const element = clone("phone-outcome");
        find(element, "[data-part=body]").appendChild(clone(one.round ? "piece-round" : "piece-lines"));
        return element;
      },
      (element, one) => {
        fill(element, { title: one.title });
        const body = /** @type {HTMLElement} */ (find(element, "[data-part=body]").firstElementChild);
        if (one.round) drawRound(body, page, one.round);
        else drawLines(body, words, one.lines);
      },
    );
  }

  return {
    draw,
    /** @param {string} name @param {HTMLElement} button */
    act(name, button) {
      if (name === "adopt") adoptRow(page, button);
      else if (name === "board-fresh") {
        shown.showAll();
        page.redraw();
      } else if (own.actions[name]) own.actions[name](button);
    },
  };
}
