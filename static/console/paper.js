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
import { likelyLanguage } from "../js/words.js";
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
  const forms = find(sheet, "[data-list=forms]");
  const place = "paper:" + boot.grant;
  /** @type {PaperSeat[]} */
  const seats = recall(place, []);
  /** The places whose ballot was typed over here, by round. @type {{[round: string]: string[]}} */
  const put = {};
  /** There was nothing to type yet. */
  let eager = false;

  find(sheet, "[data-do=close]").addEventListener("click", () => sheet.close());
  find(sheet, "[data-do=make]").addEventListener("click", make);
  find(sheet, "[data-do=next-person]").addEventListener("click", () => {
    // Papers of one table come in one pile: most are of the same organisation.
    from.value = seats.find(({ seat }) => seat === who.value)?.organisation ?? "";
    make();
  });
  find(sheet, "[data-do=code]").addEventListener("click", showCode);
  // Who goes to something else on the sheet is not called away from it.
  sheet.addEventListener("focusin", (event) => {
    if (event.target !== who) eager = false;
  });
  who.addEventListener("change", () => {
    fill(sheet, { done: null, told: null });
    draw();
    begin();
  });

  async function make() {
    const organisation = from.value || null;
    const answer = await acts.perform({ type: "AddPaperSeat", organisation });
    if (!answer.ok) return;
    seats.push({ seat: answer.made, organisation });
    remember(place, seats);
    drawSeats();
    who.value = answer.made;
    fill(sheet, { told: null });
    draw();
    begin();
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
  }

  /**
   * Straight on with the next: the text of a card, or the numbers of a ballot. What is to be
   * typed may only just have been opened: then as soon as it stands here.
   */
  function begin() {
    const first = forms.querySelector("[name=numbers], [name=text]");
    eager = !first;
    if (first instanceof HTMLElement) first.focus();
  }

  /** The next place on paper whose ballot this device has not typed over. @param {string} round */
  function nextVoter(round) {
    const voted = (put[round] ??= []);
    voted.push(who.value);
    const left = seats.find(({ seat }) => !voted.includes(seat));
    if (!left) return fill(sheet, { done: words("console.paper_voted_all") });
    who.value = left.seat;
    draw();
    begin();
  }

  /** What can be done in someone's name now, each in a form of its own. */
  function offered() {
    const kinds = flow.kinds().map((kind) => ({
      id: "card:" + kind.id,
      make: () =>
        createCardForm(desk, kind, async (card) => {
          const answer = await acts.perform({ type: "PostCard", ...card, language: likelyLanguage(card.text, "nl"), for_seat: who.value });
          if (answer.ok) saved("console.paper_posted");
          return answer.ok ? "" : answer.code;
        }),
    }));
    const ballots = flow.openRounds().map((held) => ({
      id: "round:" + held.id,
      make: () =>
        createBallot(held, words, async (answers, once) => {
          const answer = await acts.perform({ type: "PutBallot", round: held.id, answers, for_seat: who.value, once });
          if (!answer.ok) return answer.code;
          saved("console.paper_voted");
          nextVoter(held.id);
          return "";
        }),
    }));
    return [...ballots, ...kinds];
  }

  function draw() {
    if (!sheet.open) return;
    drawSeats();
    const fresh = who.value === NEW;
    const list = flow.session?.status === "lobby" ? [] : offered();
    fill(sheet, { new: fresh, nothing: !fresh && list.length === 0, next_person: !fresh, code: !fresh });
    const typing = forms.contains(document.activeElement);
    // Forms go by seat too: what was typed for one person is not another's.
    keyed(
      forms,
      fresh ? [] : list,
      (form) => form.id + ":" + who.value,
      (form) => form.make(),
    );
    // Who typed in a form that has gone would else type into nothing.
    if (eager || (typing && !forms.contains(document.activeElement))) begin();
  }

  /** With this code the person goes on with a phone of their own. */
  async function showCode() {
    const body = new URLSearchParams({ seat: who.value });
    const answer = await fetch("/c/" + boot.grant + "/code", { method: "POST", headers: { accept: "application/json" }, body, credentials: "same-origin" }).catch(() => null);
    const said = answer && answer.ok ? await answer.json() : null;
    fill(sheet, { told: said ? words("console.paper_code_is", { code: said.code }) : words("console.paper_code_none") });
  }

  function open() {
    fill(sheet, { done: null, told: null });
    sheet.showModal();
    drawSeats();
    if (!seats.length) who.value = NEW;
    else if (who.value === NEW) who.value = seats[0]?.seat ?? NEW;
    draw();
    begin();
  }

  return { draw, open };
}
