/**
 * A card and a bundle as the one who leads sees them, each with a box to
 * choose it. Made once, filled on each change.
 *
 * @typedef {import("./main.js").Desk} Desk
 * @typedef {import("./flow.js").Bundle} Bundle
 * @typedef {import("./flow.js").CardEntity} CardEntity
 */

import { clone, fill, find, keyed, set } from "../js/dom.js";
import { cameFrom, cameMark, tellings } from "../js/pieces.js";
import { organisationName, written } from "../js/reading.js";
import { askDutch, waitsForDutch } from "./dutch.js";

/** @param {Desk} desk */
export function createCards(desk) {
  const { words, model } = desk;

  /** A bundle's own box, and not one of the cards in it. @param {HTMLElement} element */
  const boxOf = (element) =>
    /** @type {HTMLInputElement} */ (find(element, element.matches(".bundled") ? "input" : ".pick input"));

  /** @param {HTMLElement} element @param {string} id */
  function pickable(element, id) {
    const box = boxOf(element);
    box.addEventListener("change", () => desk.choose(id, box.checked));
    return element;
  }

  /** @param {HTMLElement} element @param {string} id */
  function tick(element, id) {
    const chosen = desk.chosen.has(id);
    const box = boxOf(element);
    if (box.checked !== chosen) box.checked = chosen;
    set(element, "data-chosen", chosen);
  }

  /** Who it is from, as the room may know it. @param {CardEntity} card */
  function from(card) {
    if (card.anonymous) return words("common.no_sender");
    const person = (card.seat && model.names.people[card.seat]) || "";
    const nobody = card.source ? "" : words("common.no_organisation");
    const organisation = organisationName(model, card.organisation) || nobody;
    return person ? person + " · " + organisation : organisation;
  }

  /** @param {CardEntity} card @param {string} id */
  function states(card, id) {
    return [
      desk.model.get("light")?.target === id && "console.lit",
      desk.locked.has(id) && "console.locked",
      card.late && "common.late",
      card.edited && "console.edited",
    ].flatMap((key) => (key ? [words(key)] : []));
  }

  /** In the words of who hid it, or in ours where its writer sent it to who leads alone. @param {string | null} reason */
  function hiddenWhy(reason) {
    if (reason === null) return null;
    const own = "console.hidden_" + reason;
    return words.has(own) ? words(own) : words("console.hidden_why", { reason });
  }

  /** What each card was last drawn from. @type {WeakMap<HTMLElement, {now: string, names: unknown}>} */
  const drawn = new WeakMap();

  return {
    /** @param {string} id */
    card(id) {
      const element = pickable(clone("t-card"), id);
      find(element, "[data-do=dutch]").addEventListener("click", () => askDutch(desk, id));
      return element;
    },

    /** @param {HTMLElement} element @param {string} id @param {CardEntity} card */
    fillCard(element, id, card) {
      const lit = model.get("light")?.target === id;
      const now = [card.seq, desk.chosen.has(id), lit, desk.locked.has(id)].join(" ");
      // Boards can be large; what a link points at may change without its card.
      const same = drawn.get(element);
      if (same && same.now === now && same.names === model.names && !Object.keys(card.links).length) return;
      drawn.set(element, { now, names: model.names });
      set(element, "data-lit", lit);
      tick(element, id);
      fill(element, {
        text: written(card) ?? words("common.erased"),
        number: card.number ? words("common.number", { n: card.number }) : null,
        from: from(card) || null,
        origin: cameFrom(words, card),
        mark: cameMark(words, card),
        adopters: card.adopters ? words.count("common.adopters", card.adopters) : null,
        state: states(card, id).join(" · ") || null,
        waits: waitsForDutch(card) && !desk.locked.has(id),
        hidden: card.hidden === null ? null : hiddenWhy(card.hidden),
        choose: words("console.choose_card", { n: card.number }),
      });
      const links = Object.keys(card.links);
      keyed(
        find(element, "[data-list=more]"),
        tellings(desk, card),
        (row) => row.id,
        () => clone("piece-card-more"),
        (row, telling) => {
          row.dataset.part = links.includes(telling.id) ? "link" : "field";
          fill(row, telling);
        },
      );
    },

    /** @param {string} id */
    bundle: (id) => pickable(clone("t-bundle"), id),

    /** @param {HTMLElement} element @param {Bundle} bundle */
    fillBundle(element, { id, cluster, cards }) {
      set(element, "data-lit", model.get("light")?.target === id);
      tick(element, id);
      fill(element, {
        title: cluster.title,
        count: words.count("common.cards", cards.length),
        state: model.get("light")?.target === id ? words("console.lit") : null,
        choose: words("console.choose_cluster", { title: cluster.title }),
      });
      keyed(
        find(element, "[data-list=cards]"),
        cards,
        ([card]) => card,
        ([card]) => pickable(clone("t-bundled"), card),
        (row, [inside, card]) => {
          tick(row, inside);
          fill(row, { text: written(card) ?? words("common.erased"), choose: words("console.choose_card", { n: card.number }) });
        },
      );
    },
  };
}

/** @typedef {ReturnType<typeof createCards>} Cards */
