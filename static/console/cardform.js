/**
 * A card typed over from paper: its text first, a link that its kind cannot do
 * without, and the rest only for who wants it.
 *
 * @typedef {import("./main.js").Desk} Desk
 * @typedef {import("../js/messages").Kind} Kind
 * @typedef {import("../js/messages").Field} Field
 * @typedef {import("../js/messages").LinkKind} LinkKind
 * @typedef {{kind: string, text: string, fields: {[id: string]: string}, links: {[id: string]: string[]}, anonymous: boolean, to_lead: boolean}} Typed
 */

import { clone, fill, find } from "../js/dom.js";
import { thingsIn, topOf } from "../js/reading.js";

/**
 * @param {Desk} desk
 * @param {Kind} kind
 * @param {(card: Typed) => Promise<string>} post the code of a refusal, or none when it is on the board
 */
export function createCardForm(desk, kind, post) {
  const { words } = desk;
  const form = /** @type {HTMLFormElement} */ (clone("t-paper-card"));
  const text = /** @type {HTMLTextAreaElement} */ (find(form, "textarea"));
  fill(form, { title: kind.label, choice: kind.sender === "choice" });
  text.maxLength = kind.limit;
  text.defaultValue = kind.start ?? "";
  find(form, "[data-list=links]").append(...kind.links.map(linkField));
  find(form, "[data-list=fields]").append(...kind.fields.map(plainField));
  find(form, "details").hidden = kind.fields.length === 0;

  // One line is a card: Enter puts it on the board, and the next one begins.
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  /** A text that lies there already, and was not sent twice on purpose. */
  let told = "";

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    // The browser's own bubble speaks the language of the browser, not ours.
    const right = form.checkValidity();
    fill(form, { fault: right ? null : words("console.fill_in") });
    if (!right) return /** @type {HTMLElement} */ (find(form, ":invalid:not(fieldset)")).focus();
    const data = new FormData(form);
    const said = (/** @type {string} */ name) => data.getAll(name).map(String).filter(Boolean);
    /** @type {Typed} */
    const card = {
      kind: kind.id,
      text: text.value,
      fields: Object.fromEntries(
        kind.fields.flatMap((field) => {
          const value = said("field:" + field.id).join(" ");
          return value ? [[field.id, value]] : [];
        }),
      ),
      links: Object.fromEntries(
        kind.links.flatMap((link) => {
          const chosen = said("link:" + link.id);
          return chosen.length ? [[link.id, chosen]] : [];
        }),
      ),
      anonymous: data.has("anonymous"),
      to_lead: data.has("to_lead"),
    };
    const there = thereAlready(card);
    if (there && told !== card.text) {
      told = card.text;
      fill(form, { fault: words("console.paper_there", { n: there }) });
      return;
    }
    told = "";
    const refused = await post(card);
    // What looks like data of a person is changed, or goes to who leads alone.
    const stopped = refused === "personal_data";
    fill(form, { aside: stopped, fault: stopped ? words("refusals.personal_data") : null });
    if (refused) return;
    form.reset();
    text.focus();
  });
  return form;

  /** The number of a card that says the same: perhaps it is the same paper. @param {Typed} card */
  function thereAlready({ text: said }) {
    const same = (/** @type {string | null} */ one) => (one ?? "").trim().toLowerCase() === said.trim().toLowerCase();
    const found = desk.model.all("card").find(([, one]) => one.kind === kind.id && one.origin !== "brought" && same(one.text));
    return found ? found[1].number : 0;
  }

  /** @param {Field} field */
  function plainField(field) {
    const element = clone("t-field");
    fill(element, { label: field.label });
    if (field.type === "text") {
      const input = document.createElement("input");
      input.maxLength = field.limit;
      input.name = "field:" + field.id;
      element.append(input);
      return element;
    }
    const several = field.type === "organisations";
    const options = several
      ? Object.entries(desk.model.names.organisations).map(([id, label]) => ({ id, label }))
      : field.options;
    element.append(select("field:" + field.id, options, several, false));
    return element;
  }

  /** @param {LinkKind} link */
  function linkField(link) {
    const element = clone("t-field");
    fill(element, { label: link.label });
    element.append(select("link:" + link.id, targets(desk, link), false, link.least > 0));
    return element;
  }

  /** @param {string} name @param {{id: string, label: string}[]} options @param {boolean} several @param {boolean} needed */
  function select(name, options, several, needed) {
    const box = document.createElement("select");
    box.name = name;
    box.multiple = several;
    box.required = needed;
    if (!several) box.append(new Option(words("console.choose_one"), ""));
    box.append(...options.map(({ id, label }) => new Option(label, id)));
    return box;
  }
}

/** What a link may point at: a zone's bundles and loose cards, or the top of a vote. @param {Desk} desk @param {LinkKind} link */
function targets({ model }, link) {
  const things = link.zone ? thingsIn(model, link.zone) : link.poll ? topOf(model, link.poll, link.top) : [];
  return things.map(({ id, text }) => ({ id, label: text ?? "" }));
}
