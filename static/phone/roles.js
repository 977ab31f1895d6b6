/**
 * Taking up one of the cards on the board: pick one, see who is there, say how.
 * And "nu even niet", for who takes nothing up.
 *
 * @typedef {import("./page.js").Page} Page
 * @typedef {import("./page.js").Place} Place
 * @typedef {import("./page.js").Screen} Screen
 */

import { clone, fill, find, keyed, set } from "../js/dom.js";
import { cardsOfKind, claimantsOf } from "../js/places.js";
import { byId, organisationName, written } from "../js/reading.js";
import { makeTaking } from "./claim.js";
import { drawAsk, drawFoot, freshId } from "./frame.js";

/** @param {Page} page @param {() => Place} where @returns {Screen} */
export function makeRoles(page, where) {
  const element = clone("phone-roles");
  const list = clone("phone-role-list");
  const { words, model } = page;
  const kind = byId(page.format.kinds, where().stop.step.kind);
  const forms = kind ? kind.forms : [];
  const reason = /** @type {HTMLInputElement} */ (find(list, "[data-part=reason] input"));
  let chosen = "";
  let writing = false;
  /** @type {Screen | null} */
  let taking = null;
  const name = freshId();
  set(reason, "id", name);
  fill(list, { "reason-for": name });

  function back() {
    const was = chosen;
    chosen = "";
    taking = null;
    page.redraw();
    // Where one came from, also for who cannot see it.
    Promise.resolve().then(() => {
      const button = list.querySelector('[data-card="' + was + '"]');
      if (button instanceof HTMLElement) button.focus();
    });
  }

  list.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-card]") : null;
    if (!button) return;
    chosen = button.getAttribute("data-card") || "";
    const card = chosen;
    taking = makeTaking(page, where, {
      id: card,
      forms,
      places: 0,
      label: () => textOf(card),
      help: () => (kind ? kind.label : ""),
      back,
    });
    page.redraw();
    window.scrollTo(0, 0);
  });
  find(list, "[data-part=reason]").addEventListener("submit", (event) => {
    event.preventDefault();
    page.send({ type: "SayNotNow", reason: reason.value.trim() });
    writing = false;
    page.redraw();
  });

  /** @param {string} id */
  function textOf(id) {
    const card = model.get("card", id);
    return (card && card.text) || "";
  }

  function draw() {
    if (taking && !model.get("card", chosen)) back();
    const shown = taking ? taking.element : list;
    if (element.firstChild !== shown) {
      while (element.firstChild) element.removeChild(element.firstChild);
      element.appendChild(shown);
      if (taking) find(shown, "h1").focus();
    }
    if (taking) taking.draw();
    else drawList();
  }

  function drawList() {
    const phase = page.phase();
    const mine = model.mine;
    const own = mine && mine.organisation;
    drawAsk(page, list, { question: phase ? phase.question : "", help: phase && phase.help }, where());
    const cards = kind ? cardsOfKind(model, kind.id) : [];
    let takes = 0;
    keyed(
      find(list, "[data-list=cards]"),
      cards,
      ([id]) => id,
      ([id]) => {
        const row = clone("phone-role");
        find(row, "button").setAttribute("data-card", id);
        return row;
      },
      (row, [id, card]) => {
        const held = claimantsOf(model, id);
        const ours = held.find((one) => one.organisation === own);
        if (ours) takes += 1;
        const led = held.filter((one) => leads(one.form));
        const who = led.map((one) => organisationName(model, one.organisation)).filter(Boolean);
        const others = held.length - led.length;
        fill(row, {
          text: written(card),
          led: led.length ? words("phone.role_led", { name: who.join(", ") }) : hasLead() ? words("phone.role_unled") : null,
          others: others ? words.count("phone.role_others", others) : null,
          ours: ours ? words("phone.role_ours", { form: labelOf(ours.form) }) : null,
          confirmed: card.confirmed,
        });
        row.classList.toggle("is-chosen", Boolean(ours));
      },
    );
    const not = mine ? mine.not_now : null;
    fill(list, {
      note: !own ? words("phone.claim_no_organisation") : cards.length ? null : words("phone.role_none"),
      "not-now": Boolean(own) && takes === 0 && not === null && !writing,
      "said-not": not !== null && takes === 0 ? words("phone.not_now_said") : null,
    });
    find(list, "[data-part=reason]").hidden = !writing;
    const sent = page.sent("SayNotNow");
    const last = sent[sent.length - 1];
    const problem = last && last.state === "failed" ? page.refusal(last) : "";
    drawFoot(page, list, where(), { problem });
  }

  /** @param {string} id */
  function leads(id) {
    const form = byId(forms, id);
    return form !== null && form.leads;
  }
  function hasLead() {
    return forms.some((form) => form.leads);
  }
  /** @param {string} id */
  function labelOf(id) {
    const form = byId(forms, id);
    return form ? form.label : "";
  }

  return {
    element,
    draw,
    writing: () => writing && reason.value.trim() !== "",
    actions: {
      "not-now"() {
        writing = true;
        page.redraw();
        Promise.resolve().then(() => reason.focus());
      },
      back,
    },
  };
}
