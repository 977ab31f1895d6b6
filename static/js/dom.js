/**
 * All that touches the page from templates: clone, fill, keep a list in step.
 *
 * Text goes in by `textContent` and attributes only, never as HTML.
 */

/**
 * A fresh copy of the one element in `<template id="…">`.
 *
 * @param {string} id
 * @returns {HTMLElement}
 */
export function clone(id) {
  const template = document.getElementById(id);
  if (!(template instanceof HTMLTemplateElement) || !template.content.firstElementChild) {
    throw new Error("no <template id=" + id + ">");
  }
  const copy = document.importNode(template.content.firstElementChild, true);
  return /** @type {HTMLElement} */ (copy);
}

/**
 * @typedef {{text: string, language?: string, dutch?: string | null}} Written words in the
 *   language they are in, "" for the page's own; with their Dutch, which stands under them
 * @typedef {string | number | boolean | null | undefined | Written} Filling
 */

/** How a text begins that the reader's language lacks: it is Dutch, in isolates. */
const LEFT_IN_DUTCH = "\u2066\u2060";

/**
 * Fills `data-slot="name"`: a string or number becomes its text and shows it,
 * null empties and hides it, a boolean shows or hides it as it is.
 * `data-set="attribute=name"` does the same for an attribute.
 *
 * A slot inside a `data-list` belongs to that list's items and is left alone.
 *
 * @param {Element} element
 * @param {{[slot: string]: Filling}} slots
 */
export function fill(element, slots) {
  for (const part of parts(element, "[data-slot]")) {
    const name = part.getAttribute("data-slot") || "";
    if (name in slots) put(/** @type {HTMLElement} */ (part), slots[name]);
  }
  for (const part of parts(element, "[data-set]")) {
    for (const pair of (part.getAttribute("data-set") || "").split(" ")) {
      const [attribute = "", name = ""] = pair.split("=");
      if (name in slots) set(part, attribute, slots[name]);
    }
  }
}

/** @param {Element} element @param {string} selector */
function parts(element, selector) {
  const found = Array.from(element.querySelectorAll(selector)).filter((part) => {
    const list = part.parentElement && part.parentElement.closest("[data-list]");
    return !list || !element.contains(list) || list === element;
  });
  return element.matches(selector) ? [element].concat(found) : found;
}

/** @param {HTMLElement} part @param {Filling} value */
function put(part, value) {
  const gone = value === null || value === undefined || value === false;
  if (part.hidden !== gone) part.hidden = gone;
  if (typeof value === "boolean") return;
  if (value && typeof value === "object") return putWritten(part, value);
  if (part.hasAttribute("data-written")) putWritten(part, { text: "" });
  const said = gone ? "" : String(value);
  const dutch = said.indexOf(LEFT_IN_DUTCH) === 0;
  const text = dutch ? said.slice(LEFT_IN_DUTCH.length, -1) : said;
  if (part.textContent !== text) part.textContent = text;
  if (dutch) {
    set(part, "lang", "nl");
    set(part, "data-left", true);
    if (!part.dir) part.dir = "ltr";
  } else if (part.hasAttribute("data-left")) {
    for (const name of ["lang", "data-left"]) part.removeAttribute(name);
    if (part.dir === "ltr") part.removeAttribute("dir");
  }
}

/** @param {HTMLElement} part @param {Written} written */
function putWritten(part, written) {
  const language = written.language || "";
  const dutch = written.dutch || "";
  const key = [language, dutch, written.text].join("\n");
  if (part.getAttribute("data-written") === key) return;
  set(part, "lang", language || null);
  set(part, "data-written", written.text ? key : null);
  part.textContent = written.text;
  if (!dutch) return;
  const beside = document.createElement("span");
  beside.className = "beside";
  beside.lang = "nl";
  beside.dir = "ltr";
  beside.textContent = dutch;
  part.appendChild(document.createTextNode(" "));
  part.appendChild(beside);
}

/**
 * Sets an attribute only if it changes; null, undefined and false take it away.
 *
 * @param {Element} element
 * @param {string} attribute
 * @param {Filling} value
 */
export function set(element, attribute, value) {
  if (value === null || value === undefined || value === false) {
    if (element.hasAttribute(attribute)) element.removeAttribute(attribute);
    return;
  }
  const text = value === true ? "" : String(typeof value === "object" ? value.text : value);
  if (element.getAttribute(attribute) !== text) element.setAttribute(attribute, text);
}

/**
 * Keeps the children of `container` in step with `items`, each known by its
 * key (`data-key`). Children that stay are never taken out of the page, so
 * focus, selection and half-typed text in them survive. A child without a key,
 * or with the key of one before it, belongs to no item and goes at once.
 *
 * @template T
 * @param {Element} container
 * @param {T[]} items
 * @param {(item: T) => string} key
 * @param {(item: T) => HTMLElement} make
 * @param {(element: HTMLElement, item: T) => void} [update]
 */
export function keyed(container, items, key, make, update) {
  /** @type {Map<string, HTMLElement>} */
  const there = new Map();
  for (const child of Array.from(container.children)) {
    const name = child.getAttribute("data-key");
    if (name === null || there.has(name)) child.remove();
    else there.set(name, /** @type {HTMLElement} */ (child));
  }
  const wanted = new Set(items.map(key));
  there.forEach((child, name) => {
    if (!wanted.has(name)) child.remove();
  });
  const focused = document.activeElement;
  let next = container.firstElementChild;
  for (const item of items) {
    const name = key(item);
    let element = there.get(name);
    // Two items with one key each get an element of their own.
    there.delete(name);
    if (!element) {
      element = make(item);
      element.setAttribute("data-key", name);
    }
    if (update) update(element, item);
    if (element === next) {
      next = next.nextElementSibling;
    } else if (next && focused && element.contains(focused)) {
      // Moving it would blur it: move those before it behind it instead.
      while (next && next !== element) {
        const passed = next;
        next = next.nextElementSibling;
        container.appendChild(passed);
      }
      next = element.nextElementSibling;
    } else {
      container.insertBefore(element, next);
    }
  }
}

/**
 * A descendant that the page is known to have.
 *
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLElement}
 */
export function find(root, selector) {
  const found = root.querySelector(selector);
  if (!found) throw new Error("nothing here matches " + selector);
  return /** @type {HTMLElement} */ (found);
}
