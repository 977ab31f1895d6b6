/**
 * Counting what people give in the room: hands in the air, or dots on a sheet. A
 * number for each option; it replaces the count before it, until the vote closes.
 *
 * @typedef {import("./main.js").Desk} Desk
 * @typedef {import("./flow.js").Held} Held
 * @typedef {{[name: string]: number}} Numbers
 */

import { clone, fill, find } from "../js/dom.js";
import { optionText, questionText } from "../js/reading.js";

const NONE = ["unsure", "skipped"];

/**
 * A form that counts one round.
 *
 * @param {Desk} desk
 * @param {Held} held
 */
export function createHands({ words, acts, flow }, { id, round, poll }) {
  const element = clone("t-hands");
  const form = /** @type {HTMLFormElement} */ (find(element, "form"));
  const list = find(form, "[data-list=counts]");
  /** @type {{question: string, option: string, input: HTMLInputElement}[]} */
  const counts = [];

  for (const question of round.questions) {
    const group = clone("t-hands-question");
    const title = questionText(words, poll, round, question);
    fill(group, { text: round.questions.length > 1 ? title : null });
    const named = question.options.map((option) => ({ id: option.id, label: optionText(words, poll, round, option, question) }));
    for (const option of [...named, ...NONE.map((none) => ({ id: none, label: words("common." + none) }))]) {
      const row = clone("t-hands-row");
      fill(row, { label: option.label });
      const input = /** @type {HTMLInputElement} */ (find(row, "input"));
      counts.push({ question: question.id, option: option.id, input });
      find(group, "[data-list=rows]").append(row);
    }
    list.append(group);
  }
  const people = /** @type {HTMLInputElement} */ (find(form, "[name=people]"));
  const guests = /** @type {HTMLInputElement} */ (find(form, "[name=guests]"));
  find(element, "summary").addEventListener("click", () => {
    if (!people.value) people.value = String(flow.session?.paper_seats || "");
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    /** @type {{[question: string]: {options: Numbers, unsure: number, skipped: number}}} */
    const by = {};
    for (const { question, option, input } of counts) {
      const one = (by[question] ??= { options: {}, unsure: 0, skipped: 0 });
      const n = Number(input.value) || 0;
      if (option === "unsure" || option === "skipped") one[option] = n;
      else if (n) one.options[option] = n;
    }
    const command = /** @type {const} */ ({ type: "CountHands", round: id, people: Number(people.value) || 0, counts: by, guests: Number(guests.value) || 0 });
    const answer = await acts.perform(command, words("console.hands_saved"));
    fill(form, { saved: answer.ok ? words("console.hands_saved") : null });
  });
  return element;
}
