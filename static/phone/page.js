/**
 * What all screens of the phone share: the words, the format, the model, the
 * outbox, the drafts; and how a command is sent.
 *
 * @typedef {import("../js/messages").Format} Format
 * @typedef {import("../js/messages").AnyCommand} AnyCommand
 * @typedef {import("../js/model.js").Model} Model
 * @typedef {import("../js/model.js").Boot} ModelBoot
 * @typedef {import("../js/outbox.js").Outbox} Outbox
 * @typedef {import("../js/outbox.js").Entry} Entry
 * @typedef {import("../js/words.js").Words} Words
 * @typedef {import("../js/connection.js").Connection} Connection
 * @typedef {import("./drafts.js").Drafts} Drafts
 * @typedef {import("./drafts.js").Reason} Reason
 * @typedef {import("./stops.js").Stop} Stop
 * @typedef {ModelBoot & {
 *   grant: string, language: string, words: {[key: string]: string}, format: Format,
 *   code: string, links: {[name: string]: string}, dutch: {[said: string]: string},
 *   tongues: Array<{code: string, name: string, direction: string}>,
 * }} Boot
 *
 * @typedef {{
 *   element: HTMLElement,
 *   draw: () => void,
 *   writing?: () => boolean,
 *   leave?: () => void,
 *   actions?: {[name: string]: (button: HTMLElement) => void},
 * }} Screen
 * `writing`: something here would be lost from sight if the screen changed now;
 * `leave`: it changes all the same.
 * @typedef {{stop: Stop, stops: Stop[], go: (by: 1 | -1) => void}} Place
 */

import { createAnnouncer } from "../js/announce.js";
import { find } from "../js/dom.js";
import { createModel } from "../js/model.js";
import { createOutbox } from "../js/outbox.js";
import { slotsOf } from "../js/places.js";
import { phaseNow } from "../js/reading.js";
import { deviceStorage } from "../js/storage.js";
import { createWords } from "../js/words.js";
import { createDrafts } from "./drafts.js";
import { createHere } from "./here.js";

/** @param {Boot} boot */
export function createPage(boot) {
  const words = createWords(boot.words, boot.language);
  const model = createModel(boot);
  // A preview, which has no grant, is to forget.
  const storage = deviceStorage(!boot.grant);
  const drafts = createDrafts(storage, "doorstart:drafts:" + boot.grant, Date.now);
  /** @type {Connection | null} */
  let line = null;
  const outbox = createOutbox(storage, "doorstart:outbox:" + boot.grant, {
    send: (frame) => line !== null && line.send(frame),
    onLate: () => line && line.doubt(),
    ready: storage.ready,
  });
  const here = createHere((frame) => line && line.send(frame));
  /** @type {Set<() => void>} */
  const drawers = new Set();
  let waiting = false;

  /** Draws everything once, soon; ask as often as you like. */
  function redraw() {
    if (waiting) return;
    waiting = true;
    Promise.resolve().then(() => {
      waiting = false;
      drawers.forEach((draw) => draw());
    });
  }
  window.addEventListener("storage", (event) => {
    if (event.key !== drafts.key) return;
    drafts.refresh();
    redraw();
  });
  model.subscribe(redraw);
  outbox.subscribe(redraw);
  storage.subscribe(redraw);

  return {
    boot,
    words,
    model,
    storage,
    drafts,
    outbox,
    here,
    format: boot.format,
    announcer: createAnnouncer(find(document, "#live"), words),
    redraw,
    /** Whether this is the first time since the tab was opened. @param {string} what */
    once(what) {
      const key = "doorstart:once:" + what + ":" + boot.grant;
      try {
        if (window.sessionStorage.getItem(key)) return false;
        window.sessionStorage.setItem(key, "1");
        return true;
      } catch {
        return false;
      }
    },
    /** @param {() => void} draw */
    onDraw: (draw) => drawers.add(draw),
    /** @param {Connection} connection */
    setLine: (connection) => (line = connection),
    get line() {
      return line;
    },
    /** Nothing goes out now; what is sent waits here. */
    away: () => line === null || line.state !== "open",
    phase: () => phaseNow(model, boot.format),
    /** The Dutch of what the format says here in another language. @param {string | null | undefined} said */
    dutch: (said) => (said && boot.dutch[said]) || null,
    /** What the format says, with its Dutch. @param {import("../js/dom.js").Filling} said @returns {import("../js/dom.js").Filling} */
    beside: (said) => (typeof said === "string" && boot.dutch[said] ? { text: said, dutch: boot.dutch[said] } : said),
    visit() {
      const phase = model.get("phase");
      return phase ? phase.visit : 0;
    },
    status() {
      const session = model.get("session");
      return session ? session.status : "lobby";
    },
    /**
     * @param {AnyCommand} command
     * @param {any} [info]
     * @param {number} [visit] the visit it is meant for, if not the open one
     */
    send(command, info, visit) {
      const phase = model.get("phase");
      const mine = model.mine;
      // Whichever card of mine is new once this was sent may be the one it made.
      const before = command.type === "PostCard" && mine ? { before: Object.keys(mine.cards) } : null;
      const kept = before ? Object.assign(before, info) : info;
      return outbox.add(command, visit === undefined ? (phase ? phase.visit : 0) : visit, kept);
    },
    /**
     * The entries of one sort of command, oldest first.
     *
     * @template {AnyCommand["type"]} T
     * @param {T} type
     * @returns {Array<Entry & {command: Extract<AnyCommand, {type: T}>}>}
     */
    sent(type) {
      return /** @type {any} */ (outbox.entries().filter((entry) => entry.command.type === type));
    },
    /** Why something was refused, and what to do. @param {Reason} reason */
    refusal(reason) {
      const key = "refusals." + reason.code;
      const known = words.has(key) ? key : "refusals.internal";
      return words(known, slotsOf(boot.format, reason));
    },
  };
}

/** @typedef {ReturnType<typeof createPage>} Page */
