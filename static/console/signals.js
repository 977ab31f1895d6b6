/**
 * Who asked for a little more time: how many, never who, and one minute more for
 * all of them.
 *
 * @typedef {import("./main.js").Desk} Desk
 */

import { fill, find } from "../js/dom.js";

/** @param {Desk} desk */
export function createSignals(desk) {
  const { flow, words, model, acts } = desk;
  const note = find(document, "#more-time");
  /** So many had asked when a minute was given, in which visit. */
  let given = { visit: 0, n: 0 };

  find(note, "[data-do=give-minute]").addEventListener("click", async () => {
    const asked = { visit: flow.visit, n: model.presence.busy };
    const answer = await acts.perform({ type: "AddMinutes", minutes: 1 }, words("console.more_time_given"));
    if (answer.ok) given = asked;
    draw();
  });

  function draw() {
    const { busy } = model.presence;
    // Who no longer asks may ask again.
    if (given.visit !== flow.visit) given = { visit: flow.visit, n: 0 };
    given.n = Math.min(given.n, busy);
    note.hidden = busy <= given.n || flow.session?.status !== "live" || !flow.phase;
    fill(note, { text: busy ? words.count("console.more_time", busy) : null });
  }

  return { draw };
}
