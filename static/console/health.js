/**
 * How the server is, for who leads: one calm line when nothing can be saved, and
 * when that is over. That the servers do not hear each other costs the room a
 * second and some counts: a small note beside the counts, and only if it lasts.
 *
 * @typedef {import("./main.js").Desk} Desk
 */

import { fill, find, set } from "../js/dom.js";
import { createTrouble } from "./trouble.js";

/** A database that starts anew is back within this. */
const PATIENCE = 2500;
/** What a phone was to try again comes in within this; see AGAIN_MOST in the outbox. */
const COMING_IN = 12000;
const LONG = 10000;

const TEXTS = { "": null, on: "console.not_saving", over: "console.saving_again" };

/** @param {Desk} desk */
export function createHealth(desk) {
  const { model, words, announcer } = desk;
  const top = find(document, ".top");
  const now = find(document, "#panel-now");
  const saving = createTrouble({ patience: PATIENCE, lasts: COMING_IN }, () => {
    draw();
    const key = TEXTS[saving.shown];
    if (key) announcer.say(words(key) + " " + words(key + "_more"));
  });
  const others = createTrouble({ patience: LONG, lasts: 0 }, draw);

  function draw() {
    const key = TEXTS[saving.shown];
    fill(top, { saving_what: key && words(key), saving_more: key && words(key + "_more") });
    const line = find(top, "[data-slot=saving]");
    line.hidden = !key;
    set(line, "data-state", saving.shown);
    fill(now, { others_note: others.shown === "on" ? words("console.not_together") : null });
  }

  model.subscribe((changed) => {
    if (changed && !changed.has("health")) return;
    saving.hear(model.health.saving);
    others.hear(model.health.others);
  });

  return {
    draw,
    /** What was sent may still wait on the phones. */
    waiting: () => saving.fresh,
  };
}
