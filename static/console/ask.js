/**
 * Questions to the one who leads, in a native dialog: yes or no, a short text,
 * or one of a few. Each answers a promise; null or false is "no".
 *
 * @typedef {{id: string, label: string}} Choice
 */

import { clone, fill, find, keyed, set } from "../js/dom.js";

/**
 * @param {{title: string, lines?: string[], yes: string, no?: string, danger?: boolean}} question
 * @param {(show: (lines: string[]) => void) => (() => void)} [live] changes the lines while it stands there; answers how to stop
 * @returns {Promise<boolean>}
 */
export function confirm(question, live) {
  const dialog = open("t-ask", question);
  const list = find(dialog, "[data-list=lines]");
  /** @param {string[]} lines */
  const show = (lines) =>
    keyed(list, lines, (line) => line, (line) => Object.assign(document.createElement("p"), { textContent: line }));
  show(question.lines ?? []);
  find(dialog, "[data-slot=yes]").classList.toggle("danger", question.danger ?? false);
  const stop = live?.(show);
  return closed(dialog).then((answer) => {
    stop?.();
    return answer === "yes";
  });
}

/**
 * A short text; or one of `choices` instead of it, never both.
 *
 * @param {{title: string, help?: string, label: string, value?: string, most: number, yes: string, empty?: boolean, choices?: string[]}} question
 * @returns {Promise<string | null>}
 */
export function askText(question) {
  const dialog = open("t-ask-text", { ...question, help: question.help ?? null });
  const input = /** @type {HTMLInputElement} */ (find(dialog, "input[name=value]"));
  input.maxLength = question.most;
  input.value = question.value ?? "";
  input.select();
  let picked = "";
  const choices = find(dialog, "[data-list=choices]");
  /** @param {string} text */
  function pick(text) {
    picked = text;
    if (text) fill(dialog, { fault: null });
    for (const button of choices.children) set(button, "aria-pressed", String(button.textContent === text));
  }
  keyed(choices, question.choices ?? [], (text) => text, (text) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text;
    button.addEventListener("click", () => {
      input.value = "";
      pick(text);
    });
    return button;
  });
  pick("");
  input.addEventListener("input", () => pick(""));
  const text = () => input.value.trim() || picked;
  mustHave(dialog, input, () => question.empty || text() !== "");
  return closed(dialog).then((answer) => (answer === "yes" ? text() : null));
}

/**
 * A text that may have more than one line, such as a card's.
 *
 * @param {{title: string, help?: string, label: string, value?: string, most: number, yes: string}} question
 * @returns {Promise<string | null>}
 */
export function askPassage(question) {
  const dialog = open("t-ask-lines", { ...question, help: question.help ?? null });
  const area = /** @type {HTMLTextAreaElement} */ (find(dialog, "textarea"));
  area.maxLength = question.most;
  area.value = question.value ?? "";
  mustHave(dialog, area, () => area.value.trim() !== "");
  return closed(dialog).then((answer) => (answer === "yes" ? area.value.trim() : null));
}

/**
 * Several lines, such as a list that is pasted. `save` answers what is wrong
 * with them, or null when it is done; the dialog stays while something is.
 *
 * @param {{title: string, help?: string, label: string, yes: string}} question
 * @param {(lines: string[]) => Promise<string | null>} save
 */
export function askLines(question, save) {
  const dialog = open("t-ask-lines", { ...question, help: question.help ?? null });
  const area = /** @type {HTMLTextAreaElement} */ (find(dialog, "textarea"));
  const lines = () => area.value.split("\n").map((line) => line.trim()).filter(Boolean);
  const empty = find(dialog, "[data-slot=fault]").textContent;
  let busy = false;
  find(dialog, "form").addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    const wrong = lines().length ? await save(lines()) : empty;
    busy = false;
    if (wrong === null) dialog.close("yes");
    else fault(dialog, area, wrong);
  });
  return closed(dialog);
}

/**
 * Says in our own words that something is missing: the browser's own bubble
 * speaks the language of the browser.
 *
 * @param {HTMLDialogElement} dialog
 * @param {HTMLElement} field
 * @param {() => boolean} there
 */
function mustHave(dialog, field, there) {
  const said = find(dialog, "[data-slot=fault]").textContent ?? "";
  find(dialog, "form").addEventListener("submit", (event) => {
    if (there()) return;
    event.preventDefault();
    fault(dialog, field, said);
  });
}

/** @param {HTMLDialogElement} dialog @param {HTMLElement} field @param {string} text */
function fault(dialog, field, text) {
  fill(dialog, { fault: text });
  set(field, "aria-invalid", "true");
  field.focus();
}

/**
 * @param {{title: string, help?: string, choices: Choice[], yes: string}} question
 * @returns {Promise<string | null>}
 */
export function askChoice(question) {
  const dialog = open("t-ask-choice", { ...question, help: question.help ?? null });
  keyed(find(dialog, "[data-list=choices]"), question.choices, (one) => one.id, (one) => {
    const row = clone("t-ask-row");
    fill(row, { label: one.label });
    const input = /** @type {HTMLInputElement} */ (find(row, "input"));
    input.value = one.id;
    input.checked = one === question.choices[0];
    return row;
  });
  const form = /** @type {HTMLFormElement} */ (find(dialog, "form"));
  return closed(dialog).then((answer) => {
    const value = new FormData(form).get("value");
    return answer === "yes" && typeof value === "string" ? value : null;
  });
}

/**
 * Some of many: ticked, at least one and no more than `most`.
 *
 * @param {{title: string, help?: string, choices: Choice[], chosen: string[], most: number, count: (n: number) => string, yes: string}} question
 * @returns {Promise<string[] | null>}
 */
export function askSome(question) {
  const dialog = open("t-ask-some", { ...question, help: question.help ?? null });
  const begun = question.chosen.slice(0, question.most);
  const list = find(dialog, "[data-list=choices]");
  keyed(list, question.choices, (one) => one.id, (one) => {
    const row = clone("t-ask-tick");
    fill(row, { label: one.label });
    const input = /** @type {HTMLInputElement} */ (find(row, "input"));
    input.value = one.id;
    input.checked = begun.includes(one.id);
    return row;
  });
  const inputs = () => /** @type {HTMLInputElement[]} */ (Array.from(list.querySelectorAll("input")));
  const ticked = () => inputs().filter((input) => input.checked);
  function draw() {
    const n = ticked().length;
    fill(dialog, { count: question.count(n) });
    // Not out of reach for who asks what else there is: it says that it is full.
    for (const input of inputs()) input.disabled = !input.checked && n >= question.most;
  }
  list.addEventListener("change", draw);
  draw();
  mustHave(dialog, list, () => ticked().length > 0);
  return closed(dialog).then((answer) => (answer === "yes" ? ticked().map((input) => input.value) : null));
}

let dialogs = 0;

/** @param {string} template @param {{[slot: string]: any}} slots */
function open(template, slots) {
  const dialog = /** @type {HTMLDialogElement} */ (clone(template));
  fill(dialog, slots);
  const title = find(dialog, "h2");
  dialogs += 1;
  title.id = "ask-" + dialogs;
  dialog.setAttribute("aria-labelledby", title.id);
  find(dialog, "[data-do=close]").addEventListener("click", () => dialog.close());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** @param {HTMLDialogElement} dialog @returns {Promise<string>} */
function closed(dialog) {
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue);
    });
  });
}
