/**
 * «Schrijf namens iemand»: a place for a person without a phone, a card or a
 * ballot in their name. It counts like any other.
 *
 * The board knows how many places on paper there are, not which to whom; this
 * device remembers the ones it made, so that a ballot can be replaced.
 *
 * @typedef {import("./main.js").Desk} Desk
 * @typedef {import("../js/messages").Kind} Kind
 * @typedef {{seat: string, organisation: string | null}} PaperSeat
 */

import { fill, find, keyed } from "../js/dom.js";
import { createBallot } from "./ballot.js";
import { createCardForm } from "./cardform.js";
import { recall, remember } from "./storage.js";

const NEW = "new";

/** @param {Desk} desk */
export function createPaper(desk) {
  const { flow, words, model, acts, boot } = desk;
  const sheet = /** @type {HTMLDialogElement} */ (find(document, "#paper"));
  const who = /** @type {HTMLSelectElement} */ (find(sheet, "[name=seat]"));
  const from = /** @type {HTMLSelectElement} */ (find(sheet, "[name=organisation]"));
  const place = "paper:" + boot.grant;
  /** @type {PaperSeat[]} */
  const seats = recall(place, []);

  find(sheet, "[data-do=close]").addEventListener("click", () => sheet.close());
  find(sheet, "[data-do=make]").addEventListener("click", make);
  who.addEventListener("change", () => {
    fill(sheet, { done: null });
    draw();
  });

  async function make() {
    const organisation = from.value || null;
    const answer = await acts.perform({ type: "AddPaperSeat", organisation });
    if (!answer.ok) return;
    seats.push({ seat: answer.made, organisation });
    remember(place, seats);
    drawSeats();
    who.value = answer.made;
    draw();
    sheet.querySelector("textarea")?.focus();
  }

  /** @param {string | null} id */
  function nameOf(id) {
    return id ? model.names.organisations[id] ?? id : words("common.no_organisation");
  }

  /** @param {HTMLSelectElement} select @param {{id: string, label: string}[]} options */
  function drawOptions(select, options) {
    keyed(
      select,
      options,
      (one) => one.id,
      (one) => Object.assign(document.createElement("option"), { value: one.id }),
      (option, one) => {
        if (option.textContent !== one.label) option.textContent = one.label;
      },
    );
  }

  function drawSeats() {
    const made = seats.map(({ seat, organisation }, i) => ({
      id: seat,
      label: words("console.paper_seat", { n: i + 1, organisation: nameOf(organisation) }),
    }));
    drawOptions(who, [...made, { id: NEW, label: words("console.paper_new") }]);
    const all = Object.entries(model.names.organisations)
      .map(([id, label]) => ({ id, label }))
      .sort((a, b) => a.label.localeCompare(b.label));
    drawOptions(from, [{ id: "", label: words("common.no_organisation") }, ...all]);
    const elsewhere = (flow.session?.paper_seats ?? 0) - seats.length;
    fill(sheet, { elsewhere: elsewhere > 0 ? words.count("console.paper_elsewhere", elsewhere) : null });
  }

  /** @param {string} done */
  function saved(done) {
    fill(sheet, { done: words(done) });
    return true;
  }

  /** What can be done in someone's name now, each in a form of its own. */
  function forms() {
    const kinds = flow.kinds().map((kind) => ({
      id: "card:" + kind.id,
      make: () =>
        createCardForm(desk, kind, async (card) => {
          const answer = await acts.perform({ type: "PostCard", ...card, for_seat: who.value });
          if (answer.ok) saved("console.paper_posted");
          return answer.ok ? "" : answer.code;
        }),
    }));
    const ballots = flow.openRounds().map((held) => ({
      id: "round:" + held.id,
      make: () =>
        createBallot(held, words, async (answers) => {
          const answer = await acts.perform({ type: "PutBallot", round: held.id, answers, for_seat: who.value });
          return answer.ok && saved("console.paper_voted");
        }),
    }));
    return [...ballots, ...kinds];
  }

  function draw() {
    if (!sheet.open) return;
    drawSeats();
    const fresh = who.value === NEW;
    const list = flow.session?.status === "lobby" ? [] : forms();
    fill(sheet, { new: fresh, nothing: !fresh && list.length === 0 });
    // Forms go by seat too: what was typed for one person is not another's.
    keyed(
      find(sheet, "[data-list=forms]"),
      fresh ? [] : list,
      (form) => form.id + ":" + who.value,
      (form) => form.make(),
    );
  }

  function open() {
    fill(sheet, { done: null });
    sheet.showModal();
    drawSeats();
    if (!seats.length) who.value = NEW;
    draw();
  }

  return { draw, open };
}
