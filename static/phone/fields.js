/**
 * What a kind of card asks besides its text: what it points at, and its fields.
 *
 * @typedef {import("./page.js").Page} Page
 * @typedef {import("../js/messages").Kind} Kind
 * @typedef {import("../js/messages").Field} Field
 * @typedef {import("../js/messages").LinkKind} LinkKind
 * @typedef {{id: string, text: string, said?: import("../js/dom.js").Filling, note?: string}} Option
 * @typedef {{fields: {[id: string]: string}, links: {[id: string]: string[]}}} Filled
 */

import { clone, fill, find, keyed, set } from "../js/dom.js";
import { byId, thingsIn, topOf, written } from "../js/reading.js";
import { check, freshId } from "./frame.js";

/**
 * What a link may point at: the top of a vote, or what lies in a zone. Before
 * there is a result, all that could be voted on.
 *
 * @param {Page} page
 * @param {LinkKind} link
 * @returns {Option[]}
 */
export function targetsOf(page, link) {
  const poll = byId(page.format.polls, link.poll);
  const top = poll ? topOf(page.model, poll.id, link.top) : [];
  if (top.length) return top.map((option) => ({ id: option.id, text: option.text || "", said: written(option) }));
  const zone = link.zone || (poll && poll.zone);
  return zone ? thingsIn(page.model, zone) : [];
}

/** What is chosen and still there to choose. @param {Page} page @param {LinkKind} link @param {Filled} filled */
export function chosenOf(page, link, filled) {
  const ids = targetsOf(page, link).map((option) => option.id);
  return (filled.links[link.id] || []).filter((id) => ids.indexOf(id) >= 0);
}

/**
 * A list to choose from: one, or several. Once all is chosen that can be, it
 * may fold to that, so that what comes next is in sight.
 *
 * @param {{label: string, many: boolean, foldsAt: number}} how `foldsAt`: chosen so many, it folds; 0 is never
 * @param {(chosen: string[]) => void} onChange
 */
export function makeChoices(how, onChange) {
  const element = clone("phone-choices");
  const name = freshId();
  const list = find(element, "[data-list=choices]");
  const chosenLine = find(element, "[data-part=chosen]");
  let open = true;
  /** @type {Option[]} */
  let options = [];
  /** @type {string[]} */
  let chosen = [];

  list.addEventListener("change", () => {
    const inputs = Array.from(list.querySelectorAll("input"));
    chosen = inputs.filter((input) => input.checked).map((input) => input.value);
    open = !how.foldsAt || chosen.length < how.foldsAt;
    onChange(chosen);
    draw(options, chosen);
    if (!open) find(chosenLine, "button").focus();
  });
  find(chosenLine, "button").addEventListener("click", () => {
    open = true;
    draw(options, chosen);
    const input = list.querySelector("input:checked") || list.querySelector("input");
    if (input instanceof HTMLElement) input.focus();
  });

  /** @param {Option[]} next @param {string[]} picked */
  function draw(next, picked) {
    options = next;
    chosen = picked.filter((id) => next.some((option) => option.id === id));
    const folded = chosen.length > 0 && !open;
    fill(element, { label: how.label });
    list.hidden = folded;
    chosenLine.hidden = !folded;
    const titles = next.filter((option) => chosen.indexOf(option.id) >= 0).map((one) => one.text);
    fill(element, { chosen: titles.join(" · ") });
    keyed(
      list,
      next,
      (option) => option.id,
      (option) => {
        const row = clone(how.many ? "phone-check" : "phone-choice");
        fill(row, { name, value: option.id });
        return row;
      },
      (row, option) => {
        fill(row, { text: option.said || option.text, note: option.note || null });
        check(row, chosen.indexOf(option.id) >= 0);
      },
    );
  }
  return {
    element,
    draw,
    fold() {
      open = false;
    },
  };
}

/**
 * The links of a kind, as lists to choose from.
 *
 * @param {Page} page
 * @param {HTMLElement} container
 * @param {LinkKind[]} links
 * @param {Filled} filled changed in place
 * @param {() => void} onChange
 */
export function makeLinks(page, container, links, filled, onChange) {
  const parts = links.map((link) => {
    const one = link.most === 1;
    const choices = makeChoices(
      { label: link.label, many: !one, foldsAt: link.least > 0 ? link.most : 0 },
      (chosen) => {
        filled.links[link.id] = chosen.slice(0, link.most);
        onChange();
      },
    );
    if (link.least > 0 && (filled.links[link.id] || []).length >= link.most) choices.fold();
    container.appendChild(choices.element);
    return { link, choices };
  });
  return () => {
    for (const { link, choices } of parts) {
      const targets = targetsOf(page, link);
      choices.element.hidden = !targets.length;
      choices.draw(targets, filled.links[link.id] || []);
    }
  };
}

/**
 * The fields of a kind; none is obligatory.
 *
 * @param {Page} page
 * @param {HTMLElement} container
 * @param {Field[]} fields
 * @param {Filled} filled changed in place
 */
export function makeFields(page, container, fields, filled) {
  for (const field of fields) {
    const had = filled.fields[field.id] || "";
    if (field.type === "text") {
      const element = clone("phone-field");
      fill(element, { label: field.label, id: freshId() });
      const input = /** @type {HTMLTextAreaElement} */ (find(element, "textarea"));
      input.value = had;
      input.addEventListener("input", () => (filled.fields[field.id] = input.value));
      container.appendChild(element);
      continue;
    }
    const many = field.type === "organisations";
    /** @type {Option[]} */
    const options = many ? organisations(page) : field.options.map((choice) => ({ id: choice.id, text: choice.label, said: page.beside(choice.label) }));
    if (!many) options.push({ id: "", text: page.words("phone.field_none") });
    const choices = makeChoices({ label: field.label, many, foldsAt: 0 }, (chosen) => {
      filled.fields[field.id] = chosen.filter(Boolean).join(" ");
    });
    choices.draw(options, many ? had.split(" ") : [had]);
    choices.element.classList.toggle("choices-short", !many);
    container.appendChild(choices.element);
  }
}

/** @param {Page} page @returns {Option[]} */
export function organisations(page) {
  return Object.entries(page.model.names.organisations)
    .map(([id, text]) => ({ id, text }))
    .sort((one, other) => one.text.localeCompare(other.text, "nl"));
}

/** Only what was filled in. @param {Filled} filled @returns {Filled} */
export function told(filled) {
  const fields = Object.entries(filled.fields).filter(([, value]) => value.trim());
  const links = Object.entries(filled.links).filter(([, ids]) => ids.length);
  return { fields: Object.fromEntries(fields), links: Object.fromEntries(links) };
}

/**
 * A text area that grows with what is in it, and counts down near its limit.
 *
 * @param {Page} page
 * @param {HTMLElement} root with `data-part=text` and the slot `count`
 * @param {number} limit
 * @param {(text: string) => void} onText
 */
export function makeWriting(page, root, limit, onText) {
  const area = /** @type {HTMLTextAreaElement} */ (find(root, "[data-part=text]"));
  const label = find(root, "[data-part=label]");
  area.id = freshId();
  set(label, "for", area.id);
  const count = find(root, "[data-slot=count]");
  count.id = freshId();
  set(area, "aria-describedby", count.id);

  function measure() {
    // Code points, as the server counts them.
    const left = limit - Array.from(area.value).length;
    const text =
      left < 0
        ? page.words.count("phone.chars_over", -left)
        : left < 40
          ? page.words.count("phone.chars_left", left)
          : null;
    fill(root, { count: text });
    set(area, "aria-invalid", left < 0 ? "true" : null);
    area.style.height = "auto";
    area.style.height = area.scrollHeight + 4 + "px";
  }
  area.addEventListener("input", () => {
    measure();
    onText(area.value);
  });
  return {
    area,
    measure,
    /** @param {string} text */
    put(text) {
      if (area.value !== text) area.value = text;
      measure();
    },
    tooLong: () => Array.from(area.value).length > limit,
  };
}
