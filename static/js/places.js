/**
 * What organisations take up and where they stand, read from view and format.
 * Pure; the same for phone, console and screen.
 *
 * @typedef {import("./messages").Format} Format
 * @typedef {import("./messages").Claimant} Claimant
 * @typedef {import("./messages").ClaimForm} ClaimForm
 * @typedef {import("./messages").Placement} Placement
 * @typedef {import("./model.js").Model} Model
 * @typedef {{id: string, text: string, said: import("./dom.js").Filling, place: string | null, was: string | null}} Row
 */

import { byId, organisationName, saidOf } from "./reading.js";

/** @param {Model} model @param {string} id of a claim of the format or of a card @returns {Claimant[]} */
export function claimantsOf(model, id) {
  const entity = model.get("claim", id);
  return entity ? entity.claimants : [];
}

/**
 * The cards of a kind, oldest number first, also those in clusters.
 *
 * @param {Model} model
 * @param {string} kind
 */
export function cardsOfKind(model, kind) {
  return model
    .all("card")
    .filter(([, card]) => card.kind === kind && card.text !== null && card.hidden === null)
    .sort((one, other) => one[1].number - other[1].number);
}

/** Whether someone else has the last place in a form. @param {ClaimForm} form @param {Claimant[]} others */
export function isTaken(form, others) {
  return form.places > 0 && others.filter((one) => one.form === form.id).length >= form.places;
}

/**
 * The rows of a placement with their words: organisations by name, one's own
 * first, or cards in their order; `was` is the place in the one it is laid beside.
 *
 * @param {Model} model
 * @param {Format} format
 * @param {Placement} placement
 * @param {string | null} [own]
 * @returns {Row[]}
 */
export function rowsOf(model, format, placement, own) {
  const entity = model.get("placement", placement.id);
  const before = placement.before ? model.get("placement", placement.before) : null;
  const rows = (entity ? entity.rows : []).map((row) => {
    const was = before ? before.rows.find((one) => one.id === row.id) : null;
    const text = placement.zone ? row.text || "" : organisationName(model, row.id) || row.id;
    return { id: row.id, text, said: saidOf(text, row), place: row.place, was: was ? was.place : null };
  });
  if (placement.zone) return rows;
  return rows.sort((one, other) => {
    if ((one.id === own) !== (other.id === own)) return one.id === own ? -1 : 1;
    return one.text.localeCompare(other.text);
  });
}

/** @param {Placement} placement @param {string | null} id */
export function placeLabel(placement, id) {
  const place = byId(placement.places, id);
  return place ? place.label : "";
}

/**
 * What a refusal says by id, in words: forms that are taken or free, and links.
 *
 * @param {Format} format
 * @param {{code: string, value: string, limit: string}} reason
 */
export function slotsOf(format, reason) {
  const { code, value, limit } = reason;
  if (code === "place_taken") {
    return { value: labelOf(format, value), limit: limit.split(" ").map((id) => labelOf(format, id)).join(", ") };
  }
  return { value: code === "needs_links" ? labelOf(format, value) : value, limit };
}

/** @param {Format} format @param {string} id */
function labelOf(format, id) {
  for (const thing of [...format.kinds, ...format.claims]) {
    const found = byId(thing.forms, id) || ("links" in thing ? byId(thing.links, id) : null);
    if (found) return found.label;
  }
  return id;
}
