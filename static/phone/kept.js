/**
 * Texts that did not reach the board: begun in a step that is over, or refused.
 * They stay on this phone until the person decides.
 *
 * @typedef {import("./page.js").Page} Page
 * @typedef {import("./drafts.js").Draft} Draft
 * @typedef {import("../js/outbox.js").Entry} Entry
 */

import { clone, fill, find, keyed } from "../js/dom.js";
import { byId } from "../js/reading.js";
import { likelyLanguage } from "../js/words.js";
import { ASIDE } from "./personal.js";
import { asksFor } from "./stops.js";

/** Refusals after which the same words may yet go through; the rest goes back to be changed. */
const WORTH_ANOTHER_TRY = ["internal", "stale", "unavailable", "too_fast", "id_reused"];
/** Refusals that another try cannot cure, whatever is changed. */
const TOO_LATE = ["stale_phase", "wrong_phase", "ended", "not_open"];

/** The phase of a draft that changes a card: of no step, but of that card. */
const OF_CARD = "card:";

/**
 * What someone made of a card of theirs, and did not get there.
 *
 * @param {string} card
 * @param {{kind: string, anonymous: boolean}} what
 * @param {number} visit
 * @param {{text: string, fields: {[id: string]: string}, links: {[id: string]: string[]}}} said
 * @param {Draft["reason"]} reason
 * @returns {Omit<Draft, "at">}
 */
export function ofCard(card, what, visit, said, reason) {
  const { kind, anonymous } = what;
  return Object.assign({ kind, anonymous, phase: OF_CARD + card, visit, reason }, said);
}

/** The card is there no more. */
export const GONE = { code: "card_gone", value: "", limit: "" };

/** @param {Page} page @param {HTMLElement} root */
export function createKept(page, root) {
  const { drafts, format, words, outbox } = page;
  let told = 0;
  let visit = page.visit();

  /** A refused post becomes a draft again, unless another stands in its place. */
  function takeBack() {
    page.sent("EditCard").forEach(takeBackEdit);
    for (const entry of page.sent("PostCard")) {
      if (entry.state !== "failed" || WORTH_ANOTHER_TRY.indexOf(entry.code) >= 0) continue;
      const { command } = entry;
      const phase = (entry.info && entry.info.phase) || "";
      if (drafts.text(command.kind, phase)) continue;
      const { code, value, limit } = entry;
      drafts.keepText({
        kind: command.kind,
        phase,
        visit: entry.visit,
        text: command.text,
        fields: command.fields || {},
        links: command.links || {},
        anonymous: Boolean(command.anonymous),
        reason: { code, value, limit },
      });
      outbox.drop(entry.ref);
    }
  }

  /**
   * What was changed in a card that is gone, or that is not on this screen: the text
   * is left, and can go to the board after all.
   *
   * @param {Entry & {command: import("../js/messages").EditCard}} entry
   */
  function takeBackEdit(entry) {
    const mine = page.model.mine;
    const { command, info, code, value, limit } = entry;
    if (entry.state !== "failed" || !info || !info.kind || !mine) return;
    const there = command.card in mine.cards;
    const phase = page.phase();
    if (there && phase && asksFor(phase, info.kind)) return;
    const { text, fields, links } = command;
    const said = { text, fields: fields || {}, links: links || {} };
    drafts.keepText(ofCard(command.card, info, entry.visit, said, there ? { code, value, limit } : GONE));
    outbox.drop(entry.ref);
  }

  /** The card that a draft changes, while it is there; else null. @param {Draft} draft */
  function cardOf(draft) {
    const id = draft.phase.startsWith(OF_CARD) ? draft.phase.slice(OF_CARD.length).split("~")[0] || "" : "";
    return page.model.mine && id in page.model.mine.cards ? id : null;
  }

  /** Those that no open step shows in its own field. @returns {Draft[]} */
  function others() {
    const phase = page.phase();
    const shown = document.querySelector("#now [data-draft]");
    return drafts.texts().filter((draft) => {
      const kind = byId(format.kinds, draft.kind);
      if (!kind || draft.text.trim() === (kind.start || "").trim()) return false;
      if (shown && shown.getAttribute("data-draft") === draft.kind + "@" + drafts.home(draft)) return false;
      return !(phase && phase.id === draft.phase && asksFor(phase, draft.kind));
    });
  }

  function parking() {
    const zone = format.zones.find((one) => one.parking);
    return (zone && format.kinds.find((kind) => kind.zone === zone.id)) || null;
  }

  function draw() {
    takeBack();
    const all = page.status() === "lobby" ? [] : others();
    root.hidden = !all.length;
    fill(root, { kept: words("phone.kept_title", { n: all.length }) });
    // What was refused is told at once; what someone left lying can wait.
    const fold = /** @type {HTMLDetailsElement} */ (find(root, "details"));
    const refused = all.filter((draft) => draft.reason !== null).length;
    const grown = refused > told;
    if (grown || visit !== page.visit()) fold.open = grown;
    told = refused;
    visit = page.visit();
    keyed(
      find(root, "[data-list=kept]"),
      all,
      (draft) => draft.kind + "@" + draft.phase,
      () => clone("phone-kept"),
      (row, draft) => {
        const kind = byId(format.kinds, draft.kind);
        const over = draft.reason !== null && TOO_LATE.indexOf(draft.reason.code) >= 0;
        const live = page.status() === "live";
        fill(row, {
          what: kind ? kind.label : "",
          text: draft.text,
          reason: draft.reason ? page.refusal(draft.reason) : null,
          send: live && !over ? words(isAside(draft) ? "phone.personal_aside" : "phone.kept_send") : null,
          park: live && over && parking() !== null,
        });
      },
    );
  }

  /** Stopped for data of people: it can go to who leads. @param {Draft} draft */
  function isAside(draft) {
    return draft.reason !== null && draft.reason.code === ASIDE;
  }

  /** @param {HTMLElement} button */
  function draftOf(button) {
    const row = button.closest("[data-key]");
    const key = row && row.getAttribute("data-key");
    return others().find((draft) => draft.kind + "@" + draft.phase === key) || null;
  }

  return {
    draw,
    /** @param {string} name @param {HTMLElement} button */
    act(name, button) {
      const draft = draftOf(button);
      if (!draft) return;
      const { kind, phase, text, fields, links, anonymous } = draft;
      drafts.take(kind, phase);
      drafts.dropText(kind, phase);
      const card = cardOf(draft);
      const held = card && page.model.mine && page.model.mine.cards[card];
      const language = held ? held.language : likelyLanguage(text, page.boot.language);
      if (name === "kept-send" && card) {
        page.send({ type: "EditCard", card, text: text.trim(), fields, links, language }, { kind, anonymous });
        page.announcer.say(words(page.away() ? "phone.sending_waits" : "phone.sending"));
      } else if (name === "kept-send") {
        page.send({ type: "PostCard", kind, text: text.trim(), fields, links, anonymous, to_lead: isAside(draft), language }, { phase }, draft.visit);
        page.announcer.say(words(page.away() ? "phone.sending_waits" : "phone.sending"));
      }
      const parked = parking();
      if (name === "kept-park" && parked) {
        page.send({ type: "PostCard", kind: parked.id, text: text.trim(), anonymous, language }, { phase: "" });
        page.announcer.say(words(page.away() ? "phone.sending_waits" : "phone.sending"));
      }
      page.redraw();
      find(document, "#main").focus();
    },
  };
}
