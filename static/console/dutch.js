/**
 * The Dutch beside a card in another language: which cards wait for it, and adding it.
 *
 * @typedef {import("./main.js").Desk} Desk
 * @typedef {import("./flow.js").CardEntity} CardEntity
 */

import { askPassage } from "./ask.js";

const WORDS = 280;

/** @param {CardEntity} card */
export function takesDutch(card) {
  return card.language !== "" && card.text !== null && card.standing !== "read" && !card.locked;
}

/** @param {CardEntity} card */
export function waitsForDutch(card) {
  return takesDutch(card) && card.dutch === null && card.hidden === null;
}

/** What was typed for nothing stands in the field when it is asked again. @type {Map<string, string>} */
const refused = new Map();

/** @param {Desk} desk @param {string} id */
export async function askDutch(desk, id) {
  const { model, words } = desk;
  const card = model.get("card", id);
  if (!card) return;
  const text = await askPassage({
    title: words("console.dutch_title"),
    help: "\u2068" + (card.text ?? "") + "\u2069",
    label: words("console.dutch_label"),
    value: refused.get(id) ?? card.dutch ?? "",
    most: WORDS,
    yes: words("console.save"),
  });
  if (!text) return;
  const answer = await desk.acts.perform({ type: "AddDutch", card: id, text });
  if (answer.ok) refused.delete(id);
  else refused.set(id, text);
}
