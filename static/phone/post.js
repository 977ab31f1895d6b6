/**
 * Writing a card, and my cards beneath it. One text is enough; what more there is
 * to tell can follow once the card stands.
 *
 * @typedef {import("./page.js").Page} Page
 * @typedef {import("./page.js").Place} Place
 * @typedef {import("./page.js").Screen} Screen
 * @typedef {import("./drafts.js").Draft} Draft
 * @typedef {import("../js/messages").Kind} Kind
 */

import { clone, fill, find, keyed, set } from "../js/dom.js";
import { byId, organisationName } from "../js/reading.js";
import { chosenOf, makeLinks, makeWriting, targetsOf, told as toldIn } from "./fields.js";
import { check, drawAsk, drawFoot } from "./frame.js";
import { makeOwn } from "./own.js";
import { ASIDE, personalIn, whyPersonal, wordsOf } from "./personal.js";
import { makeTongue } from "./tongue.js";

/** Two taps closer than this were meant as one, in ms. */
const TWICE = 1500;
/** So long it says near the button what became of the last card, in ms. */
const TOLD = 8000;

/** @param {Page} page @param {() => Place} where @param {number} visit @returns {Screen} */
export function makePost(page, where, visit) {
  const kind = byId(page.format.kinds, where().stop.step.kind);
  if (!kind) throw new Error("the format names a kind it does not have");
  const phase = page.phase();
  return makeComposer(page, kind, { where, visit, phase: phase ? phase.id : "" });
}

/**
 * Also what is parked is written here; it belongs to no step.
 *
 * @param {Page} page
 * @param {Kind} kind
 * @param {{where: (() => Place) | null, visit: number, phase: string, done?: () => void}} at
 * @returns {Screen}
 */
export function makeComposer(page, kind, at) {
  const { words, drafts, model } = page;
  const element = clone("phone-post");
  const zone = byId(page.format.zones, kind.zone);
  const parked = Boolean(zone && zone.parking);
  const start = kind.start || "";
  /** Who writes may choose to be named or not. */
  const free = kind.sender === "choice" && !kind.per_organisation;
  /** @type {Draft} */
  let draft = drafts.take(kind.id, at.phase) || fresh();
  let problem = draft.reason ? why(draft.reason) : "";
  /** Stopped for data of people: what that seems to be. */
  let stopped = draft.reason && draft.reason.code === ASIDE ? draft.reason.value : "";
  /** @type {{at: number, aside: boolean, entry: import("../js/outbox.js").Entry} | null} */
  let posted = null;

  const obligatory = kind.links.filter((link) => link.least > 0);
  const drawLinks = makeLinks(page, find(element, "[data-list=links]"), obligatory, draft, keep);
  const writing = makeWriting(page, element, kind.limit, (text) => {
    draft.text = text;
    keep();
    page.here.typing();
  });
  const own = makeOwn(page, find(element, "[data-part=mine]"), (card) => card.kind === kind.id);
  const tongue = makeTongue(page, element);
  const sender = find(element, "[data-part=sender]");
  // What an organisation says but so often stands under its name.
  sender.hidden = !free;
  fill(element, { "only-anonymous": kind.sender === "anonymous" });
  find(element, "[data-part=label]").textContent = kind.label;
  sender.addEventListener("change", () => {
    draft.anonymous = named() === false;
    drafts.setMark("sender", draft.anonymous ? "anonymous" : "named");
    keep();
  });
  set(element, "data-draft", kind.id + "@" + at.phase);
  writing.area.addEventListener("focus", () => {
    // Begin behind the words that a card of this kind starts with.
    const untouched = writing.area.selectionEnd === 0 && draft.text === start;
    if (untouched) writing.area.setSelectionRange(start.length, start.length);
  });
  find(element, "form").addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  let measured = false;

  /** @returns {Draft} */
  function fresh() {
    return {
      kind: kind.id,
      phase: at.phase,
      visit: at.visit,
      text: start,
      fields: {},
      links: {},
      anonymous: kind.sender === "anonymous" || (free && drafts.mark("sender") === "anonymous"),
      at: 0,
      reason: null,
    };
  }

  function named() {
    const chosen = sender.querySelector("input:checked");
    return !(chosen instanceof HTMLInputElement) || chosen.value === "named";
  }

  function isEmpty() {
    return draft.text.trim() === "" || draft.text.trim() === start.trim();
  }

  function keep() {
    problem = "";
    stopped = "";
    posted = null;
    draft.reason = null;
    draft.visit = at.visit;
    if (isEmpty() && !Object.keys(draft.links).length) drafts.dropText(kind.id, at.phase);
    else drafts.keepText(draft);
    page.redraw();
  }

  function left() {
    if (parked) return Infinity;
    const mine = model.mine;
    const underway = page.sent("PostCard").filter((entry) => entry.state === "sending").length;
    return mine ? mine.left - underway : 1;
  }

  /** @param {import("./drafts.js").Reason} reason */
  function why(reason) {
    return reason.code === ASIDE ? whyPersonal(page, reason.value) : page.refusal(reason);
  }

  /** @param {boolean} [aside] for who leads alone */
  function submit(aside) {
    // The second of two quick taps finds the paper empty, and the card gone out.
    if (posted && isEmpty() && Date.now() - posted.at < TWICE) return;
    problem = faults();
    stopped = problem || aside ? "" : personalIn(wordsOf(draft))[0] || "";
    if (stopped) problem = whyPersonal(page, stopped);
    if (problem) {
      page.redraw();
      writing.area.focus();
      return;
    }
    const { fields, links } = toldIn(draft);
    const entry = page.send(
      {
        type: "PostCard",
        kind: kind.id,
        text: draft.text.trim(),
        fields,
        links,
        anonymous: draft.anonymous,
        language: tongue.tag(draft.text),
        to_lead: Boolean(aside),
      },
      { phase: at.phase },
      parked ? page.visit() : at.visit,
    );
    drafts.dropText(kind.id, at.phase);
    posted = { at: Date.now(), aside: Boolean(aside), entry };
    setTimeout(page.redraw, TOLD);
    page.here.typed();
    page.here.finished();
    page.announcer.say(words(page.away() ? "phone.sending_waits" : "phone.sending"));
    const links_kept = draft.links;
    draft = Object.assign(draft, fresh(), { links: links_kept });
    writing.put(draft.text);
    if (at.done) at.done();
    page.redraw();
  }

  function faults() {
    if (isEmpty()) return words("phone.write_first");
    const missing = obligatory.find((link) => (draft.links[link.id] || []).length < link.least);
    if (missing) return words("phone.choose_first") + " " + missing.label;
    if (writing.tooLong()) return words("refusals.too_long", { limit: kind.limit });
    return "";
  }

  /** What became of the card that was just posted, for who looks at the button. */
  function told() {
    if (!posted || Date.now() - posted.at >= TOLD || posted.entry.state === "failed") return "";
    if (posted.entry.state === "saved") return words(posted.aside ? "phone.posted_aside" : "phone.posted");
    if (page.away()) return words("phone.sending_waits");
    return words(posted.entry.code ? "phone.sending_again" : "phone.sending");
  }

  /** What the card must point at comes before its text: only then is there room for both. */
  function choosesFirst() {
    return isEmpty() && obligatory.some((link) => {
      return chosenOf(page, link, draft).length < link.least && targetsOf(page, link).length > 0;
    });
  }

  /** A refused post comes back here, with the reason. */
  function takeBack() {
    const back = drafts.text(kind.id, at.phase);
    if (!back || !back.reason || back === draft || !isEmpty()) return;
    Object.assign(draft, back, { links: Object.assign(draft.links, back.links) });
    problem = why(back.reason);
    stopped = back.reason.code === ASIDE ? back.reason.value : "";
    writing.put(draft.text);
  }

  function draw() {
    const place = at.where && at.where();
    const phase = page.phase();
    takeBack();
    const held = place !== null && page.visit() !== at.visit;
    const main = place !== null && phase !== null && asksFirst(place);
    // Held while someone writes, it goes on asking what it asked.
    if (!held) drawAsk(
      page,
      element,
      {
        question: main && phase ? phase.question : kind.label,
        help: parked ? words("phone.parking_help") : place && phase ? phase.help : "",
      },
      place || undefined,
    );
    drawLinks();
    drawSender();
    tongue.draw(isEmpty() ? "" : draft.text);
    const cards = left();
    const full = cards < 1 && isEmpty();
    const choosing = !full && choosesFirst();
    find(element, "[data-part=paper]").hidden = full || choosing;
    find(element, "[data-list=links]").hidden = full;
    if (!held) {
      const ofStep = place ? place.stop.step.examples : [];
      const ready = ofStep.length || !phase ? ofStep : phase.examples;
      const shown = parked || full || choosing ? [] : ready;
      const example = shown[0];
      fill(element, { example: example ? words("phone.example", { text: example }) : null });
      drawReady(shown);
    }
    fill(element, {
      full: full ? words("phone.cards_full") : null,
      left: cards > 0 && Number.isFinite(cards) ? words.count("phone.cards_left", cards) : null,
    });
    drawFoot(page, element, place, {
      primary: full || choosing ? null : words(stopped ? "phone.personal_change" : "phone.post"),
      problem,
      told: full || problem ? "" : told(),
      waits: posted !== null && posted.entry.state === "sending",
    });
    fill(element, { aside: stopped ? words("phone.personal_aside") : null });
    // Passing by is never the first thing to do while there is something to choose.
    if (choosing) find(element, ".foot-next").classList.add("plain");
    own.draw();
    if (!measured && element.isConnected) {
      measured = true;
      writing.put(draft.text);
    }
  }

  /** Examples to take as one's own card, while nothing of one's own stands there. @param {string[]} examples */
  function drawReady(examples) {
    const part = find(element, "[data-part=ready]");
    part.hidden = !examples.length || !(isEmpty() || examples.indexOf(draft.text) >= 0);
    keyed(
      find(part, "[data-list=ready]"),
      examples,
      (text) => text,
      () => clone("phone-ready"),
      (row, text) => {
        fill(row, { text });
        set(find(row, "button"), "aria-pressed", String(draft.text === text));
      },
    );
  }

  /** @param {HTMLElement} button */
  function take(button) {
    const row = button.closest("[data-key]");
    if (!row) return;
    draft.text = row.getAttribute("data-key") || "";
    keep();
    writing.put(draft.text);
    /** @type {HTMLDetailsElement} */ (find(element, "[data-part=ready]")).open = false;
    page.announcer.say(words("phone.ready_taken"));
    // Not into the text: that would open a keyboard, and one may post it as it is.
    find(element, ".foot-primary").focus();
  }

  /** The phase's own question belongs to its first step. @param {Place} place */
  function asksFirst(place) {
    return place.stop.index === 0;
  }

  function drawSender() {
    const mine = model.mine;
    const person = mine && model.names.people[mine.seat];
    const organisation = mine && organisationName(model, mine.organisation);
    const key = organisation ? (person ? "named_both" : "named") : person ? "named_person" : "named_none";
    fill(element, { named: words("phone." + key) });
    for (const input of Array.from(sender.querySelectorAll("input"))) {
      const choice = input.closest("label");
      if (choice) check(choice, (input.value === "anonymous") === draft.anonymous);
    }
  }

  return {
    element,
    draw,
    writing: () => !isEmpty() || own.editing(),
    leave: own.leave,
    actions: Object.assign({ aside: () => submit(true), ready: take }, own.actions),
  };
}
