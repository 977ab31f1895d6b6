/**
 * The middle column: the zones of this step first, then the parking, then
 * what other steps brought, then what is hidden. New cards come at the end, and a
 * button says how many came out of sight. While someone is at work in the list, with
 * the focus in it or cards chosen, they wait behind that button: nothing moves under
 * a finger.
 *
 * @typedef {import("./main.js").Desk} Desk
 * @typedef {import("../js/messages").Zone} Zone
 * @typedef {import("./flow.js").Bundle} Bundle
 * @typedef {import("./flow.js").CardEntity} CardEntity
 * @typedef {{id: string, bundle: Bundle} | {id: string, bundle: null, card: CardEntity}} Item
 */

import { clone, fill, find, keyed } from "../js/dom.js";
import { createCards } from "./cards.js";
import { waitsForDutch } from "./dutch.js";

/** @param {Desk} desk */
export function createBoard(desk) {
  const { flow, words, format, model } = desk;
  const root = find(document, "#panel-board");
  const cards = createCards(desk);
  /** Cards that came below what can be seen. @type {Set<string>} */
  const arrived = new Set();
  /** Cards that came while someone was at work in the list. @type {Set<string>} */
  const queued = new Set();
  /** @type {Set<string> | null} */
  let known = null;

  const seen = new IntersectionObserver((rows) => {
    for (const row of rows) {
      if (!row.isIntersecting) continue;
      arrived.delete(row.target.getAttribute("data-key") ?? "");
      seen.unobserve(row.target);
    }
    drawArrivals();
  });
  find(root, "[data-do=arrivals]").addEventListener("click", () => {
    for (const id of queued) arrived.add(id);
    queued.clear();
    draw();
    const first = [...arrived].map((id) => root.querySelector(`[data-key="${CSS.escape(id)}"]`)).find(Boolean);
    first?.scrollIntoView({ block: "center" });
    first?.querySelector("input")?.focus({ preventScroll: true });
    arrived.clear();
    drawArrivals();
  });

  const waiting = find(root, "[data-do=waiting]");
  waiting.addEventListener("click", () => {
    const first = root.querySelector("[data-slot=waits]:not([hidden]) button");
    if (first instanceof HTMLElement) {
      first.scrollIntoView({ block: "center" });
      first.focus({ preventScroll: true });
    }
  });

  const fields = /** @type {HTMLInputElement} */ (find(root, "[data-do=fields]"));
  fields.addEventListener("change", () => document.body.toggleAttribute("data-fields", fields.checked));

  /** @param {string} zone @returns {Item[]} */
  function items(zone) {
    const bundles = flow.bundles(zone).map((bundle) => ({ id: bundle.id, bundle }));
    const loose = flow.loose(zone).filter(([id]) => !queued.has(id)).map(([id, card]) => ({ id, bundle: null, card }));
    return [...bundles, ...loose];
  }

  /** @param {Element} list @param {Zone[]} zones */
  function drawZones(list, zones) {
    keyed(
      list,
      zones,
      (zone) => zone.id,
      () => clone("t-zone"),
      (section, zone) => {
        const inside = items(zone.id);
        section.classList.toggle("parking", zone.parking);
        fill(section, {
          title: zone.title,
          count: flow.cards(zone.id).length,
          empty: inside.length ? null : words(flow.gathers(zone.id) ? "console.empty_veiled" : "console.empty_zone"),
        });
        drawItems(find(section, "[data-list=bundles]"), inside.filter((item) => item.bundle));
        drawItems(find(section, "[data-list=items]"), inside.filter((item) => !item.bundle));
      },
    );
  }

  /** @param {Element} list @param {Item[]} inside */
  function drawItems(list, inside) {
    keyed(
      list,
      inside,
      (item) => item.id,
      (item) => {
        const element = item.bundle ? cards.bundle(item.id) : cards.card(item.id);
        if (known && !known.has(item.id)) {
          arrived.add(item.id);
          seen.observe(element);
        }
        return element;
      },
      (element, item) => {
        if (item.bundle) cards.fillBundle(element, item.bundle);
        else cards.fillCard(element, item.id, item.card);
      },
    );
  }

  let visit = 0;
  function drawArrivals() {
    if (visit !== flow.visit) arrived.clear();
    visit = flow.visit;
    for (const id of arrived) if (!model.get("card", id)) arrived.delete(id);
    const key = queued.size ? "console.show_new" : "console.new";
    const n = queued.size + arrived.size;
    fill(root, { arrivals: n ? words.count(key, n) + " ↓" : null });
  }

  /** Which of the new cards wait. */
  function queue() {
    const working = desk.chosen.size > 0 || find(root, ".zones").contains(document.activeElement);
    if (!working || visit !== flow.visit) queued.clear();
    else if (known) for (const [id] of model.all("card")) if (!known.has(id)) queued.add(id);
    for (const id of queued) if (!model.get("card", id)) queued.delete(id);
  }

  function draw() {
    queue();
    const asked = flow.zones();
    const filled = format.zones.filter((zone) => items(zone.id).length);
    const over = flow.session?.status === "ended";
    // Once it is over no step comes first: all of it stands there to look at.
    const now = over ? filled : [...asked, ...filled.filter((zone) => zone.parking && !asked.includes(zone))];
    const others = filled.filter((zone) => !now.includes(zone));
    const hidden = flow.hidden();
    drawZones(find(root, "[data-list=zones]"), now);
    drawZones(find(root, "[data-list=other_zones]"), others);
    drawItems(
      find(root, "[data-list=hidden_cards]"),
      hidden.map(([id, card]) => ({ id, bundle: null, card })),
    );
    const dutch = model.all("card").filter(([, card]) => waitsForDutch(card)).length;
    waiting.textContent = words.count("console.dutch_waiting", dutch);
    const lobby = flow.session?.status === "lobby";
    const nothing = words(lobby ? "console." + (others.length ? "lobby_brought" : "lobby_board") : "console.empty_board");
    fill(root, {
      waiting: dutch > 0 && !over,
      fields: model.all("card").some(([, card]) => Object.values(card.fields).some(Boolean)),
      board_empty: now.length || desk.writing || over ? null : nothing,
      others: others.length > 0,
      hidden: hidden.length > 0,
      hidden_count: hidden.length,
    });
    if (known) tell(known);
    known = new Set(model.all("card").map(([id]) => id));
    drawArrivals();
  }

  /** @param {Set<string>} before */
  function tell(before) {
    const fresh = model.all("card").filter(([id]) => !before.has(id));
    if (fresh.length) desk.announcer.tally("console.new", fresh.length);
  }

  return { draw };
}
