/**
 * Texts that are written during the session, sentence by sentence, above the
 * cards they come from. What is half written stays on this device.
 *
 * @typedef {import("./main.js").Desk} Desk
 * @typedef {import("../js/messages").BoardText} BoardText
 */

import { clone, fill, find, keyed } from "../js/dom.js";
import { hintsOn } from "../js/plain.js";
import { behind, restsOn } from "../js/reading.js";
import { recall, remember } from "./storage.js";

const MOST = 12;
/** Where the words stand that many people do not know. */
const HARD = "plain.hard.";

/** @param {Desk} desk */
export function createTexts(desk) {
  const { flow, words, model, acts } = desk;
  const root = find(document, "#panel-board > [data-list=texts]");
  /** The sentences being written, by text. @type {Map<string, {id: string, value: string}[]>} */
  const drafts = new Map();
  /** The cards that the text being written rests on, by text. @type {Map<string, Set<string>>} */
  const ties = new Map();
  let made = 0;
  const says = { long: words("console.hint_long"), hard: words("console.hint_hard") };
  /** @type {{[stem: string]: string}} */
  const plainer = {};
  for (const key of Object.keys(desk.boot.words).filter((one) => one.startsWith(HARD))) {
    plainer[key.slice(HARD.length)] = words(key);
  }

  const key = (/** @type {string} */ id) => "draft:" + desk.boot.grant + ":" + id;
  for (const { id } of desk.format.texts) {
    const kept = recall(key(id), /** @type {string[] | null} */ (null));
    if (kept) drafts.set(id, kept.map(fresh));
    if (kept) ties.set(id, new Set(recall(key(id) + ":ties", /** @type {string[]} */ ([]))));
  }

  /** @param {string} value */
  function fresh(value) {
    made += 1;
    return { id: "line-" + made, value };
  }
  /** @param {string} id */
  function keep(id) {
    remember(key(id), drafts.get(id)?.map((line) => line.value) ?? null);
    remember(key(id) + ":ties", drafts.has(id) ? [...(ties.get(id) ?? [])] : null);
  }

  /** @param {string} id */
  function edit(id) {
    if (!drafts.has(id)) {
      const lines = flow.lines(id);
      drafts.set(id, (lines.length ? lines : ["", "", ""]).map(fresh));
      ties.set(id, new Set(behind(model, id).map(([card]) => card)));
    }
    draw();
    // What was said before is what one writes from.
    document.querySelector("details.others")?.setAttribute("open", "");
    /** @type {HTMLElement | null} */ (root.querySelector(`[data-key="${CSS.escape(id)}"] textarea`))?.focus();
  }

  /** The cards that a text can rest on. @param {string} id */
  function candidates(id) {
    const kinds = desk.format.texts.find((text) => text.id === id)?.rests_on ?? [];
    return model
      .all("card")
      .filter(([, card]) => kinds.includes(card.kind) && card.text && card.hidden === null)
      .sort((one, other) => one[1].number - other[1].number);
  }

  /** @param {string} id */
  async function save(id) {
    const lines = (drafts.get(id) ?? []).map((line) => line.value.trim()).filter(Boolean);
    if (!lines.length) return;
    const there = new Set(candidates(id).map(([card]) => card));
    const rests_on = [...(ties.get(id) ?? [])].filter((card) => there.has(card));
    const answer = await acts.perform({ type: "WriteText", text: id, lines, rests_on }, words("console.text_saved"));
    if (answer.ok) drop(id);
  }
  /** @param {string} id */
  function drop(id) {
    drafts.delete(id);
    keep(id);
    desk.draw();
  }

  /** @param {BoardText} text */
  function make(text) {
    const element = clone("t-text");
    find(element, "[data-do=edit]").addEventListener("click", () => edit(text.id));
    find(element, "[data-do=cancel]").addEventListener("click", () => drop(text.id));
    find(element, "[data-do=add]").addEventListener("click", () => {
      drafts.get(text.id)?.push(fresh(""));
      keep(text.id);
      draw();
      [...element.querySelectorAll("textarea")].at(-1)?.focus();
    });
    find(element, "form").addEventListener("submit", (event) => {
      event.preventDefault();
      save(text.id);
    });
    return element;
  }

  /** @param {HTMLElement} element @param {BoardText} text */
  function drawText(element, text) {
    const draft = drafts.get(text.id);
    const lines = flow.lines(text.id);
    const version = model.get("text", text.id)?.version ?? 0;
    fill(element, {
      title: text.title,
      version: version > 1 ? words("console.text_version", { n: version }) : null,
      edit: draft || !text.written ? null : words(lines.length ? "console.text_edit" : "console.text_write"),
      empty: !draft && !lines.length,
      rests: draft ? null : restsOn(model, text.id, words),
      form: Boolean(draft),
    });
    const shown = (draft ? [] : lines).map((line, i) => ({ line, id: String(i) }));
    keyed(find(element, "[data-list=lines]"), shown, ({ id }) => id, () => clone("t-line"), (row, { line }) => {
      if (row.textContent !== line) row.textContent = line;
    });
    drawInputs(find(element, "[data-list=inputs]"), text.id, draft ?? []);
    const below = draft ? candidates(text.id) : [];
    fill(element, { behind: below.length > 0 });
    drawBehind(find(element, "[data-list=behind]"), text.id, below);
    find(element, "[data-do=add]").hidden = (draft ?? []).length >= MOST;
  }

  /** @param {Element} list @param {string} text @param {ReturnType<typeof candidates>} cards */
  function drawBehind(list, text, cards) {
    keyed(
      list,
      cards,
      ([id]) => id,
      ([id]) => {
        const row = clone("t-behind");
        find(row, "input").addEventListener("change", (event) => {
          const on = /** @type {HTMLInputElement} */ (event.target).checked;
          const named = ties.get(text) ?? new Set();
          if (on) named.add(id);
          else named.delete(id);
          ties.set(text, named);
          keep(text);
        });
        return row;
      },
      (row, [id, card]) => {
        fill(row, { text: card.text });
        /** @type {HTMLInputElement} */ (find(row, "input")).checked = ties.get(text)?.has(id) ?? false;
      },
    );
  }

  /** @param {Element} list @param {string} text @param {{id: string, value: string}[]} draft */
  function drawInputs(list, text, draft) {
    keyed(
      list,
      draft,
      (line) => line.id,
      (line) => {
        const row = clone("t-write");
        const area = /** @type {HTMLTextAreaElement} */ (find(row, "textarea"));
        area.value = line.value;
        area.addEventListener("input", () => {
          line.value = area.value;
          keep(text);
          hint(row, line.value);
        });
        for (const [name, by] of /** @type {[string, number][]} */ ([["up", -1], ["down", 1], ["drop", 0]])) {
          find(row, `[data-do=${name}]`).addEventListener("click", () => shift(text, line.id, by));
        }
        return row;
      },
      (row, line) => {
        const n = draft.indexOf(line) + 1;
        fill(row, {
          label: words("console.line", { n }),
          up: words("console.line_up", { n }),
          down: words("console.line_down", { n }),
          drop: words("console.line_drop", { n }),
        });
        hint(row, line.value);
        /** @type {HTMLButtonElement} */ (find(row, "[data-do=up]")).disabled = n === 1;
        /** @type {HTMLButtonElement} */ (find(row, "[data-do=down]")).disabled = n === draft.length;
      },
    );
  }

  /** How a sentence reads; it never stands in the way. @param {HTMLElement} row @param {string} text */
  function hint(row, text) {
    fill(row, { hint: hintsOn(text, plainer, says).join(" ") || null });
  }

  /** @param {string} text @param {string} id @param {number} by 0 takes it away */
  function shift(text, id, by) {
    const draft = drafts.get(text);
    const at = draft?.findIndex((line) => line.id === id) ?? -1;
    if (!draft || at < 0) return;
    const [line] = draft.splice(at, 1);
    if (by && line) draft.splice(at + by, 0, line);
    keep(text);
    draw();
  }

  /** In the lobby, those that someone has begun to put in. */
  function prepared() {
    return desk.format.texts.filter(({ id, written }) => written && (drafts.has(id) || flow.lines(id).length));
  }

  /** Texts of this phase; in a break, those of the next one, which is when they are written. */
  function draw() {
    const live = flow.session?.status === "live" || flow.session?.status === "paused";
    const ahead = flow.phase?.pause ? flow.textsOf(flow.following).filter((text) => text.written) : [];
    const lobby = flow.session?.status === "lobby";
    const texts = live ? [...flow.texts(), ...ahead] : lobby ? prepared() : [];
    desk.writing = texts.length > 0;
    keyed(root, texts, (text) => text.id, make, drawText);
  }

  return { draw, edit };
}
