/**
 * My cards: where each stands on its way, and what I can do about it. A card that
 * was taken away can be put back, as a new one: its text is gone from the board.
 *
 * @typedef {import("./page.js").Page} Page
 * @typedef {import("../js/messages").CardEntity} CardEntity
 * @typedef {import("../js/messages").Kind} Kind
 * @typedef {import("./fields.js").Filled} Filled
 * @typedef {import("../js/outbox.js").Entry} Entry
 * @typedef {{
 *   id: string, card: CardEntity, state: "sending" | "again" | "saved" | "failed", ref: string,
 *   reason: string, gone: boolean, standing: boolean,
 * }} Row
 */

import { clone, fill, find, keyed, set } from "../js/dom.js";
import { drawCard } from "../js/pieces.js";
import { byId } from "../js/reading.js";
import { makeFields, makeLinks, makeWriting, told } from "./fields.js";
import { GONE, ofCard } from "./kept.js";
import { ASIDE, personalIn, whyPersonal, wordsOf } from "./personal.js";

/**
 * @param {Page} page
 * @param {HTMLElement} root with the list `own`
 * @param {(card: CardEntity) => boolean} mineHere
 */
export function makeOwn(page, root, mineHere) {
  const { words, model, outbox } = page;
  /** @type {Map<string, CardEntity>} cards taken away just now, by id */
  const away = new Map();
  /** @type {{id: string, card: CardEntity, filled: Filled & {text: string}, problem: string} | null} */
  let editing = null;

  /** @returns {Row[]} */
  function rows() {
    const mine = model.mine;
    const cards = mine ? Object.entries(mine.cards).filter(([, card]) => mineHere(card)) : [];
    const standing = cards.map(([id, card]) => standingRow(id, card));
    const there = arrived();
    const waiting = page
      .sent("PostCard")
      .filter((entry) => there.indexOf(entry.ref) < 0)
      .map((entry) => ({ entry, card: cardOf(entry.command) }))
      .filter(({ card, entry }) => mineHere(card) && !(mine && entry.made && mine.cards[entry.made]))
      .map(({ entry, card }) => ({
        id: entry.ref,
        card,
        state: stateOf(entry),
        ref: entry.ref,
        reason: entry.state === "failed" ? page.refusal(entry) : "",
        gone: false,
        standing: false,
      }));
    const gone = Array.from(away)
      .filter(([id, card]) => mineHere(card) && !(mine && mine.cards[id]))
      .map(([id, card]) => row(id, card, "saved", { gone: true }));
    return standing.concat(gone, waiting).reverse();
  }

  /**
   * What the board has already, though the line was lost before its answer came:
   * the same card must not stand here twice.
   */
  function arrived() {
    const cards = model.mine ? Object.entries(model.mine.cards) : [];
    const sent = page.sent("PostCard");
    const taken = new Set(sent.map((entry) => entry.made));
    return sent
      .filter((entry) => {
        const { kind, text } = entry.command;
        const before = entry.info && entry.info.before;
        if (entry.state !== "sending" || !before) return false;
        const found = cards.find(([id, card]) => {
          return card.kind === kind && card.text === text && before.indexOf(id) < 0 && !taken.has(id);
        });
        if (found) taken.add(found[0]);
        return found !== undefined;
      })
      .map((entry) => entry.ref);
  }

  /** @param {string} id @param {CardEntity} card @returns {Row} */
  function standingRow(id, card) {
    const edits = page.sent("EditCard").filter((entry) => entry.command.card === id);
    const withdrawn = page.sent("WithdrawCard").filter((entry) => entry.command.card === id);
    const last = edits.concat(/** @type {any} */ (withdrawn)).pop();
    if (!last || last.state === "saved") return row(id, card, "saved", {});
    const { command } = last;
    const isEdit = /** @type {string} */ (command.type) === "EditCard";
    const drawn = isEdit
      ? Object.assign({}, card, { text: command.text, fields: command.fields, links: command.links })
      : card;
    if (last.state === "failed") {
      return row(id, drawn, "failed", { ref: last.ref, reason: page.refusal(last) });
    }
    return row(id, drawn, stateOf(last), { gone: !isEdit });
  }

  /** Sending, but given back for now, is something else to look at. @param {Entry} entry @returns {Row["state"]} */
  function stateOf(entry) {
    return entry.state === "sending" && entry.code ? "again" : entry.state;
  }

  /** @param {string} id @param {CardEntity} card @param {Row["state"]} state @param {Partial<Row>} more @returns {Row} */
  function row(id, card, state, more) {
    return Object.assign({ id, card, state, ref: "", reason: "", gone: false, standing: true }, more);
  }

  /** A card as it will be, of what was sent. @param {import("../js/messages").PostCard} command @returns {CardEntity} */
  function cardOf(command) {
    const kind = byId(page.format.kinds, command.kind);
    const mine = model.mine;
    return {
      seq: 0,
      number: 0,
      zone: kind ? kind.zone : "",
      kind: command.kind,
      text: command.text,
      fields: command.fields || {},
      links: command.links || {},
      organisation: command.anonymous ? null : mine && mine.organisation,
      seat: null,
      anonymous: Boolean(command.anonymous),
      adopters: 0,
      cluster: null,
      edited: false,
      late: false,
      locked: false,
      hidden: null,
      veiled: false,
      origin: null,
      confirmed: false,
      source: null,
      entered: false,
      standing: "",
      language: command.language || "",
      dutch: null,
    };
  }

  /** What was changed and not sent stays on this phone. @param {import("./drafts.js").Reason | null} reason */
  function keep(reason) {
    if (!editing) return;
    const { id, card, filled } = editing;
    editing = null;
    const { fields, links } = told(filled);
    if (!filled.text.trim() || (!reason && filled.text === card.text)) return;
    page.drafts.keepText(ofCard(id, card, page.visit(), { text: filled.text, fields, links }, reason));
    page.redraw();
  }

  function draw() {
    const all = rows();
    // The card may be taken away while its text is changed: that text is not.
    const begun = editing;
    if (begun && model.mine && !all.some((one) => one.id === begun.id)) keep(GONE);
    root.hidden = !all.length;
    keyed(
      find(root, "[data-list=own]"),
      all,
      (one) => one.id,
      () => clone("phone-own"),
      drawRow,
    );
  }

  /** @param {HTMLElement} element @param {Row} one */
  function drawRow(element, one) {
    const saved = one.state === "saved" && !one.gone;
    drawCard(find(element, ".card"), page, one.card, {
      more: true,
      state: one.state,
      stateText: one.gone ? words("phone.withdrawn") : words("phone.state_" + (waits(one) ? "waiting" : one.state)),
    });
    element.classList.toggle("is-gone", one.gone);
    set(element, "data-state", one.state);
    const kind = byId(page.format.kinds, one.card.kind);
    const open = editing !== null && editing.id === one.id;
    const free = saved && one.standing && !open && !one.card.locked;
    fill(element, {
      reason: one.reason || cardNote(one.card) || null,
      retry: one.state === "failed",
      more: free && kind !== null && asksMore(kind, one.card),
      edit: free,
      withdraw: free || (one.state === "failed" && !one.standing),
      restore: one.gone,
    });
    find(element, "[data-slot=reason]").classList.toggle("warn", one.state === "failed");
    drawEdit(find(element, "[data-part=edit]"), one, open);
  }

  /** It can go nowhere before there is a line again. @param {Row} one */
  function waits(one) {
    return page.away() && (one.state === "sending" || one.state === "again");
  }

  /** @param {CardEntity} card */
  function cardNote(card) {
    if (card.hidden !== null) return words(card.hidden === ASIDE ? "phone.card_aside" : "phone.card_hidden");
    if (card.veiled) return words("phone.card_veiled");
    return card.locked ? words("phone.card_locked") : "";
  }

  /** There is more to tell, and nothing of it was told yet. @param {Kind} kind @param {CardEntity} card */
  function asksMore(kind, card) {
    const free = kind.links.filter((link) => link.least === 0);
    const begun = Object.keys(card.fields).length > 0 || free.some((link) => (card.links[link.id] || []).length > 0);
    return kind.fields.length + free.length > 0 && !begun;
  }

  /** @param {HTMLElement} part @param {Row} one @param {boolean} open */
  function drawEdit(part, one, open) {
    const form = part.firstElementChild;
    if (!open || !editing) {
      if (form) part.removeChild(form);
      return;
    }
    if (!form) part.appendChild(makeForm(one, editing));
    fill(/** @type {Element} */ (part.firstElementChild), { problem: editing.problem || null });
  }

  /** @param {Row} one @param {NonNullable<typeof editing>} begun */
  function makeForm(one, begun) {
    const form = clone("phone-edit");
    const kind = byId(page.format.kinds, one.card.kind);
    const limit = kind ? kind.limit : 280;
    const writing = makeWriting(page, form, limit, (text) => (begun.filled.text = text));
    const drawLinks = makeLinks(page, find(form, "[data-list=links]"), kind ? kind.links : [], begun.filled, () => {});
    makeFields(page, find(form, "[data-list=fields]"), kind ? kind.fields : [], begun.filled);
    drawLinks();
    writing.put(begun.filled.text);
    Promise.resolve().then(() => {
      writing.measure();
      writing.area.focus();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (writing.tooLong()) begun.problem = words("refusals.too_long", { limit });
      else if (!begun.filled.text.trim()) begun.problem = words("phone.write_first");
      else if (stopped(one, begun)) begun.problem = whyPersonal(page, stopped(one, begun));
      else return save(one, begun.filled);
      page.redraw();
    });
    return form;
  }

  /** What came to stand in a card that all read. @param {Row} one @param {NonNullable<typeof editing>} begun */
  function stopped(one, begun) {
    if (one.card.hidden !== null) return "";
    const had = personalIn(wordsOf(one.card));
    return personalIn(wordsOf(begun.filled)).filter((code) => had.indexOf(code) < 0)[0] || "";
  }

  /** @param {Row} one @param {Filled & {text: string}} filled */
  function save(one, filled) {
    const { fields, links } = told(filled);
    const { kind, anonymous, language } = one.card;
    page.send({ type: "EditCard", card: one.id, text: filled.text.trim(), fields, links, language }, { kind, anonymous });
    close(one.id);
  }

  /** @param {string} id */
  function close(id) {
    editing = null;
    draw();
    const row_ = root.querySelector('[data-key="' + id + '"] .own-tools button:not([hidden])');
    if (row_ instanceof HTMLElement) row_.focus();
  }

  /** @param {HTMLElement} button @returns {Row | undefined} */
  function rowOf(button) {
    const element = button.closest(".own");
    return rows().find((one) => element && one.id === element.getAttribute("data-key"));
  }

  /** @param {HTMLElement} button */
  function edit(button) {
    const one = rowOf(button);
    if (!one) return;
    const { card } = one;
    /** @type {{[id: string]: string}} */
    const fields = {};
    for (const [id, value] of Object.entries(card.fields)) fields[id] = value || "";
    const links = Object.assign({}, card.links);
    editing = { id: one.id, card, filled: { text: card.text || "", fields, links }, problem: "" };
    draw();
  }

  return {
    draw,
    editing: () => editing !== null,
    /** This is left for another screen. */
    leave: () => keep(null),
    /** @type {{[name: string]: (button: HTMLElement) => void}} */
    actions: {
      "own-edit": edit,
      "own-more": edit,
      "own-cancel"(button) {
        const one = rowOf(button);
        if (one) close(one.id);
      },
      "own-withdraw"(button) {
        const one = rowOf(button);
        if (!one) return;
        if (!one.standing) return outbox.drop(one.ref);
        away.set(one.id, one.card);
        page.send({ type: "WithdrawCard", card: one.id });
      },
      "own-restore"(button) {
        const one = rowOf(button);
        if (!one || !one.gone) return;
        const underway = page.sent("WithdrawCard").find((entry) => entry.command.card === one.id);
        if (underway && underway.state !== "saved") return;
        away.delete(one.id);
        const { kind, text, anonymous, links, language } = one.card;
        /** @type {{[id: string]: string}} */
        const fields = {};
        for (const [id, value] of Object.entries(one.card.fields)) if (value) fields[id] = value;
        const to_lead = one.card.hidden === ASIDE;
        page.send({ type: "PostCard", kind, text: text || "", fields, links, anonymous, to_lead, language });
      },
      "own-retry"(button) {
        const one = rowOf(button);
        // Still meant for the step it was written in, so that it may come in late.
        if (one && one.ref) outbox.retry(one.ref);
      },
    },
  };
}
