/**
 * Who takes up which card and where everyone stands, as one overview: what nobody
 * leads lights up, and what more than one does; a card is confirmed here.
 *
 * @typedef {import("./main.js").Desk} Desk
 * @typedef {import("../js/messages").Kind} Kind
 */

import { clone, fill, find, keyed, set } from "../js/dom.js";
import { cardsOfKind, claimantsOf, placeLabel, rowsOf } from "../js/places.js";
import { titleOf } from "../js/pieces.js";
import { byId, organisationName, written } from "../js/reading.js";

/** @param {Desk} desk */
export function createPlaces(desk) {
  const { flow, words, model, format, acts } = desk;
  const root = find(document, "#places");
  const aside = find(document, "#idle");

  function steps() {
    return flow.phase?.steps ?? [];
  }

  /**
   * What a card points at by a link, and what it inherits of what another leads to.
   * @param {import("../js/messages").CardEntity} card
   * @param {import("../js/messages").LinkKind} link
   */
  function ledTo(card, link) {
    const between = (card.links[link.through] ?? []).map((id) => model.get("card", id)?.links[link.id] ?? []);
    return new Set([...(card.links[link.id] ?? []), ...between.flat()]);
  }

  /** The kinds of this phase whose cards are taken up or confirmed. @returns {Kind[]} */
  function kinds() {
    const zones = new Set(steps().map((step) => byId(format.polls, step.poll)?.each_card_of));
    const asked = new Set(steps().map((step) => step.kind));
    return format.kinds.filter(
      (kind) => (kind.forms.length || kind.confirmable) && (asked.has(kind.id) || (kind.confirmable && zones.has(kind.zone))),
    );
  }

  function draw() {
    const lead = model.get("lead");
    keyed(
      find(root, "[data-list=kinds]"),
      kinds().filter((kind) => cardsOfKind(model, kind.id).length),
      (kind) => kind.id,
      () => clone("t-takings"),
      (part, kind) => drawKind(part, kind),
    );
    const asked = steps().flatMap((step) => byId(format.placements, step.placement) ?? []).filter((one) => rowsOf(model, format, one).length);
    keyed(
      find(root, "[data-list=placements]"),
      asked,
      (placement) => placement.id,
      () => clone("t-placing"),
      (part, placement) => drawPlacement(part, placement),
    );
    const idle = (lead?.idle ?? []).map((id) => organisationName(model, id) || id).sort();
    const not = Object.entries(lead?.not_now ?? {});
    const claims = steps().some((step) => step.action === "claim");
    fill(aside, { idle: claims && idle.length ? words("console.idle", { names: idle.join(", ") }) : null });
    keyed(
      find(aside, "[data-list=not-now]"),
      claims ? not : [],
      ([id]) => id,
      () => clone("t-not-now"),
      (row, [id, why]) => fill(row, { name: organisationName(model, id) || id, why: why || null }),
    );
    aside.hidden = !claims || !(idle.length || not.length);
  }

  /** @param {HTMLElement} part @param {Kind} kind */
  function drawKind(part, kind) {
    const lead = model.get("lead");
    const unled = new Set(lead?.unled ?? []);
    const crowded = new Set(lead?.crowded ?? []);
    const cards = cardsOfKind(model, kind.id);
    const loose = cards.filter(([id]) => unled.has(id)).length;
    fill(part, {
      title: kind.label,
      unled: loose ? words.count("console.unled", loose) : null,
      "heads-led": kind.forms.length > 0,
      "heads-along": kind.forms.length > 0,
      "heads-confirm": kind.confirmable,
    });
    keyed(
      find(part, "[data-list=rows]"),
      cards,
      ([id]) => id,
      ([id]) => {
        const row = clone("t-taking");
        find(row, "[data-do=confirm]").addEventListener("click", () => confirm(id));
        return row;
      },
      (row, [id, card]) => {
        const held = claimantsOf(model, id);
        const leads = held.filter((one) => byId(kind.forms, one.form)?.leads);
        const along = held.filter((one) => !byId(kind.forms, one.form)?.leads);
        const lacking = kind.links.filter((link) => ledTo(card, link).size < link.confirm_least);
        const state = crowded.has(id) ? "crowded" : unled.has(id) ? "unled" : "";
        set(row, "data-state", state || null);
        fill(row, {
          text: written(card),
          state: state ? words("console." + state + "_one") : null,
          "cell-led": kind.forms.length > 0,
          led: leads.map(named).join(", ") || null,
          "cell-along": kind.forms.length > 0,
          along: along.map((one) => named(one) + ": " + (byId(kind.forms, one.form)?.label ?? "")).join(" · ") || null,
          "cell-confirm": kind.confirmable,
          for: kind.links.flatMap((link) => (card.links[link.id] ?? []).map((to) => titleOf(model, to))).filter(Boolean).join(" · ") || null,
          lacking: lacking.length && !card.confirmed ? words("console.confirm_lacks", { what: lacking.map((link) => link.label).join(", ") }) : null,
          confirm: words(card.confirmed ? "console.unconfirm" : "console.confirm"),
          confirmed: card.confirmed,
        });
        const button = find(row, "[data-do=confirm]");
        /** @type {HTMLButtonElement} */ (button).disabled = lacking.length > 0 && !card.confirmed;
        set(button, "aria-label", words(card.confirmed ? "console.unconfirm" : "console.confirm") + ": " + (card.text ?? ""));
      },
    );
  }

  /** @param {import("../js/messages").Claimant} one */
  function named(one) {
    const name = organisationName(model, one.organisation) || one.organisation;
    return one.provisional ? `${name} (${words("console.claim_provisional")})` : name;
  }

  /** @param {string} id */
  function confirm(id) {
    const done = model.get("card", id)?.confirmed;
    acts.perform({ type: done ? "UnconfirmCard" : "ConfirmCard", card: id });
  }

  /** @param {HTMLElement} part @param {import("../js/messages").Placement} placement */
  function drawPlacement(part, placement) {
    const rows = rowsOf(model, format, placement);
    const placed = rows.filter((row) => row.place).length;
    fill(part, { title: placement.question, count: words("console.placed", { n: placed, total: rows.length }) });
    const groups = [...placement.places.map((place) => ({ id: place.id, label: place.label })), { id: "", label: words("console.unplaced") }];
    keyed(
      find(part, "[data-list=places]"),
      groups.filter((group) => group.id || placed < rows.length),
      (group) => group.id,
      () => clone("t-placed"),
      (row, group) => {
        const there = rows.filter((one) => (one.place ?? "") === group.id);
        fill(row, {
          place: group.label,
          n: there.length,
          names: there.map((one) => one.text + (one.was && one.was !== one.place ? ` (${placeLabel(placement, one.was)})` : "")).join(placement.zone ? " · " : ", ") || "–",
        });
      },
    );
  }

  return { draw };
}
