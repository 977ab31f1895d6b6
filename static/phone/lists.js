/**
 * Reading what others wrote: "Dit vind ik ook", and which cards belong together.
 * New cards wait behind a button, so that no list moves under the thumb.
 *
 * @typedef {import("./page.js").Page} Page
 * @typedef {import("./page.js").Place} Place
 * @typedef {import("./page.js").Screen} Screen
 * @typedef {import("../js/messages").CardEntity} CardEntity
 */

import { clone, fill, find, keyed, set } from "../js/dom.js";
import { drawCard } from "../js/pieces.js";
import { byId, cardsIn, clustersIn, written } from "../js/reading.js";
import { check, drawAsk, drawFoot } from "./frame.js";

/**
 * Which of a growing list are shown; the rest is counted until asked for.
 * What the person had not seen grow is shown at once.
 */
export function createShown() {
  /** @type {Set<string> | null} */
  let seen = null;
  return {
    /**
     * @template T
     * @param {Array<[string, T]>} all
     * @param {number} few up to so many, nothing can move away from the thumb
     * @returns {{shown: Array<[string, T]>, waiting: number}}
     */
    of(all, few) {
      if (!seen || seen.size < few) seen = new Set(all.map(([id]) => id));
      const known = seen;
      const shown = all.filter(([id]) => known.has(id));
      return { shown, waiting: all.length - shown.length };
    },
    showAll() {
      seen = null;
    },
  };
}

/** Whether I support a card, as far as this phone knows. @param {Page} page @param {string} id */
export function isAdopted(page, id) {
  const sent = page.outbox
    .entries()
    .filter(({ command, state }) => {
      const about = command.type === "AdoptCard" || command.type === "DropAdoption";
      return about && command.card === id && state === "sending";
    });
  const last = sent[sent.length - 1];
  if (last) return last.command.type === "AdoptCard";
  const mine = page.model.mine;
  return mine !== null && mine.adopted.indexOf(id) >= 0;
}

/** @param {Page} page @param {string} id */
export function toggleAdoption(page, id) {
  const adopted = isAdopted(page, id);
  page.send(adopted ? { type: "DropAdoption", card: id } : { type: "AdoptCard", card: id });
}

/** @param {Page} page @param {HTMLElement} row @param {string} id @param {CardEntity} card */
export function drawAdoptable(page, row, id, card) {
  const mine = page.model.mine;
  const own = mine !== null && id in mine.cards;
  const adopted = isAdopted(page, id);
  drawCard(find(row, ".card"), page, card, { more: true });
  const button = find(row, ".adopt");
  button.hidden = own;
  set(button, "aria-pressed", adopted ? "true" : "false");
  fill(row, { adopt: page.words(adopted ? "phone.adopted" : "phone.adopt") });
}

/** @param {Page} page @param {() => Place} where @returns {Screen} */
export function makeAdopt(page, where) {
  const element = clone("phone-list");
  const { words, model } = page;
  const shown = createShown();
  const zone = where().stop.step.zone || "";

  function others() {
    const mine = model.mine;
    return cardsIn(model, zone).filter(([id]) => !mine || !(id in mine.cards));
  }

  function draw() {
    const { shown: rows, waiting } = shown.of(others(), 4);
    drawAsk(
      page,
      element,
      { question: words("phone.adopt_title"), help: words("phone.adopt_help") },
      where(),
    );
    fill(element, {
      fresh: waiting ? words.count("phone.show_new", waiting) : null,
      empty: rows.length ? null : words("phone.adopt_empty"),
    });
    keyed(
      find(element, "[data-list=cards]"),
      rows,
      ([id]) => id,
      () => clone("phone-adopt"),
      (row, [id, card]) => drawAdoptable(page, row, id, card),
    );
    drawFoot(page, element, where(), { onward: true });
  }

  return {
    element,
    draw,
    actions: {
      fresh() {
        shown.showAll();
        page.redraw();
      },
      adopt: (button) => adoptRow(page, button),
      primary: () => where().go(1),
    },
  };
}

/** @param {Page} page @param {HTMLElement} button */
export function adoptRow(page, button) {
  const row = button.closest("[data-key]");
  if (row) toggleAdoption(page, row.getAttribute("data-key") || "");
}

/** @param {Page} page @param {() => Place} where @returns {Screen} */
export function makeGroup(page, where) {
  const element = clone("phone-list");
  const { words, model } = page;
  const shown = createShown();
  const zone = where().stop.step.zone || "";
  /** @type {Set<string>} */
  let picked = new Set();
  let told = "";

  element.addEventListener("change", (event) => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement)) return;
    if (input.checked) picked.add(input.value);
    else picked.delete(input.value);
    told = "";
    page.redraw();
  });

  function draw() {
    const phase = page.phase();
    const first = where().stop.index === 0;
    const { shown: rows, waiting } = shown.of(cardsIn(model, zone), 4);
    const titles = new Map(clustersIn(model, zone).map(([id, cluster]) => [id, cluster.title]));
    const there = new Set(rows.map(([id]) => id));
    picked.forEach((id) => there.has(id) || picked.delete(id));
    drawAsk(
      page,
      element,
      {
        question: first && phase ? phase.question : words("phone.group_title"),
        help: words("phone.group_help"),
      },
      where(),
    );
    fill(element, {
      fresh: waiting ? words.count("phone.show_new", waiting) : null,
      empty: told || (rows.length ? null : words("phone.board_empty")),
    });
    keyed(
      find(element, "[data-list=cards]"),
      rows,
      ([id]) => id,
      ([id]) => {
        const row = clone("phone-pick");
        fill(row, { value: id });
        return row;
      },
      (row, [id, card]) => {
        const title = card.cluster && titles.get(card.cluster);
        fill(row, { text: written(card), note: title ? words("phone.in_cluster", { title }) : null });
        check(find(row, ".choice"), picked.has(id));
      },
    );
    const enough = picked.size >= 2;
    drawFoot(page, element, where(), {
      primary: enough ? words.count("phone.group_suggest", picked.size) : null,
    });
  }

  return {
    element,
    draw,
    actions: {
      fresh() {
        shown.showAll();
        page.redraw();
      },
      primary() {
        page.send({ type: "SuggestCluster", cards: Array.from(picked) });
        picked = new Set();
        told = words("phone.group_told");
        page.announcer.say(told);
        page.redraw();
        find(element, "h1").focus();
      },
    },
  };
}

/** The title of a zone. @param {Page} page @param {string} zone */
export function zoneTitle(page, zone) {
  const found = byId(page.format.zones, zone);
  return found ? found.title : "";
}
